"""The columns of a virtual table: which are shown in which order, and how they share a width."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from cartui.model.columns import NARROWEST, WIDEST, ChosenColumn

T = TypeVar("T")

GAP = 2
"""Cells between two columns."""


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """A column: what it shows of a row, in how many cells."""

    title: str
    width: int
    """Cells that it should have."""
    text: Callable[[T], str]
    right: bool = False
    """Whether it is aligned at its right end."""
    grows: int = 0
    """Its share of the cells that are left over."""
    rank: int = 0
    """Columns of the highest rank go first where there is not enough room; rank 0 never goes."""
    least: int | None = None
    """Cells that it can do with where there is not even room for rank 0; ``None``: all of them."""
    id: str = ""
    """The name by which it is chosen; empty: it is always there."""
    about: str = ""
    """What it is called where there is room for it."""
    sort: str = ""
    """What the list is sorted by when this column is meant; empty: it cannot be."""
    falls: bool = False
    """Whether its figures fall while what it is sorted by rises, as ages do with dates."""
    usual: bool = True
    """Whether it is shown as long as nobody chooses."""


def chosen(columns: Sequence[Column[T]], choice: Sequence[ChosenColumn]) -> tuple[Column[T], ...]:
    """The columns that are chosen, in that order and width; without a choice, the usual ones.

    Names that there are none of are passed over: they were chosen in another version.
    """
    known = {column.id: column for column in columns}
    wanted = [_sized(known[each.id], each.width) for each in choice if each.id in known]
    return tuple(wanted) or tuple(column for column in columns if column.usual)


def _sized(column: Column[T], width: int | None) -> Column[T]:
    """The column in another width, in which it stays."""
    if width is None:
        return column
    width = max(NARROWEST, min(width, WIDEST))
    least = None if column.least is None else min(column.least, width)
    return replace(column, width=width, grows=0, least=least)


def share_out(columns: Sequence[Column[T]], room: int) -> list[tuple[Column[T], int]]:
    """The columns that fit into ``room`` cells, each with its width; none where they would be cut."""
    kept = list(columns)
    while _needed(kept) > room and any(column.rank for column in kept):
        kept.remove(max(kept, key=lambda column: column.rank))
    spare = room - _needed(kept)
    if spare < 0:
        return _squeezed(kept, -spare)
    shares = sum(column.grows for column in kept) or 1
    widths = [column.width + spare * column.grows // shares for column in kept]
    return list(zip(kept, widths, strict=True))


def _squeezed(columns: Sequence[Column[T]], over: int) -> list[tuple[Column[T], int]]:
    """The columns with so many cells fewer, taken from those that can do with less; none if they cannot."""
    widths: list[int] = []
    for column in columns:
        given = min(over, column.width - (column.width if column.least is None else column.least))
        over -= given
        widths.append(column.width - given)
    return [] if over else list(zip(columns, widths, strict=True))


def _needed(columns: Sequence[Column[T]]) -> int:
    """Cells that these columns need beside each other."""
    return sum(column.width for column in columns) + GAP * max(0, len(columns) - 1)
