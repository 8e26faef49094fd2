"""What reports are made of: carts' stories, what is counted of them, and sums over that."""
