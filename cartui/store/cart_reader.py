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
    Lookup,
    Order,
    Start,
    Statements,
    place_values,
    statements_for,
)
from cartui.store.cursors import Key

BOUND: Final = 50_000
"""So many rows are looked at for one request."""

_HARDLY_ANY: Final = 250
_A_LITTLE: Final = 25
_NOT_TOO_MANY: Final = 5
"""Parts of the bound: a 250th, a 25th and a fifth of it."""

_KEPT: Final = 256
_KNOWN: Final[dict[tuple[Search, Order, Start, bool, str], Statements]] = {}
"""Statements of lists that are looked at again and again: building one takes longer than answering it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where reading begins."""

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
    """What was found."""

    rows: Sequence[tuple[Any, ...]]
    """Carts as they are read, or one row with their number."""
    stop: tuple[Key, ...] | None = None
    """Behind this place nothing was looked at; ``None``: there is nothing more, or enough was found."""
    examined: int = 0
    """So many rows were looked at before it was given up."""


class Reader:
    """Reads the carts of one search in one order."""

    def __init__(
        self, conn: Connection, search: Search, order: Order, *, bound: int, counted: bool = False
    ) -> None:
        """Look at ``bound`` rows at most; with ``counted`` give how many there are, instead of the carts."""
        self._conn = conn
        self._search = search
        self._order = order
        self._counted = counted
        self._bound = bound
        self._left = bound

    def read(self, place: Place, limit: int) -> Found:
        """So many carts from a place on."""
        statements = self._statements(place.start)
        if statements.rows is None:
            return Found([(0,)] if self._counted else [])
        if statements.stop is None:
            return Found(statements.rows(self._conn, place.values | {ROWS: limit}))
        self._left = self._bound
        hardly_any = max(self._bound // _HARDLY_ANY, 1)
        found = self._looked_up(statements.lookups, place, limit, hardly_any)
        if found is not None:
            return found
        first = self._walked(statements, place, limit, max(self._bound // _A_LITTLE, 1))
        if first.stop is None:
            return first
        found = self._looked_up(statements.lookups, place, limit, max(self._bound // _NOT_TOO_MANY, 1))
        if found is not None:
            return found
        onwards = Place(Start.BEYOND, first.stop)
        more = self._walked(
            self._statements(Start.BEYOND), onwards, limit - self._number(first), max(self._left, 1)
        )
        return Found(self._joined(first, more), more.stop, self._bound - self._left)

    def _statements(self, start: Start) -> Statements:
        """The statements for reading from there."""
        key = (self._search, self._order, start, self._counted, self._conn.dialect.name)
        known = _KNOWN.get(key)
        if known is None:
            if len(_KNOWN) >= _KEPT:
                _KNOWN.clear()
            known = _KNOWN[key] = statements_for(
                self._conn, self._search, self._order, start, counted=self._counted
            )
        return known

    def _looked_up(self, lookups: Sequence[Lookup], place: Place, limit: int, most: int) -> Found | None:
        """What the first filter gives that finds at most ``most`` carts; ``None`` where all find more."""
        part = {PART: most + 1}
        for lookup in lookups:
            ((number,),) = lookup.probe(self._conn, part)
            self._left -= number
            if number <= most:
                return Found(lookup.rows(self._conn, place.values | part | {ROWS: limit}))
        return None

    def _walked(self, statements: Statements, place: Place, limit: int, part: int) -> Found:
        """What is found among the next rows."""
        if statements.rows is None or statements.stop is None:
            raise TypeError("this list is not walked")
        rows = statements.rows(self._conn, place.values | {PART: part, ROWS: limit})
        self._left -= part
        found = Found(rows)
        if self._number(found) >= limit:
            return found
        stop = statements.stop(self._conn, place.values | {SKIPPED: part - 1})
        return Found(rows, stop[0] if stop else None, part)

    def _number(self, found: Found) -> int:
        """How many carts were found."""
        return int(found.rows[0][0]) if self._counted else len(found.rows)

    def _joined(self, first: Found, more: Found) -> Sequence[tuple[Any, ...]]:
        """What was found in two steps."""
        if self._counted:
            return [(self._number(first) + self._number(more),)]
        return [*first.rows, *more.rows]
