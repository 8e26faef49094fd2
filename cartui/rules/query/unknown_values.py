"""Values of a query that no cart has: which may be such, and what is said of one where nothing is found."""

import unicodedata
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from cartui.model.query import CartQuery
from cartui.rules.query.bad_value import cut, nearest_of
from cartui.rules.query.filters import ME

MOST_ASKED: Final = 5
"""Values of one query that are looked for."""

_LACKED: Final[Mapping[str, str]] = {
    "market": "is in market {}",
    "channel": "came through channel {}",
    "level": "has price level {}",
    "rep": "has rep {}",
    "assigned": "is assigned to {}",
    "tag": "has tag {}",
}
"""Keys whose values carts have, with what is said of a value that none has."""

_OTHER_STATES: Final = frozenset({"ordered", "deleted"})


def values_in_doubt(query: CartQuery) -> tuple[tuple[str, str], ...]:
    """Keys and values of the query that a cart has to have, and maybe none has; a few.

    None where it asks for carts that are neither open nor locked: what these have is not offered.
    """
    if any(term.key == "state" and _OTHER_STATES.intersection(term.values) for term in query.terms):
        return ()
    return tuple(dict.fromkeys(_wanted(query)))[:MOST_ASKED]


def _wanted(query: CartQuery) -> Iterator[tuple[str, str]]:
    """Each value that a term wants; of the agent's own name it is known that it is one."""
    for term in query.terms:
        if term.key in _LACKED and not term.negated:
            yield from (
                (term.key, value)
                for value in term.values
                if not (term.key == "assigned" and value.lower() == ME)
            )


def is_among(value: str, known: Collection[str]) -> bool:
    """Whether it is one of these, however its letters are written."""
    return _plain(value) in map(_plain, known)


def unknown_value(key: str, value: str, known: Collection[str]) -> str:
    """Say that no open or locked cart has that value (``No open cart has tag vpi.``), and what comes near.

    ``known``: values that carts have, or that the shop knows.
    """
    sentence = f"No open cart {_LACKED[key].format(cut(value))}."
    by_letters = {_plain(each): each for each in known}
    nearest = nearest_of(_plain(value), by_letters)
    if nearest is None or nearest == _plain(value):
        return sentence
    return f"{sentence} Did you mean {cut(by_letters[nearest])}?"


def _plain(text: str) -> str:
    """Its letters without case, width and accents."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()
