"""A believable shop made of data of our own."""
