"""What a query of carts asks at one moment."""

from datetime import datetime

from cartui.model.cart_filter import Filter
from cartui.model.query import CartQuery
from cartui.rules.query import filters
from cartui.rules.query.keys import CART_KEYS


def filters_of(query: CartQuery, now: datetime, me: str) -> tuple[Filter, ...]:
    """What the terms of a query ask of a cart at ``now`` (aware), where ``me`` is the agent's name.

    Raises ``Invalid`` as :func:`cartui.rules.query.filters.filters_of` does.
    """
    return filters.filters_of(query, CART_KEYS, now, me)
