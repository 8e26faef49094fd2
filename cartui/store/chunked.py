"""Asking for many rows by their names or keys, in statements of a bounded length."""

from collections.abc import Collection, Iterator
from typing import Final, TypeVar

Name = TypeVar("Name", str, int)

PART: Final = 500
"""How many names go into one statement: every engine takes so many."""


def in_parts(names: Collection[Name]) -> Iterator[list[Name]]:
    """The names, each once, in lists of at most :data:`PART`."""
    once = list(dict.fromkeys(names))
    for start in range(0, len(once), PART):
        yield once[start : start + PART]
