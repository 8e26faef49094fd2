"""What happened: to one cart, and to all of them."""
