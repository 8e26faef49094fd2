"""The seam: one protocol, and the clients that implement it."""
