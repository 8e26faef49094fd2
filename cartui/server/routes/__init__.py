"""The routes, one module for each resource of the protocol. A handler is a call of the protocol."""
