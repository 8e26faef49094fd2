"""Finding by free text: what is indexed, and what a query becomes.

What people type is never read as full-text syntax: it is folded, and quoted as one string.
"""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Final, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    String,
    and_,
    column,
    exists,
    literal_column,
    or_,
    select,
    table,
)
from sqlalchemy import text as sql

from cartui.store.folding import digits, is_phone_like, spaced
from cartui.store.full_text import TRIGRAMS, WORDS

Searched = Literal["cart", "customer", "variant"]
"""What can be found."""

CANDIDATES: Final = 400
"""How many finds are looked at to rank the best of them."""

_TRIGRAM: Final = 3
"""From so many letters on, a word is found anywhere inside words."""

_AT_ONCE: Final = 500
"""How many rows one statement indexes."""

_TRUNK_ZERO: Final = 7
"""From so many digits on, a leading zero may be one that is dropped behind a country's code."""


def index(conn: Connection, kind: Searched, texts: Mapping[int, str]) -> None:
    """Let these rows (by their keys) be found by these texts, made by ``folding.search_text``."""
    insert = f"INSERT INTO {kind}_search (pk, text) VALUES "  # noqa: S608  our own names
    replace = " ON CONFLICT (pk) DO UPDATE SET text = excluded.text"
    rows = list(texts.items())
    if rows and conn.dialect.name != "sqlite":
        conn.execute(sql(f"{insert}(:pk, :text){replace}"), [{"pk": pk, "text": words} for pk, words in rows])
        return
    for start in range(0, len(rows), _AT_ONCE):
        # One statement for many: with each, the full-text index of SQLite writes out all that it holds.
        part = rows[start : start + _AT_ONCE]
        places = ", ".join(["(?, ?)"] * len(part))
        conn.exec_driver_sql(f"{insert}{places}{replace}", tuple(chain(*part)))


def matches(
    conn: Connection, kind: Searched, pk: ColumnElement[int], words: Sequence[str]
) -> ColumnElement[bool] | None:
    """The condition that every word finds the row of ``pk``; ``None`` where there is nothing to find."""
    folded = [word for word in map(spaced, words) if word]
    # Signs alone stand between words (``L / Blue``); they are looked for only where nothing else is.
    folded = [word for word in folded if any(map(str.isalnum, word))] or folded
    if not folded:
        return None
    found = _all_of(conn, kind, pk, folded)
    number = digits("".join(folded)) if all(map(is_phone_like, folded)) else ""
    if not number or folded == [number]:
        return found
    return or_(found, _all_of(conn, kind, pk, [number]))


def _all_of(
    conn: Connection, kind: Searched, pk: ColumnElement[int], words: list[str]
) -> ColumnElement[bool]:
    """The condition that every folded word finds the row of ``pk``."""
    long = [word for word in words if len(word) >= _TRIGRAM]
    short = [word for word in words if len(word) < _TRIGRAM]
    signs = not all(any(map(str.isalnum, word)) for word in short)  # they are not in the index of words
    if signs or conn.dialect.name != "sqlite":
        return and_(*(_holds(kind, pk, word) for word in words))
    conditions = []
    if long:
        query = " AND ".join(f"({' OR '.join(map(_quoted, _variants(word)))})" for word in long)
        conditions.append(_found(kind, TRIGRAMS, pk, query))
    if short:
        conditions.append(_found(kind, WORDS, pk, " AND ".join(f"{_quoted(word)} *" for word in short)))
    return and_(*conditions)


def _variants(word: str) -> list[str]:
    """A word, and for what may be a phone number its digits without the trunk zero."""
    return [word, word[1:]] if len(word) >= _TRUNK_ZERO and word.isdecimal() and word[0] == "0" else [word]


def _quoted(word: str) -> str:
    """A word as a full-text string, in which nothing has a meaning."""
    return '"' + word.replace('"', '""').replace("\0", " ") + '"'


def _found(kind: Searched, ending: str, pk: ColumnElement[int], query: str) -> ColumnElement[bool]:
    """The condition that a full-text query finds the row."""
    name = f"{kind}_search{ending}"
    index_itself: ColumnElement[str] = literal_column(name, String)
    hits = select(column("rowid", Integer)).select_from(table(name)).where(index_itself.op("MATCH")(query))
    return pk.in_(hits)


def _holds(kind: Searched, pk: ColumnElement[int], word: str) -> ColumnElement[bool]:
    """The condition without an index, looked at row by row."""
    searched = table(f"{kind}_search", column("pk", Integer), column("text", String))
    variants = [searched.c.text.contains(each, autoescape=True) for each in _variants(word)]
    return exists().where(searched.c.pk == pk, or_(*variants))
