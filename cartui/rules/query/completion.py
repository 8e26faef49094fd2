"""What may stand at the cursor of a query line: keys, their values, and how a token may be mended."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cartui.rules.query.bad_value import nearest_of
from cartui.rules.query.keys import CART_KEYS, Key, KeySet, Kind
from cartui.rules.query.line import quoted_as_needed

NAMED: Final = frozenset({"market", "level"})
"""Keys whose values are codes of something that has a name, by which one may look for them."""

FEWEST_LETTERS: Final = 2
"""Letters of a word from which on it may be the beginning of a key: most words are just words."""

_LETTERS: Final = re.compile(r"[A-Za-z_-]*")
_BARE_AGO: Final = re.compile(r"(?:[<>]=?)?[0-9]{1,5}")
_UNITS: Final = (("m", "minutes"), ("h", "hours"), ("d", "days"), ("w", "weeks"))
_AGES: Final = (
    ("<1d", "less than a day ago"),
    (">1d", "more than a day ago"),
    ("<1w", "less than a week ago"),
    (">30d", "more than 30 days ago"),
)
_TIMES: Final = (("today", "since midnight"), ("yesterday", "the day before"), *_AGES)
_HINTS: Final = {
    Kind.AMOUNT: "an amount, such as >1000, 99.50 or 100..200",
    Kind.COUNT: "a whole number, such as >3, 7 or 5..10",
    Kind.EMAIL: "an email, or @ and a domain",
    Kind.NETWORK: "an address such as 203.0.113.7, or a network such as 203.0.113.0/24",
    Kind.COUNTRY: "a country of two letters",
}

Known = Mapping[str, Sequence[tuple[str, str]]]
"""Values by their key, each with what it means (or nothing)."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that may stand there."""

    text: str
    """As it is typed."""
    meaning: str = ""
    ends_term: bool = True
    """Whether the term may end behind it; a key waits for its value."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Values that the backend is to be asked for."""

    key: str
    prefix: str


@dataclass(frozen=True, slots=True)
class Completion:
    """What may stand instead of the characters from ``start`` up to ``end``."""

    start: int
    end: int
    offers: tuple[Offer, ...] = ()
    hint: str = ""
    """What is expected there, where nothing can be offered."""
    wanted: Wanted | None = None
    """What the backend may add to the offers."""
    is_begun: bool = True
    """Whether anything of the term was typed already, which the offers go on with."""


def complete(
    text: str,
    cursor: int,
    *,
    of: KeySet = CART_KEYS,
    keys: Collection[str] | None = None,
    known: Known | None = None,
    asked: bool = False,
) -> Completion:
    """What may stand at ``cursor`` in that line, whose keys are ``of`` these.

    ``keys`` are those that the backend can filter by (else all), ``known`` the values that are known.
    ``asked``: whoever types wants to see what there is, also where nothing or a single letter was typed.
    """
    start, end = _token(text, cursor)
    typed = text[start:cursor]
    if typed.startswith('"'):
        return Completion(cursor, cursor)
    negated = typed.startswith("-")
    body = typed.removeprefix("-")
    name, colon, _ = body.partition(":")
    usable = {name: key for name, key in of.keys.items() if keys is None or name in keys}
    if not colon:
        fewest = 0 if asked else 1 if negated else FEWEST_LETTERS
        return _keys(text, start + negated, cursor, end, usable, fewest)
    key = usable.get(name.lower())
    if key is None:
        return _mended_key(text, start + negated, name, usable, of)
    asked_for = key.name in of.asked_for
    return _values(text, start + negated + len(name) + 1, cursor, key, known or {}, asked_for=asked_for)


def _keys(text: str, start: int, cursor: int, end: int, usable: Mapping[str, Key], fewest: int) -> Completion:
    """The keys that begin like that."""
    typed = text[start:cursor].lower()
    if len(typed) < fewest or not _LETTERS.fullmatch(typed):
        return Completion(cursor, cursor)
    rest = text[cursor:end]
    letters = _LETTERS.match(rest)
    behind = cursor + (letters.end() if letters else 0)
    if text[behind : behind + 1] == ":":
        behind += 1
    offers = [
        Offer(f"{key.name}:", key.meaning, ends_term=False)
        for key in usable.values()
        if key.name.startswith(typed)
    ]
    return Completion(start, behind, tuple(offers), is_begun=bool(typed))


