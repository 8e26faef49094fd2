"""The remote backend: HTTP over the local client, for desks that work on one set of carts.

It keeps nothing between two requests, so any number of processes may serve one database. What a request may
do is decided below, by the local client and the rules; here a token becomes an actor, JSON becomes models,
and models become JSON.
"""
