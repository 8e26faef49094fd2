"""What writes the documents that are made of the code."""
