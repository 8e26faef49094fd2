"""Changing many carts or customers at once: what goes together, and what becomes of each."""
