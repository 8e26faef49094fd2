"""The list of carts, the home of the desk: views, selection, preview, and what it shows at once."""
