"""What reports count: pure functions from a cart's story to figures."""
