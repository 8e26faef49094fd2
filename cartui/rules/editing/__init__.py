"""What an edit does to a cart, what it changed, and how it is taken back."""
