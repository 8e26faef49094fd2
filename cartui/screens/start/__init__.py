"""Which shop the desk works in: the first start, and going to another."""
