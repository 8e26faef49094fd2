"""Payments without an order: the list, all about one, and settling it."""
