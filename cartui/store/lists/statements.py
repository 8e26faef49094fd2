"""What is asked for a list in one order, from one place on: the kinds of statements, and their parts.

There are two ways. The index of the order is *walked*, and each row is tested; that is quick where many rows
match. Or the few rows that one of the filters finds are *looked up*, tested and sorted. Either way the part
of the table that is looked at is a subquery with a limit of its own, so that no plan reads more than that.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from operator import ge, gt, le, lt
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Join, Select, bindparam, func, select, tuple_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from cartui.store.cursors import Key
from cartui.store.raw_statements import Prepared

ROWS: Final = "row_limit"
PART: Final = "part_limit"
SKIPPED: Final = "skipped"
_PLACE: Final = "place_{}"
"""Names of the values that are another for each page of a list."""


_KEPT: Final = 256


class Start(Enum):
    """Where reading begins."""

    FIRST = "first"
    """With the first row."""
    AT = "at"
    """With the row of a place."""
    BEYOND = "beyond"
    """With the next one."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """Statements that find rows by one filter, through its index."""

    probe: Prepared
    """Counts what it finds, up to ``PART``."""
    rows: Prepared
    """Those of them, up to ``PART``, that pass all filters, in their order."""


class Impossible:
    """Nothing can match, so nothing is asked."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """The index answers all by itself."""

    rows: Prepared
    """What matches."""


@dataclass(slots=True)
class LastTime:
    """How rows were found with the same statements the last time: what the next one may begin with."""

    at_once: bool = False
    """Whether the first few rows that were walked had all that was asked for."""


@dataclass(frozen=True, slots=True)
class Walked:
    """Rows along the index have to be tested."""

    rows: Prepared
    """What matches, among the next ``PART``."""
    stop: Prepared
    """The place behind which nothing was looked at."""
    lookups: tuple[Lookup, ...] = ()
    """Other ways to the same rows."""
    last_time: LastTime = field(default_factory=LastTime, compare=False)
    """Only says which way is tried first: both give the same rows."""


Statements = Impossible | Indexed | Walked
"""What is asked for a list in one order, from one place on."""


class KeptStatements:
    """Statements of lists that are looked at again and again: building one takes longer than answering it."""

    def __init__(self) -> None:
        """Keep none yet."""
        self._known: dict[Hashable, Statements] = {}

    def get(self, key: Hashable, make: Callable[[], Statements]) -> Statements:
        """Those of that key; they are made where they are not known."""
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            known = self._known[key] = make()
        return known


def place_values(place: Sequence[Key]) -> dict[str, Key]:
    """A place as values of a statement."""
    return {_PLACE.format(at): key for at, key in enumerate(place)}


class InTurn(Join):
    """Two tables, joined row by row of the first one."""

    inherit_cache = True


@compiles(InTurn, "sqlite")
def _in_turn(join: InTurn, compiler: SQLCompiler, **how: Any) -> str:
    """As SQLite is told not to begin with the second one instead, which would be in another order."""
    assert join.onclause is not None  # noqa: S101 - it is made with one
    left, right = compiler.process(join.left, **how), compiler.process(join.right, **how)
    return f"{left} CROSS JOIN {right} ON {compiler.process(join.onclause, **how)}"


def directed(keys: Sequence[ColumnElement[Any]], *, descending: bool) -> list[ColumnElement[Any]]:
    """What rows are sorted by, each in the direction of the list."""
    return [key.desc() if descending else key.asc() for key in keys]


def limited(rows: Select[Any], *, counted: bool) -> Prepared:
    """So many rows, or how many they are."""
    rows = rows.limit(value(ROWS))
    if counted:
        rows = select(func.count()).select_from(rows.with_only_columns(rows.selected_columns[0]).subquery())
    return Prepared(rows)


def value(name: str) -> ColumnElement[int]:
    """A number that is given when the statement is said."""
    return bindparam(name, type_=BigInteger())


_COMPARED: Final = {
    (False, Start.AT): ge,
    (False, Start.BEYOND): gt,
    (True, Start.AT): le,
    (True, Start.BEYOND): lt,
}
"""How rows compare with the place where reading begins, by its direction."""


def from_place(
    keys: Sequence[ColumnElement[Any]], start: Start, *, descending: bool, same: int = 0
) -> list[ColumnElement[bool]]:
    """That a row stands where it is to be read; so many of the first keys are the same in all rows."""
    if start is Start.FIRST:
        return []
    places = [bindparam(_PLACE.format(at), type_=key.type) for at, key in enumerate(keys)]
    return [_COMPARED[descending, start](tuple_(*keys[same:]), tuple_(*places[same:]))]
