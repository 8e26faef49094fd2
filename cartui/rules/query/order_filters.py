"""What a query of orders asks at one moment."""

from datetime import datetime

from cartui.model.cart_filter import Filter
from cartui.model.query import OrderQuery
from cartui.rules.query.filters import filters_of
from cartui.rules.query.order_keys import ORDER_KEYS


def order_filters_of(query: OrderQuery, now: datetime) -> tuple[Filter, ...]:
    """What the terms of a query ask of an order at ``now`` (aware); whoever asks makes no difference.

    Raises ``Invalid`` as :func:`~cartui.rules.query.filters.filters_of` does.
    """
    return filters_of(query, ORDER_KEYS, now, "")
