"""Lists of orders: what a query means now, and the numbers that its words mean."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection

from cartui.client.local.numbers import order_numbers_meant
from cartui.model.query import OrderQuery, OrderSort
from cartui.rules.query.order_filters import order_filters_of
from cartui.store.order_list.pages import OrderPages


def order_list(
    connection: Connection, query: OrderQuery, now: datetime, sort: OrderSort = OrderSort.LATEST
) -> OrderPages:
    """The list of what a query finds at ``now``. Raises ``Invalid`` for what makes no sense in it."""
    filters = order_filters_of(query, now.replace(second=0, microsecond=0))
    return OrderPages(connection, query, filters, sort, numbers=tuple(_numbers_meant(connection, query)))


def _numbers_meant(connection: Connection, query: OrderQuery) -> Iterator[tuple[str, str]]:
    """What was typed as a number or may be one, each with a number as the shop writes it."""
    values = (value for term in query.terms if term.key == "number" for value in term.values)
    for typed in dict.fromkeys((*query.words, *values)):
        if any(map(str.isdecimal, typed)):
            meant = order_numbers_meant(connection, typed)
            yield from ((typed, number) for number in meant if number.casefold() != typed.casefold())
