"""Finding by free text: what is indexed, and what a query becomes.

What people type is never read as full-text syntax: it is folded to *patterns*, which stand in a search text
or do not. The index of trigrams says where it is worth looking; it does not know in which order they stand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, Literal, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    String,
    TableClause,
    and_,
    column,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
    table,
)
from sqlalchemy import text as sql

from cartui.store.folding import digits, is_phone_like, spelled_out, spread
from cartui.store.full_text import GRAMS
from cartui.store.raw_statements import run

Searched = Literal["cart", "customer", "variant"]
"""What can be found."""

Numbers = Sequence[tuple[str, str]]
"""Words that mean a number, each with that number as it is written: ``C-12`` and ``C-000012``."""

_TRIGRAM: Final = 3
"""From so many letters on, a word is found anywhere inside words; a shorter one where words begin."""

_MOST_TRIGRAMS: Final = 16
"""So many of a pattern are looked up; the text is compared with all of it anyway."""

_MOST_WORDS: Final = 32
"""So many different words are looked for; what is behind them is not."""

_AT_ONCE: Final = 500
"""How many rows one statement indexes."""

_TRUNK_ZERO: Final = 4
"""From so many digits on, leading zeros may be ones that are dropped behind a country's code."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One reading of what was typed: all of these words, of each any one of its patterns."""

    words: tuple[tuple[str, ...], ...]

    @property
    def beginnings(self) -> "Wanted":
        """The same, but only where words of the text begin."""
        return Wanted(tuple(tuple(map(_at_beginning, patterns)) for patterns in self.words))

    @property
    def whole(self) -> "Wanted":
        """The same, but only as whole words of the text."""
        return Wanted(tuple(tuple(f" {pattern.strip()} " for pattern in patterns) for patterns in self.words))

    def is_in(self, text: str) -> bool:
        """Whether a search text has it all."""
        for patterns in self.words:  # no generators: asked of every candidate
            for pattern in patterns:
                if pattern in text:
                    break
            else:
                return False
        return True

    def missing(self, text: str) -> int:
        """How many of the words a search text does not have."""
        return sum(all(pattern not in text for pattern in patterns) for patterns in self.words)


class Candidate(NamedTuple):
    """A row that may be what was meant, by its key, with its search text."""

    pk: int
    text: str


def index(conn: Connection, kind: Searched, texts: Mapping[int, str]) -> None:
    """Let these rows (by their keys) be found by these texts, made by ``folding.search_text``."""
    _write(conn, kind, texts, "excluded.text")


def extend(conn: Connection, kind: Searched, texts: Mapping[int, str]) -> None:
    """Let rows that are found by something be found by these texts, too, made by ``folding.added_text``."""
    _write(conn, kind, texts, f"{kind}_search.text || excluded.text")


def _write(conn: Connection, kind: Searched, texts: Mapping[int, str], text: str) -> None:
    """Write the texts of rows; ``text``, in SQL, is what one becomes where there was one before."""
    insert = f"INSERT INTO {kind}_search (pk, text) VALUES "  # noqa: S608  our own names
    replace = f" ON CONFLICT (pk) DO UPDATE SET text = {text}"
    rows = list(texts.items())
    if rows and conn.dialect.name != "sqlite":
        conn.execute(sql(f"{insert}(:pk, :text){replace}"), [{"pk": pk, "text": words} for pk, words in rows])
        return
    for start in range(0, len(rows), _AT_ONCE):
        # One statement for many: with each, the full-text index of SQLite writes out all that it holds.
        part = rows[start : start + _AT_ONCE]
        places = ", ".join(["(?, ?)"] * len(part))
        run(conn, f"{insert}{places}{replace}", tuple(chain(*part)))


