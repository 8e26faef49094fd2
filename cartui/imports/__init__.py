"""Bytes to models: plain CSV and mapping files."""
