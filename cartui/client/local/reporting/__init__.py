"""Counting carts for the reports, and reading what was counted."""