def readings(words: Sequence[str], numbers: Numbers = ()) -> list[Wanted]:
    """What typed words can mean, the likelier first; nothing where they are only signs (``L / Blue``).

    A phone number may have been typed in several words; a word of ``numbers`` also means what stands there.
    """
    meant = {word: (*_patterns(word), *_whole_numbers(word, numbers)) for word in words}
    spelled = list(dict.fromkeys(patterns for patterns in meant.values() if patterns))[:_MOST_WORDS]
    if not spelled:
        return []
    each = Wanted(tuple(spelled))
    if len(spelled) == 1 or not all(map(is_phone_like, words)):
        return [each]
    joined = _patterns("".join(words))
    return [Wanted((joined,)), each]


def is_any_in(wanted: Sequence[Wanted], text: str) -> bool:
    """Whether a search text has what any of the readings wants."""
    return any(reading.is_in(text) for reading in wanted)


def candidates(conn: Connection, kind: Searched, wanted: Sequence[Wanted], limit: int) -> list[Candidate]:
    """So many rows that fulfil any of the readings; of more of them first those in which words begin so."""
    found: dict[int, Candidate] = {}
    for reading in wanted:
        if len(found) < limit:
            anywhere = _look_up(conn, kind, reading, limit)
            if len(anywhere) == limit and reading.beginnings != reading:
                found |= {row.pk: row for row in _look_up(conn, kind, reading.beginnings, limit)}
            found |= {row.pk: row for row in anywhere}
    return list(found.values())[:limit]


def matches(
    conn: Connection, kind: Searched, pk: ColumnElement[int], words: Sequence[str]
) -> ColumnElement[bool] | None:
    """The condition that the words find the row of ``pk``; signs alone never do. ``None`` without words."""
    if not any(map(str.strip, words)):
        return None
    searched = table(f"{kind}_search", column("pk", Integer), column("text", String))
    return or_(false(), *(_is_found(conn, kind, pk, reading, searched) for reading in readings(words)))


def hits(
    conn: Connection, kind: Searched, words: Sequence[str], numbers: Numbers = ()
) -> list[Select[tuple[int]]]:
    """Queries for the keys of all rows that the words can find, one for each reading, and of some more.

    Whoever looks them up has to ask :func:`held` as well.
    """
    if conn.dialect.name != "sqlite":
        searched = table(f"{kind}_search", column("pk", Integer), column("text", String))
        return [
            select(searched.c.pk).where(_holds(conn, searched, each)) for each in readings(words, numbers)
        ]
    return [_in_index(kind, each) for each in readings(words, numbers)]


def held(
    conn: Connection,
    kind: Searched,
    pk: ColumnElement[int],
    words: Sequence[str],
    numbers: Numbers = (),
) -> ColumnElement[bool] | None:
    """The condition that the text of the row of ``pk`` has the words, looked at row by row.

    It is what :func:`matches` asks, for rows that are few anyway. ``None`` without words.
    """
    if not any(map(str.strip, words)):
        return None
    searched = table(f"{kind}_search", column("pk", Integer), column("text", String))
    texts = (_holds(conn, searched, each) for each in readings(words, numbers))
    return exists().where(searched.c.pk == pk, or_(false(), *texts))


def _patterns(word: str) -> tuple[str, ...]:
    """What a word looks like in a search text, also with its umlauts spelled out."""
    patterns, other = _plain_patterns(word), spelled_out(word)
    return tuple(dict.fromkeys([*patterns, *_plain_patterns(other)])) if other else patterns


def _whole_numbers(word: str, numbers: Numbers) -> list[str]:
    """What the numbers that a word means look like in a search text, as whole words."""
    return [f" {spread(number).strip()} " for typed, number in numbers if typed == word]


def _plain_patterns(word: str) -> tuple[str, ...]:
    """What a word looks like as it stands; for what may be a phone number also its digits.

    A word of one or two letters has to begin one, or to end one where a sign behind it says so.
    """
    spread_out = spread(word)
    core = spread_out.strip()
    if not core:
        return ()
    if len(core) < _TRIGRAM and core == spread_out:
        spread_out = f"  {core}"[-_TRIGRAM:]
    patterns = [core if len(core) >= _TRIGRAM else spread_out]
    if is_phone_like(word):
        number = digits(word)
        patterns.append(number)
        if len(number) >= _TRUNK_ZERO:
            patterns.append(number.lstrip("0"))
    return tuple(dict.fromkeys(pattern for pattern in patterns if len(pattern) >= _TRIGRAM))


