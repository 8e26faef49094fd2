"""cartui, a terminal desk for the shopping carts of a shop's staff."""

__version__ = "0.1.0"
