"""Reports: figures over many carts as bars and tables, and the carts behind them."""
