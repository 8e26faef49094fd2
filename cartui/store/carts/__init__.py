"""Carts in the database: their rows, and pages of them by any filter and sort."""
