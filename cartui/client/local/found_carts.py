"""The carts that a query finds now, for the agent who asks."""

from functools import lru_cache
from typing import TYPE_CHECKING

from cartui.client.local.backend import LocalBackend
from cartui.model.query import CartQuery, CartSort
from cartui.rules.query.cart_filters import filters_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from cartui.model.cart_filter import Filter
    from cartui.store.carts.pages import CartPages

_filters_of = lru_cache(64)(filters_of)


def filters_now(backend: LocalBackend, query: CartQuery) -> "tuple[Filter, ...]":
    """What the terms of a query mean now. Raises ``Invalid``."""
    # In whole minutes, so that for a minute the database is asked the same.
    now = backend.clock().replace(second=0, microsecond=0)
    return _filters_of(query, now, backend.actor.name)


def found_carts(
    backend: LocalBackend, connection: "Connection", query: CartQuery, sort: CartSort
) -> "CartPages":
    """The list of what a query finds. Raises ``Invalid``."""
    from cartui.store.carts.pages import CartPages

    filters, now = filters_now(backend, query), backend.clock()
    return CartPages(connection, query, filters, sort, now=now, me=backend.actor.name)
