"""The query line over orders: ``state:pending market:BD placed:today is:due "rahim uddin"``.

:data:`~cartui.rules.query.order_keys.ORDER_KEYS` has every key, :mod:`cartui.rules.query.line` how a line is
written.
"""

from cartui.model.query import OrderQuery, Term
from cartui.rules.query.line import read_line, write_line
from cartui.rules.query.order_keys import ORDER_KEYS


def parse_order_query(text: str, zone: str = "UTC") -> OrderQuery:
    """Read a query line over orders; its days are meant in that time zone.

    Raises ``QueryError`` and ``Invalid`` as :func:`~cartui.rules.query.line.read_line` does.
    """
    return read_line(OrderQuery, ORDER_KEYS, text, zone)


def write_order_query(query: OrderQuery) -> str:
    """The line that :func:`parse_order_query` reads as this query. Raises ``Invalid`` for a too long one."""
    return write_line(query, ORDER_KEYS)


def order_query_of(asked: OrderQuery | str, state: str | None = None) -> OrderQuery:
    """What a call asks that may also be told plain words and a state.

    Plain text is words alone, whatever signs are in it. A state is one more term; ``None`` is none.
    """
    query = OrderQuery(words=tuple(asked.split())) if isinstance(asked, str) else asked
    if state is None:
        return query
    return query.model_copy(update={"terms": (*query.terms, Term(key="state", values=(state,)))})