def _at_beginning(pattern: str) -> str:
    """The pattern where a word begins."""
    return pattern if pattern.startswith(" ") else f" {pattern}"


def _trigrams(pattern: str) -> list[str]:
    """Trigrams that cover a pattern, or the beginning and the end of a long one."""
    last = len(pattern) - _TRIGRAM
    places = [*range(0, last, _TRIGRAM)][: _MOST_TRIGRAMS - 1]
    return list(dict.fromkeys(pattern[place : place + _TRIGRAM] for place in [*places, last]))


def match_query(wanted: Wanted) -> str:
    """What the index is asked: rows that have all the trigrams, in any order."""
    return " AND ".join(
        f"({' OR '.join(f'({_all_of(_trigrams(pattern))})' for pattern in patterns)})"
        for patterns in wanted.words
    )


def _all_of(trigrams: Sequence[str]) -> str:
    """All of them as a full-text query, in which nothing of theirs has a meaning."""
    return " AND ".join('"' + trigram.replace('"', '""') + '"' for trigram in trigrams)


def _look_up(conn: Connection, kind: Searched, wanted: Wanted, limit: int) -> list[Candidate]:
    """So many rows that have what is wanted, the oldest first."""
    searched = table(f"{kind}_search", column("pk", Integer), column("text", String))
    if conn.dialect.name != "sqlite":
        chosen = select(searched.c.pk, searched.c.text).where(_holds(conn, searched, wanted))
        return [Candidate(*row) for row in conn.execute(chosen.order_by(searched.c.pk).limit(limit))]
    # Said in SQL itself: SQLAlchemy would need longer for the sentence than SQLite for the answer.
    held = [f"({' OR '.join(['instr(s.text, ?)'] * len(patterns))})" for patterns in wanted.words]
    grams = f"{kind}_search{GRAMS}"
    statement = (
        f"SELECT s.pk, s.text FROM {grams} JOIN {kind}_search AS s ON s.pk = {grams}.rowid "  # noqa: S608  our own names
        f"WHERE {grams} MATCH ? AND {' AND '.join(held)} LIMIT ?"
    )
    values = (match_query(wanted), *chain(*wanted.words), limit)
    return [Candidate(*row) for row in run(conn, statement, values)]


def _is_found(
    conn: Connection, kind: Searched, pk: ColumnElement[int], wanted: Wanted, searched: TableClause
) -> ColumnElement[bool]:
    """The condition that the row of ``pk`` has what is wanted."""
    has_text = exists().where(searched.c.pk == pk, _holds(conn, searched, wanted))
    if conn.dialect.name != "sqlite":
        return has_text
    found = pk.in_(_in_index(kind, wanted))
    exact = all(len(pattern) == _TRIGRAM for pattern in chain(*wanted.words))
    return found if exact else and_(found, has_text)


def _in_index(kind: Searched, wanted: Wanted) -> Select[tuple[int]]:
    """The keys of the rows that have all trigrams of what is wanted, on SQLite."""
    name = f"{kind}_search{GRAMS}"
    index_itself: ColumnElement[str] = literal_column(name, String)
    rows = select(column("rowid", Integer)).select_from(table(name))
    return rows.where(index_itself.op("MATCH")(match_query(wanted)))


def _holds(conn: Connection, searched: TableClause, wanted: Wanted) -> ColumnElement[bool]:
    """The condition that the text of the searched table has what is wanted, looked at row by row."""
    text = searched.c.text
    if conn.dialect.name == "sqlite":
        return and_(*(or_(*(func.instr(text, each) > 0 for each in word)) for word in wanted.words))
    return and_(*(or_(*(text.contains(each, autoescape=True) for each in word)) for word in wanted.words))
