r"""Query lines as they are typed: read, checked, and written again, with whichever keys there are.

A query is a row of tokens with blanks between them, all of which must hold:

- a free word, or text in double quotes (``\"`` and ``\\`` stand for a quote and a backslash);
- ``key:value``, ``key:value,value`` for alternatives, and ``-key:value`` for what does not match.

Nothing that was typed is ignored: what cannot be understood is an error that points at its token. What was
typed stays text (``updated:<2d``), so that a query means the same tomorrow;
:func:`~cartui.rules.query.filters.filters_of` says what it means at one moment.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

from cartui.model.errors import Invalid
from cartui.model.query import Query, Term
from cartui.model.text import clean_line
from cartui.rules.query.error import QueryError
from cartui.rules.query.keys import KeySet
from cartui.rules.query.reader import QueryReader
from cartui.rules.query.size import check_length, check_words
from cartui.rules.query.values import reads_as_one_number
from cartui.rules.query.zone import zone_of

Q = TypeVar("Q", bound=Query)

_PLAIN: Final = re.compile(r'[^\s":,\\-][^\s":,\\]*')


def read_line(kind: type[Q], keys: KeySet, text: str, zone: str) -> Q:
    """Read a line with these keys, whose days are meant in the time zone of that name (IANA).

    An empty line asks for nothing in particular. Raises :class:`QueryError`, also for more words than are
    looked for and for a line that is too long, and ``Invalid`` for a zone that this machine does not know.
    """
    zone_of(zone)
    with _pointing_at(text):
        check_length(text)
    reader = QueryReader(clean_line(text), keys)
    words: list[str] = []
    terms: list[Term] = []
    while reader.skip_blanks():
        part = reader.part()
        if isinstance(part, Term):
            terms.append(part)
        else:
            words.append(part)
    query = kind(words=tuple(words), terms=tuple(terms), zone=zone)
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


def write_line(query: Query, keys: KeySet) -> str:
    """The line that is read as this query, given its zone: terms first, then words.

    Raises ``Invalid`` for one that is too long.
    """
    terms = (_term(term, keys) for term in query.terms)
    line = " ".join([*terms, *map(quoted_as_needed, query.words)])
    check_length(line)
    return line


def quoted_as_needed(text: str) -> str:
    """A word or value, in quotes where its characters would mean something else."""
    return text if _PLAIN.fullmatch(text) else _quoted(text)


def _term(term: Term, keys: KeySet) -> str:
    """A term as it is typed."""
    key = keys.keys.get(term.key)
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
