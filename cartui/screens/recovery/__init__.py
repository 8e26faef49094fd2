"""Carts that were left: whom to call, and what came of it."""
