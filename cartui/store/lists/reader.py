"""Reading a list without looking at more rows than a bound allows.

Where an index answers all by itself, it is read. Else two ways are tried in turns, each time for longer, so
that neither a rare filter nor a common one makes a page wait for the other's way: looking up the rows of a
filter that finds few, and walking on. What was found on the way tells how far it probably still is: rows of
a filter that are more than that are not looked up. Where the first few rows had all of it the last time, it
is begun with walking: that a filter finds many is not counted for every page of a list again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection

from cartui.store.cursors import Key
from cartui.store.lists.statements import (
    PART,
    ROWS,
    SKIPPED,
    Impossible,
    Indexed,
    Lookup,
    Start,
    Statements,
    Walked,
    place_values,
)

BOUND: Final = 50_000
"""So many rows are looked at for one page; how many for a count, the list says."""

_TURNS: Final = (250, 25, 5)
"""Parts of the bound that are looked up, and walked, in one turn: a 250th, a 25th and a fifth of it."""

Rows = Sequence[tuple[Any, ...]]
"""What was read, or one row with the number of it."""

Stop = tuple[Key, ...] | None
"""A place behind which nothing was looked at; ``None``: there is nothing more, or enough was found."""

Counts = dict[Lookup, tuple[int, int]]
"""How many rows lookups find, of how many that were asked for: where it is as many, there may be more."""


@dataclass(frozen=True, slots=True)
class StartKey:
    """The place in a list at which reading begins."""

    start: Start = Start.FIRST
    keys: tuple[Key, ...] = ()
    """What the row of the place is sorted by; empty for the first row."""

    @property
    def values(self) -> dict[str, Key]:
        """As values of a statement."""
        return place_values(self.keys)


FIRST: Final = StartKey()

NOTHING: Final[Mapping[str, Key]] = {}
"""No values."""


@dataclass(frozen=True, slots=True)
class Found:
    """Rows that were found, and how far was looked for them."""

    rows: Rows
    stop: Stop = None
    examined: int = 0
    """So many rows were looked at, at most."""


class Reader:
    """Reads what matches in one order."""

    def __init__(
        self,
        conn: Connection,
        statements: Callable[[Start], Statements],
        *,
        bound: int,
        counted: bool = False,
        values: Mapping[str, Key] = NOTHING,
    ) -> None:
        """With ``counted`` the statements give how many rows there are, instead of the rows.

        ``values`` are what all of them take, beside the place.
        ``bound`` rows are looked at, at most, but one at least; where an index answers all by itself, it is
        as many as are asked for.
        """
        self._conn = conn
        self._statements = statements
        self._counted = counted
        self._values = values
        self._bound = max(bound, 1)
        self._left = self._bound

    def read(self, place: StartKey, limit: int) -> Found:
        """So many rows from a place on."""
        self._left = self._bound
        rows, stop = self._look(place, limit)
        return Found(rows, stop, self._bound - self._left)

    def _look(self, place: StartKey, limit: int) -> tuple[Rows, Stop]:
        """The same in its steps."""
        statements = self._statements(place.start)
        match statements:
            case Impossible():
                return self._none, None
            case Indexed():
                rows = statements.rows(self._conn, self._at(place) | {ROWS: limit})
                self._left -= self._number(rows)
                return rows, None
            case Walked():
                return self._sought(statements, place, limit)

    def _sought(self, statements: Walked, place: StartKey, limit: int) -> tuple[Rows, Stop]:
        """So many rows from a place on, where rows have to be tested."""
        known: Counts = {}
        rows, onwards, at = self._none, statements, place
        walked = 0
        for part in (max(self._bound // share, 1) for share in _TURNS):
            if walked or not statements.last_time.at_once:
                most = min(part, self._ahead(walked, self._number(rows), limit))
                found = self._looked_up(statements.lookups, known, place, limit, most)
                if found is not None:
                    return found, None
            more, stop = self._walk(onwards, at, limit - self._number(rows), part)
            rows = self._joined(rows, more)
            if not walked:
                statements.last_time.at_once = stop is None
            if stop is None:
                return rows, None
            onwards, at = self._onwards(), StartKey(Start.BEYOND, stop)
            walked += part
        found = self._looked_up(statements.lookups, known, place, limit, self._bound // _TURNS[-1])
        if found is not None:
            return found, None
        more, stop = self._walk(onwards, at, limit - self._number(rows), self._left)
        return self._joined(rows, more), stop

    def _ahead(self, walked: int, found: int, limit: int) -> int:
        """So many rows will probably be walked until enough is found."""
        return (limit - found) * walked // found if found else self._bound

    def _onwards(self) -> Walked:
        """The statements for walking on."""
        statements = self._statements(Start.BEYOND)
        assert isinstance(statements, Walked)  # noqa: S101 - where rows are tested does not depend on the place
        return statements

    def _looked_up(
        self, lookups: Sequence[Lookup], known: Counts, place: StartKey, limit: int, most: int
    ) -> Rows | None:
        """The rows of the first filter that finds at most ``most``; ``None`` where all find more.

        What was ``known`` of them is not asked again, and what comes to be known is added.
        """
        for lookup in lookups:
            most = min(most, self._left // 2)  # it is counted, and then read
            number, asked = known.get(lookup, (0, 0))
            if number == asked and number <= most:
                ((number,),) = lookup.probe(self._conn, {**self._values, PART: most + 1})
                known[lookup] = number, most + 1
                self._left -= number
            if number <= most:
                self._left -= number
                return lookup.rows(self._conn, self._at(place) | {PART: most + 1, ROWS: limit})
        return None

    def _walk(self, statements: Walked, place: StartKey, limit: int, part: int) -> tuple[Rows, Stop]:
        """What is found among the next ``part`` rows from a place on."""
        part = max(part, 1)
        rows = statements.rows(self._conn, self._at(place) | {PART: part, ROWS: limit})
        self._left -= part
        if self._number(rows) >= limit:
            return rows, None
        stop = statements.stop(self._conn, self._at(place) | {SKIPPED: part - 1})
        return rows, stop[0] if stop else None

    def _at(self, place: StartKey) -> dict[str, Key]:
        """The values of a statement that reads from a place on."""
        return {**place.values, **self._values}

    @property
    def _none(self) -> Rows:
        """No rows."""
        return [(0,)] if self._counted else []

    def _number(self, rows: Rows) -> int:
        """The number of rows that were found."""
        return int(rows[0][0]) if self._counted else len(rows)

    def _joined(self, first: Rows, more: Rows) -> Rows:
        """The rows of two steps, joined."""
        if self._counted:
            return [(self._number(first) + self._number(more),)]
        return [*first, *more]
