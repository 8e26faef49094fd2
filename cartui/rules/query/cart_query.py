"""The query line over carts: ``market:BD state:open,locked total:>1000 -tag:spam "rahim uddin"``.

:data:`~cartui.rules.query.keys.KEYS` has every key, :mod:`cartui.rules.query.line` how a line is written.
"""

from cartui.model.query import CartQuery
from cartui.rules.query.error import QueryError
from cartui.rules.query.keys import CART_KEYS
from cartui.rules.query.line import read_line, write_line

__all__ = ["QueryError", "parse_query", "write_query"]


def parse_query(text: str, zone: str = "UTC") -> CartQuery:
    """Read a query line over carts; its days are meant in that time zone.

    Raises :class:`QueryError` and ``Invalid`` as :func:`~cartui.rules.query.line.read_line` does.
    """
    return read_line(CartQuery, CART_KEYS, text, zone)


def write_query(query: CartQuery) -> str:
    """The line that :func:`parse_query` reads as this query. Raises ``Invalid`` for one that is too long."""
    return write_line(query, CART_KEYS)