def _mended_key(text: str, start: int, typed: str, usable: Mapping[str, Key], of: KeySet) -> Completion:
    """The key that was meant by one that there is not."""
    meant = of.other_words.get(typed.lower()) or nearest_of(typed.lower(), usable)
    key = usable.get(meant or "")
    offers = () if key is None else (Offer(f"{key.name}:", key.meaning, ends_term=False),)
    return Completion(start, text.index(":", start) + 1, offers)


def _values(text: str, start: int, cursor: int, key: Key, known: Known, *, asked_for: bool) -> Completion:
    """The values that may stand behind a key, or behind a comma after others.

    ``asked_for``: the backend knows more of them.
    """
    begin = _last_value(text, start, cursor)
    end = _value_end(text, begin, cursor)
    typed = text[begin:cursor].removeprefix('"').lower()
    if text[begin:cursor].startswith('"') and text[begin:cursor].count('"') > 1:
        return Completion(cursor, cursor)
    offers = [
        Offer(quoted_as_needed(value), meaning)
        for value, meaning in _candidates(key, typed, known)
        if _fits(typed, value, meaning, by_name=key.name in NAMED)
    ]
    if not offers and typed and key.kind is Kind.CHOICE and (nearest := nearest_of(typed, key.choices)):
        offers = [Offer(nearest, key.choices[nearest])]
    if len(offers) == 1 and offers[0].text.lower() == text[begin:end].lower():
        offers = []
    hint = "" if offers or typed or key.kind is Kind.CHOICE else _HINTS.get(key.kind, key.meaning)
    wanted = Wanted(key.name, typed) if asked_for else None
    return Completion(begin, end, tuple(offers), hint, wanted)


def _candidates(key: Key, typed: str, known: Known) -> Sequence[tuple[str, str]]:
    """Values that the key takes, before they are compared with what was typed."""
    match key.kind:
        case Kind.CHOICE:
            return tuple(key.choices.items())
        case Kind.MOMENT | Kind.AGE:
            if _BARE_AGO.fullmatch(typed):
                return tuple((f"{typed}{unit}", words) for unit, words in _UNITS)
            return _TIMES if key.kind is Kind.MOMENT else _AGES
        case Kind.AMOUNT | Kind.COUNT | Kind.EMAIL | Kind.NETWORK | Kind.COUNTRY:
            return ()
        case Kind.TEXT:
            return _known_values(key, known)


def _known_values(key: Key, known: Known) -> Sequence[tuple[str, str]]:
    """Values that are no words of the language: those of the shop, and what the backend gave out."""
    mine = (("me", "what is assigned to you"),) if key.name == "assigned" else ()
    return (*mine, *known.get(key.name, ()))


def _fits(typed: str, value: str, meaning: str, *, by_name: bool) -> bool:
    """Whether a value is one that was begun: by itself, or by a word of the name that it has."""
    if value.lower().startswith(typed):
        return True
    return by_name and any(word.startswith(typed) for word in meaning.lower().split())


def _token(text: str, cursor: int) -> tuple[int, int]:
    """Where the token that holds the cursor begins and ends; blanks in quotes are inside of it."""
    start = max((at + 1 for at, char in _unquoted(text, 0, cursor) if char.isspace()), default=0)
    end = cursor
    while end < len(text) and not text[end].isspace():
        end += 1
    return min(start, cursor), end


def _last_value(text: str, start: int, cursor: int) -> int:
    """Where the value begins in which the cursor stands: behind the last comma that is not in quotes."""
    return max((at + 1 for at, char in _unquoted(text, start, cursor) if char == ","), default=start)


def _unquoted(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """The characters between two places that stand outside of quotes, each with its place."""
    quoted, at = False, start
    while at < end:
        char = text[at]
        if char == "\\" and quoted:
            at += 1
        elif char == '"':
            quoted = not quoted
        elif not quoted:
            yield at, char
        at += 1


def _value_end(text: str, begin: int, cursor: int) -> int:
    """Where that value ends: before a comma or a blank, or behind its closing quote."""
    end = cursor
    if text[begin : begin + 1] == '"' and begin < cursor:
        closing = text.find('"', cursor)
        return closing + 1 if closing >= 0 else cursor
    while end < len(text) and text[end] != "," and not text[end].isspace():
        end += 1
    return end
