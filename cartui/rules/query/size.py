"""How long a query may be: what is longer is refused with a sentence, and no part of it is left out."""

from typing import Final

from cartui.model.errors import Invalid
from cartui.model.problem import Problem
from cartui.model.query import Query

MOST_BYTES: Final = 20_000
"""So long is a query line at most, as UTF-8: a server is asked for it in one line."""

MOST_WORDS: Final = 32
"""So many different words are looked for."""


def check_length(line: str) -> None:
    """Raise ``Invalid`` for a query line that no server would take."""
    if len(line.encode("utf-8", "replace")) > MOST_BYTES:
        raise _refused(
            f"This query is too long: a query has {MOST_BYTES:,} letters at most, in some scripts fewer."
        )


def check_words(query: Query) -> None:
    """Raise ``Invalid`` for more words than are looked for."""
    number = len(set(query.words))
    if number > MOST_WORDS:
        raise _refused(f"These are {number:,} different words, and a query has {MOST_WORDS} at most.")


def _refused(message: str) -> Invalid:
    """The error for the whole query."""
    return Invalid(message, (Problem(field="query", message=message),))
