"""Taxes: which rates are for a place, and what they come to."""
