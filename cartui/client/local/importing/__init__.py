"""Batches of files written into the database, row by row accounted for."""
