"""Documents in the terminal before they leave the shop: looked at, printed, saved, copied."""
