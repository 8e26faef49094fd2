"""What shops tell of their carts, taken in event by event."""
