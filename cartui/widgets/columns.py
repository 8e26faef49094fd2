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
    """Cells that it needs."""
    text: Callable[[T], str]
    right: bool = False
    """Whether it is aligned at its right end."""
    grows: int = 0
    """Its share of the cells that are left over."""
    rank: int = 0
    """Columns of the highest rank go first where there is not enough room; rank 0 never goes."""


def share_out(columns: Sequence[Column[T]], room: int) -> list[tuple[Column[T], int]]:
    """The columns that fit into ``room`` cells, each with its width."""
    kept = list(columns)
    while _needed(kept) > room and any(column.rank for column in kept):
        kept.remove(max(kept, key=lambda column: column.rank))
    spare = max(0, room - _needed(kept))
    shares = sum(column.grows for column in kept) or 1
    widths = [column.width + spare * column.grows // shares for column in kept]
    return list(zip(kept, widths, strict=True))


def _needed(columns: Sequence[Column[T]]) -> int:
    """Cells that these columns need beside each other."""
    return sum(column.width for column in columns) + GAP * max(0, len(columns) - 1)
