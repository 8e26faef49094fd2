r"""The query line over carts: ``market:BD state:open,locked -tag:spam "rahim uddin"``.

A query is a row of tokens with blanks between them, all of which must hold:

- a free word, or text in double quotes (``\"`` and ``\\`` stand for a quote and a backslash);
- ``key:value``, ``key:value,value`` for alternatives, and ``-key:value`` for carts that do not match.

Nothing that was typed is ignored: what cannot be understood is an error that points at its token.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NoReturn

from cartui.model.cart_summary import CartState, Origin
from cartui.model.errors import Invalid
from cartui.model.problem import Problem
from cartui.model.query import CartQuery, Term
from cartui.model.text import clean_line

KEYS: Final[Mapping[str, str]] = {
    "state": "where the cart is in its life: open, locked, ordered or deleted",
    "market": "code of the cart's market",
    "origin": "how it came to be: storefront, agent or import",
    "level": "code of the price level in force",
    "rep": "number of the sales representative",
    "tag": "one of the cart's tags",
    "customer": "number of the linked customer",
    "assigned": "name of the agent it is assigned to, or me",
    "channel": "storefront or channel group it came through",
    "is": "guest (no customer linked), locked, or empty (no lines)",
}
"""Every key with what it matches, for help, docs and completion."""

VALUES: Final[Mapping[str, tuple[str, ...]]] = {
    "state": tuple(state.value for state in CartState),
    "origin": tuple(origin.value for origin in Origin),
    "is": ("guest", "locked", "empty"),
}
"""The values of the keys that take no others."""

_KEY_LIKE: Final = re.compile(r"[A-Za-z][A-Za-z_-]*")
_PLAIN: Final = re.compile(r'[^\s":,\\-][^\s":,\\]*')


class QueryError(Invalid):
    """A query that cannot be understood, with the token to blame and where it stands."""

    def __init__(self, message: str, *, token: str, start: int, end: int, nearest: str | None = None) -> None:
        """Keep the token, its place in the text (``end`` is behind it) and what was perhaps meant."""
        super().__init__(message, (Problem(field="query", message=message),))
        self.token = token
        self.start = start
        self.end = end
        self.nearest = nearest
        """The key or value that comes closest, if any does."""


def parse_query(text: str) -> CartQuery:
    """Read a query line; raises :class:`QueryError`. An empty line asks for nothing in particular."""
    reader = _Reader(clean_line(text))
    words: list[str] = []
    terms: list[Term] = []
    while reader.skip_blanks():
        part = reader.part()
        if isinstance(part, Term):
            terms.append(part)
        else:
            words.append(part)
    return CartQuery(words=tuple(words), terms=tuple(terms))


def write_query(query: CartQuery) -> str:
    """The line that :func:`parse_query` reads as this query: terms first, then words."""
    terms = [
        f"{'-' if term.negated else ''}{term.key}:{','.join(_written(value) for value in term.values)}"
        for term in query.terms
    ]
    return " ".join([*terms, *(_written(word) for word in query.words)])


def _written(text: str) -> str:
    """A word or value, in quotes where its characters would mean something else."""
    if _PLAIN.fullmatch(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


@dataclass(slots=True)
class _Reader:
    """A place in the line, which moves forward as tokens are read."""

    text: str
    at: int = 0

    def skip_blanks(self) -> bool:
        """Go to the next token; false at the end of the line."""
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1
        return self.at < len(self.text)

    def part(self) -> str | Term:
        """Read one word, quoted text or term."""
        start = self.at
        if self.text[start] == '"':
            word = self._quoted(start)
            if not word:
                self._fail("There is nothing between the quotes.", start, self.at)
            if self.at < len(self.text) and not self.text[self.at].isspace():
                self._fail("Put a blank after the closing quote.", start, self._token_end(self.at))
            return word
        end = self._token_end(start)
        token = self.text[start:end]
        negated = token.startswith("-")
        key, colon, _ = token.removeprefix("-").partition(":")
        if not colon:
            if negated:
                self._fail(
                    f'Only terms can be excluded, as in -tag:vip. Write "{token}" to search for it.',
                    start,
                    end,
                )
            self.at = end
            return token
        if not _KEY_LIKE.fullmatch(key):
            self._fail(
                f"A colon belongs to a key such as state:open. Put {token} in quotes to search for it.",
                start,
                end,
            )
        return self._term(start, key, negated=negated)

    def _term(self, start: int, typed: str, *, negated: bool) -> Term:
        """Read the values of a term whose key was typed like that."""
        key = typed.lower()
        key_start = start + negated
        if key not in KEYS:
            nearest = _nearest(key, tuple(KEYS))
            hint = f"Did you mean {nearest}:?" if nearest else f"There are {', '.join(KEYS)}."
            message = f'There is no key "{typed}". {hint} To search for the text itself, put it in quotes.'
            self._fail(message, key_start, key_start + len(typed), nearest)
        self.at = key_start + len(typed) + 1
        values = [self._value(start, key)]
        while self.at < len(self.text) and self.text[self.at] == ",":
            self.at += 1
            values.append(self._value(start, key))
        if self.at < len(self.text) and not self.text[self.at].isspace():
            self._fail("Put a comma or a blank after the closing quote.", start, self._token_end(self.at))
        return Term(key=key, values=tuple(values), negated=negated)

    def _value(self, term_start: int, key: str) -> str:
        """Read one value of a term, up to a comma or a blank unless it is quoted."""
        start = self.at
        if start < len(self.text) and self.text[start] == '"':
            value = self._quoted(start)
        else:
            while self.at < len(self.text) and self.text[self.at] != "," and not self.text[self.at].isspace():
                self.at += 1
            value = self.text[start : self.at]
        if not value:
            self._fail(f"{key}: needs a value: {KEYS[key]}.", term_start, self._token_end(self.at))
        return self._checked(key, value, start)

    def _checked(self, key: str, value: str, start: int) -> str:
        """Hold a value of a closed set against that set, in any case."""
        known = VALUES.get(key)
        if known is None:
            return value
        if value.lower() in known:
            return value.lower()
        nearest = _nearest(value.lower(), known)
        hint = f"Did you mean {nearest}?" if nearest else f"There are {', '.join(known)}."
        return self._fail(f'"{value}" is not a value of {key}:. {hint}', start, self.at, nearest)

    def _quoted(self, start: int) -> str:
        """Read text in quotes, from the opening quote at ``start`` to behind the closing one."""
        chars: list[str] = []
        self.at = start + 1
        while self.at < len(self.text):
            char = self.text[self.at]
            self.at += 1
            if char == '"':
                return "".join(chars)
            if char == "\\" and self.text[self.at : self.at + 1] in {'"', "\\"}:
                char = self.text[self.at]
                self.at += 1
            chars.append(char)
        return self._fail("A quote is opened here and never closed.", start, len(self.text))

    def _token_end(self, start: int) -> int:
        """Where the token that holds ``start`` ends: at the next blank."""
        end = start
        while end < len(self.text) and not self.text[end].isspace():
            end += 1
        return end

    def _fail(self, message: str, start: int, end: int, nearest: str | None = None) -> NoReturn:
        """Raise the error that points at this part of the line."""
        raise QueryError(message, token=self.text[start:end], start=start, end=end, nearest=nearest)


def _nearest(typed: str, known: tuple[str, ...]) -> str | None:
    """The known word that comes closest to what was typed, if one is near enough to be meant."""
    import difflib

    return next(iter(difflib.get_close_matches(typed, known, n=1, cutoff=0.5)), None)
