"""Figures as bars of characters: lying in a cell of a table, or standing beside each other.

Only whole and half blocks are used: terminals whose font lacks the eighths draw gaps or boxes instead.
"""

from collections.abc import Sequence
from typing import Final

FULL: Final = "█"
LEFT_HALF: Final = "▌"
LOWER_HALF: Final = "▄"


def lying_bar(value: int, largest: int, cells: int) -> str:
    """A bar from the left, as long as ``value`` is of ``largest``, in ``cells`` at most.

    Whatever is more than nothing is seen. Nothing, or less, has no bar.
    """
    halves = _halves(value, largest, cells)
    return FULL * (halves // 2) + LEFT_HALF * (halves % 2)


def standing_bars(values: Sequence[int], rows: int, cells: int, gap: int) -> list[str]:
    """Bars beside each other, each ``cells`` wide with a gap behind it: the lines from the top down."""
    largest = max(values, default=0)
    heights = [_halves(value, largest, rows) for value in values]
    return [
        "".join(_part(height - 2 * row) * cells + " " * gap for height in heights)
        for row in reversed(range(rows))
    ]


def _halves(value: int, largest: int, cells: int) -> int:
    """How many half cells stand for a value, rounded; one at least for what is more than nothing."""
    if value <= 0 or largest <= 0:
        return 0
    return max(1, (4 * cells * min(value, largest) + largest) // (2 * largest))


def _part(halves: int) -> str:
    """What of a bar stands in one row, of which so many halves are left from its bottom on."""
    if halves <= 0:
        return " "
    return LOWER_HALF if halves == 1 else FULL
