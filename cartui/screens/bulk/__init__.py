"""Changing many carts at once: choosing what, seeing what it would do, watching it, and what came of it."""
