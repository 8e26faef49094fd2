"""What is true of carts whatever stores them: pure functions over the model."""
