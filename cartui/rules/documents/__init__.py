"""What documents say: pure functions from carts and orders to content."""
