"""What is wrong with a value of a query, before it is known where in the line it stands."""

import difflib
from collections.abc import Iterable
from typing import Final

_LONGEST: Final = 40
"""Letters of what was typed that a message repeats."""


class BadValue(ValueError):
    """A value that its key does not take, with what it takes instead."""

    def __init__(self, message: str, *, nearest: str | None = None, unfinished: bool = False) -> None:
        """Keep the sentence, and what comes nearest.

        ``unfinished``: it may only lack its end, so that whoever is still typing has made no mistake.
        """
        super().__init__(message)
        self.message = message
        self.nearest = nearest
        self.unfinished = unfinished


def nearest_of(typed: str, known: Iterable[str]) -> str | None:
    """The known word that comes closest to what was typed, if one is near enough to be meant."""
    return next(iter(difflib.get_close_matches(typed, list(known), n=1, cutoff=0.6)), None)


def said(typed: str) -> str:
    """What was typed, as a message repeats it: in quotes, and no longer than it needs to be recognised."""
    return f'"{cut(typed)}"'


def cut(text: str) -> str:
    """The beginning of what may be very long."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
