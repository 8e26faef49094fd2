"""How large a number may be that a caller gives."""

from typing import Final

from cartui.model.errors import Invalid

LARGEST_PAGE: Final = 1_000
"""Rows of a list that are given at once, however many were asked for."""

MOST_COUNTED: Final = 100_000
"""How far rows are counted, however far somebody asked for: beyond it there are "at least" so many."""

LARGEST_INTEGER: Final = 2**63 - 1
"""The largest number that a database takes, so none of its rows has a larger one."""


def page_size(limit: int) -> int:
    """How many rows to give to somebody who asked for so many. Raises ``Invalid`` below 1."""
    if limit < 1:
        raise Invalid("A page has at least one row.")
    return min(limit, LARGEST_PAGE)


def countable(at_most: int) -> int:
    """How far to count for somebody who asked for so much: to :data:`MOST_COUNTED` at most.

    Raises ``Invalid`` below 1.
    """
    if at_most < 1:
        raise Invalid("Counting goes to 1 at least.")
    return min(at_most, MOST_COUNTED)


def fits(number: int) -> bool:
    """Whether a database takes the number; nothing that it has could be found by one that it does not."""
    return abs(number) <= LARGEST_INTEGER
