"""Locked carts: the queue, what is decided about one, and the statements that tell who paid."""
