"""Customers: the list, one of them, and the forms that make and change them."""
