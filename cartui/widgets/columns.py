"""The columns of a virtual table, and how they share a width."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

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
