r"""The query line over carts: ``market:BD state:open,locked total:>1000 -tag:spam "rahim uddin"``.

A query is a row of tokens with blanks between them, all of which must hold:

- a free word, or text in double quotes (``\"`` and ``\\`` stand for a quote and a backslash);
- ``key:value``, ``key:value,value`` for alternatives, and ``-key:value`` for carts that do not match.

:data:`~cartui.rules.query.keys.KEYS` has every key. Nothing that was typed is ignored: what cannot be
understood is an error that points at its token. What was typed stays text (``updated:<2d``), so that a query
means the same tomorrow; :func:`~cartui.rules.query.cart_filters.filters_of` says what it means at one moment.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from cartui.model.errors import Invalid
from cartui.model.query import CartQuery, Term
from cartui.model.text import clean_line
from cartui.rules.query.error import QueryError
from cartui.rules.query.keys import KEYS
from cartui.rules.query.reader import QueryReader
from cartui.rules.query.size import check_length, check_words
from cartui.rules.query.values import reads_as_one_number
from cartui.rules.query.zone import zone_of

__all__ = ["QueryError", "parse_query", "quoted_as_needed", "write_query"]

_PLAIN: Final = re.compile(r'[^\s":,\\-][^\s":,\\]*')


def parse_query(text: str, zone: str = "UTC") -> CartQuery:
    """Read a query line whose days are meant in the time zone of that name (IANA).

    An empty line asks for nothing in particular. Raises :class:`QueryError`, also for more words than are
    looked for and for a line that is too long, and ``Invalid`` for a zone that this machine does not know.
    """
    zone_of(zone)
    with _pointing_at(text):
        check_length(text)
    reader = QueryReader(clean_line(text))
    words: list[str] = []
    terms: list[Term] = []
    while reader.skip_blanks():
        part = reader.part()
        if isinstance(part, Term):
            terms.append(part)
        else:
            words.append(part)
    query = CartQuery(words=tuple(words), terms=tuple(terms), zone=zone)
    with _pointing_at(text):
        check_words(query)
    return query


@contextmanager
def _pointing_at(text: str) -> Iterator[None]:
    """Blame the whole line for what is wrong with the whole query."""
    try:
        yield
    except Invalid as error:
        raise QueryError(error.message, token=text, start=0, end=len(text)) from None


def write_query(query: CartQuery) -> str:
    """The line that :func:`parse_query` reads as this query, given its zone: terms first, then words.

    Raises ``Invalid`` for one that is too long.
    """
    line = " ".join([*map(_term, query.terms), *map(quoted_as_needed, query.words)])
    check_length(line)
    return line


def quoted_as_needed(text: str) -> str:
    """A word or value, in quotes where its characters would mean something else."""
    return text if _PLAIN.fullmatch(text) else _quoted(text)


def _term(term: Term) -> str:
    """A term as it is typed."""
    key = KEYS.get(term.key)
    written = [
        _quoted(value)
        if key is not None and reads_as_one_number(key, before, value)
        else quoted_as_needed(value)
        for before, value in zip(("", *term.values), term.values, strict=False)
    ]
    return f"{'-' if term.negated else ''}{term.key}:{','.join(written)}"


def _quoted(text: str) -> str:
    """In quotes, whatever it is."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
