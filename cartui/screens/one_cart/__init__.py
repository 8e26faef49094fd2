"""One cart: its screen, the parts of it, and the questions that they ask."""
