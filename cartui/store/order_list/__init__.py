"""The list of orders in the store: pages, counts, conditions, and the indexes that serve them."""
