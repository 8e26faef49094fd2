"""Reading carts of a search, without looking at more than a bound allows.

Where an index answers all by itself, it is read. Else a few steps are tried, so that neither a rare filter
nor a common one makes a page wait for the other's way: looking up the carts of a filter that finds hardly
any, walking a little, looking up those of one that finds not too many, walking on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection

from cartui.store.cart_search import Search
from cartui.store.cart_statements import (
    PART,
    ROWS,
    SKIPPED,
    Impossible,
    Indexed,
    SortedHalf,
    Start,
    Statements,
    Walked,
    place_values,
    statements_for,
)
from cartui.store.cursors import Key

BOUND: Final = 50_000
"""So many rows are looked at for one page; how many for a count, ``CartList`` says."""

_HARDLY_ANY: Final = 250
_A_LITTLE: Final = 25
_NOT_TOO_MANY: Final = 5
"""Parts of the bound: a 250th, a 25th and a fifth of it."""

_KEPT: Final = 256
_KNOWN: Final[dict[tuple[Search, SortedHalf, Start, bool, str], Statements]] = {}
"""Statements of lists that are looked at again and again: building one takes longer than answering it."""


Rows = Sequence[tuple[Any, ...]]
"""Carts as they are read, or one row with their number."""

Stop = tuple[Key, ...] | None
"""A place behind which nothing was looked at; ``None``: there is nothing more, or enough was found."""


@dataclass(frozen=True, slots=True)
class Place:
    """The place in a list at which reading begins."""

    start: Start = Start.FIRST
    keys: tuple[Key, ...] = ()
    """What the row of the place is sorted by; empty for the first row."""

    @property
    def values(self) -> dict[str, Key]:
        """As values of a statement."""
        return place_values(self.keys)


FIRST: Final = Place()


@dataclass(frozen=True, slots=True)
class Found:
    """Rows that were found, and how far was looked for them."""

    rows: Rows
    stop: Stop = None
    examined: int = 0
    """So many rows were looked at, at most."""


class Reader:
    """Reads the carts of one search in one order."""

    def __init__(
        self, conn: Connection, search: Search, half: SortedHalf, *, bound: int, counted: bool = False
    ) -> None:
        """With ``counted`` give how many carts there are, instead of the carts.

        ``bound`` rows are looked at, at most, but one at least; where an index answers all by itself, it is
        as many as are asked for.
        """
        self._conn = conn
        self._search = search
        self._half = half
        self._counted = counted
        self._bound = max(bound, 1)
        self._left = self._bound

    def read(self, place: Place, limit: int) -> Found:
        """So many carts from a place on."""
        self._left = self._bound
        rows, stop = self._look(place, limit)
        return Found(rows, stop, self._bound - self._left)

    def _look(self, place: Place, limit: int) -> tuple[Rows, Stop]:
        """The same in its steps."""
        statements = self._statements(place.start)
        found = self._looked_up(statements, place, limit, self._bound // _HARDLY_ANY)
        if found is not None:
            return found, None
        rows, stop = self._read_on(statements, place, limit, self._bound // _A_LITTLE)
        if stop is None:
            return rows, None
        found = self._looked_up(statements, place, limit, self._bound // _NOT_TOO_MANY)
        if found is not None:
            return found, None
        statements, onwards = self._statements(Start.BEYOND), Place(Start.BEYOND, stop)
        more, stop = self._read_on(statements, onwards, limit - self._number(rows), self._left)
        return self._joined(rows, more), stop

    def _statements(self, start: Start) -> Statements:
        """The statements for reading from there."""
        key = (self._search, self._half, start, self._counted, self._conn.dialect.name)
        known = _KNOWN.get(key)
        if known is None:
            if len(_KNOWN) >= _KEPT:
                _KNOWN.clear()
            known = _KNOWN[key] = statements_for(
                self._conn, self._search, self._half, start, counted=self._counted
            )
        return known

    def _looked_up(self, statements: Statements, place: Place, limit: int, most: int) -> Rows | None:
        """The carts of the first filter that finds at most ``most``; ``None`` where all find more."""
        if not isinstance(statements, Walked):
            return None
        most = max(most, 1)
        part = {PART: most + 1}
        for lookup in statements.lookups:
            ((number,),) = lookup.probe(self._conn, part)
            self._left -= number
            if number <= most:
                self._left -= number
                return lookup.rows(self._conn, place.values | part | {ROWS: limit})
        return None

    def _read_on(self, statements: Statements, place: Place, limit: int, part: int) -> tuple[Rows, Stop]:
        """What is found from a place on; where rows are tested, among the next ``part`` of them."""
        match statements:
            case Impossible():
                return [(0,)] if self._counted else [], None
            case Indexed():
                rows = statements.rows(self._conn, place.values | {ROWS: limit})
                self._left -= self._number(rows)
                return rows, None
            case Walked():
                part = max(part, 1)
                rows = statements.rows(self._conn, place.values | {PART: part, ROWS: limit})
                self._left -= part
                if self._number(rows) >= limit:
                    return rows, None
                stop = statements.stop(self._conn, place.values | {SKIPPED: part - 1})
                return rows, stop[0] if stop else None

    def _number(self, rows: Rows) -> int:
        """The number of carts that were found."""
        return int(rows[0][0]) if self._counted else len(rows)

    def _joined(self, first: Rows, more: Rows) -> Rows:
        """The rows of two steps, joined."""
        if self._counted:
            return [(self._number(first) + self._number(more),)]
        return [*first, *more]
