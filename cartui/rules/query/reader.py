"""Reading a query line from left to right, token by token; what makes no sense is pointed at."""

import re
from dataclasses import dataclass
from typing import Final, NoReturn

from cartui.model.query import Term
from cartui.rules.query.bad_value import BadValue, cut, nearest_of, said
from cartui.rules.query.error import QueryError
from cartui.rules.query.keys import Key, KeySet
from cartui.rules.query.values import checked_value, reads_as_one_number

_KEY_LIKE: Final = re.compile(r"[A-Za-z][A-Za-z_-]*")


@dataclass(frozen=True, slots=True)
class _Typed:
    """A value as it stands in the line."""

    text: str
    start: int
    end: int
    quoted: bool


@dataclass(slots=True)
class QueryReader:
    """A place in the line, which moves forward as tokens are read."""

    text: str
    keys: KeySet
    at: int = 0
    begins: int = 0
    """Where the word or term begins that is being read."""

    def skip_blanks(self) -> bool:
        """Go to the next token; false at the end of the line."""
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1
        return self.at < len(self.text)

    def part(self) -> str | Term:
        """Read one word, quoted text or term. Raises :class:`QueryError`."""
        start = self.begins = self.at
        if self.text[start] == '"':
            return self._quoted_word(start)
        end = self._token_end(start)
        token = self.text[start:end]
        negated = token.startswith("-")
        key, colon, _ = token.removeprefix("-").partition(":")
        if colon:
            if not _KEY_LIKE.fullmatch(key):
                self._fail(
                    f"A colon belongs to a key such as {self.keys.example}. "
                    f"Put {cut(token)} in quotes to find it.",
                    start,
                    end,
                )
            return self._term(start, key, negated=negated)
        if negated:
            self._fail(
                f"Only terms can be excluded, as in {self.keys.excluded}. "
                f"Write {said(token)} to search for it.",
                start,
                end,
                unfinished=any(name.startswith(key.lower()) for name in self.keys.keys),
            )
        self.at = end
        return token

    def _quoted_word(self, start: int) -> str:
        """Read text in quotes that stands alone."""
        word = self._quoted(start)
        if not word:
            self._fail("There is nothing between the quotes.", start, self.at)
        if self.at < len(self.text) and not self.text[self.at].isspace():
            self._fail("Put a blank after the closing quote.", start, self._token_end(self.at))
        return word

    def _term(self, start: int, typed: str, *, negated: bool) -> Term:
        """Read the values of a term whose key was typed like that."""
        key_start = start + negated
        key = self._key(typed, key_start)
        self.at = key_start + len(typed) + 1
        found = [self._value(start, key)]
        values = [self._checked(key, found[0])]
        while self.at < len(self.text) and self.text[self.at] == ",":
            self.at += 1
            found.append(self._value(start, key))
            self._tell_apart(key, found[-2], found[-1])
            values.append(self._checked(key, found[-1]))
        if self.at < len(self.text) and not self.text[self.at].isspace():
            self._fail("Put a comma or a blank after the closing quote.", start, self._token_end(self.at))
        return Term(key=key.name, values=tuple(values), negated=negated)

    def _key(self, typed: str, start: int) -> Key:
        """The key that was typed, in any case."""
        name, known = typed.lower(), self.keys.keys
        if name in known:
            return known[name]
        nearest = self.keys.other_words.get(name) or nearest_of(name, known)
        hint = f"Did you mean {nearest}:?" if nearest else f"There are {', '.join(known)}."
        message = f"There is no key {said(typed)}. {hint} To search for the text itself, put it in quotes."
        return self._fail(message, start, start + len(typed), nearest)

    def _value(self, term_start: int, key: Key) -> _Typed:
        """Read one value of a term, up to a comma or a blank unless it is quoted."""
        start = self.at
        quoted = start < len(self.text) and self.text[start] == '"'
        if quoted:
            value = self._quoted(start)
        else:
            while self.at < len(self.text) and self.text[self.at] != "," and not self.text[self.at].isspace():
                self.at += 1
            value = self.text[start : self.at]
        if not value:
            message = f"{key.name}: needs a value: {key.meaning}. For instance {key.examples[0]}."
            self._fail(message, term_start, self._token_end(self.at), unfinished=not quoted)
        return _Typed(value, start, self.at, quoted)

    def _checked(self, key: Key, value: _Typed) -> str:
        """The value as its key writes it."""
        try:
            return checked_value(key, value.text)
        except BadValue as bad:
            self._fail(bad.message, value.start, value.end, bad.nearest, unfinished=bad.unfinished)

    def _tell_apart(self, key: Key, before: _Typed, after: _Typed) -> None:
        """Refuse a comma that looks like one inside a number: it would be read as two of them."""
        if before.quoted or after.quoted or not reads_as_one_number(key, before.text, after.text):
            return
        grouped = re.match(r"[0-9]{3}(?![0-9])", after.text)
        nearest = f"{before.text}{'' if grouped else '.'}{after.text}"
        message = (
            "A comma stands between alternatives, never in a number. "
            f"Did you mean {key.name}:{cut(nearest)}? For both, put the second in quotes."
        )
        self._fail(message, before.start, after.end, nearest)

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
        return self._fail("A quote is opened here and never closed.", start, len(self.text), unfinished=True)

    def _token_end(self, start: int) -> int:
        """Where the token that holds ``start`` ends: at the next blank."""
        end = start
        while end < len(self.text) and not self.text[end].isspace():
            end += 1
        return end

    def _fail(
        self, message: str, start: int, end: int, nearest: str | None = None, *, unfinished: bool = False
    ) -> NoReturn:
        """Raise the error that points at this part of the line."""
        raise QueryError(
            message,
            token=self.text[start:end],
            start=start,
            end=end,
            nearest=nearest,
            unfinished=unfinished and end == len(self.text),
            begins=self.begins,
        )
