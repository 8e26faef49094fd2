"""Readers of carts, with the statements of lists that are looked at again and again."""

from typing import Final

from sqlalchemy import Connection

from cartui.store.carts.overdue import NOW
from cartui.store.carts.search import Search
from cartui.store.carts.statements import SortedHalf, statements_for
from cartui.store.lists.reader import Reader
from cartui.store.lists.statements import KeptStatements, Start, Statements

_KEPT: Final = KeptStatements()


def cart_reader(
    conn: Connection,
    search: Search,
    half: SortedHalf,
    *,
    now: int,
    bound: int,
    counted: bool = False,
) -> Reader:
    """The reader of the carts of one search in one order, see ``Reader``.

    ``now`` is in microseconds: who is away for too long from paying has locked the cart by then.
    """

    def statements(start: Start) -> Statements:
        key = (search, half, start, counted, conn.dialect.name)
        return _KEPT.get(key, lambda: statements_for(conn, search, half, start, counted=counted))

    return Reader(conn, statements, bound=bound, counted=counted, values={NOW: now})
