"""The config file: what an agent prefers, and where each value came from."""
