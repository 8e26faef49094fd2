"""Readers of carts, with the statements of lists that are looked at again and again."""

from typing import Final

from sqlalchemy import Connection

from cartui.store.carts.overdue import NOW
from cartui.store.carts.search import Search
from cartui.store.carts.statements import SortedHalf, statements_for
from cartui.store.lists.reader import Reader
from cartui.store.lists.statements import Start, Statements

_KEPT: Final = 256
_KNOWN: Final[dict[tuple[Search, SortedHalf, Start, bool, str], Statements]] = {}
"""Statements that were made: building one takes longer than answering it."""


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
        known = _KNOWN.get(key)
        if known is None:
            if len(_KNOWN) >= _KEPT:
                _KNOWN.clear()
            known = _KNOWN[key] = statements_for(conn, search, half, start, counted=counted)
        return known

    return Reader(conn, statements, bound=bound, counted=counted, values={NOW: now})
