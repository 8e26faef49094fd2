"""Asking for many rows by their names, in statements of a bounded length."""

from collections.abc import Collection, Iterator
from typing import Final

PART: Final = 500
"""How many names go into one statement: every engine takes so many."""


def in_parts(names: Collection[str]) -> Iterator[list[str]]:
    """The names, each once, in lists of at most :data:`PART`."""
    once = list(dict.fromkeys(names))
    for start in range(0, len(once), PART):
        yield once[start : start + PART]
