"""The subjects of one cart's screen: each with its keys, what it knows and what it asks."""
