"""Escape without a delay that swallows the next key.

A terminal sends the same byte for escape and as the beginning of every sequence. Textual waits for more, and
takes a letter that comes soon for alt and that letter, so that ``esc`` ``P`` typed fast is lost in a field.
The desk uses no alt: here such a pair is two keys, at once.
"""

from collections.abc import Iterable
from typing import Final

from textual._xterm_parser import XTermParser
from textual.events import Key
from textual.message import Message

from cartui.model.text import REPLACEMENT

ESCAPE: Final = "\x1b"

_OPENERS: Final = frozenset("[O")
"""What follows escape in the sequences of function keys, mouse and answers of the terminal."""


_PASTE: Final = "\x1b[200~"
_PASTE_END: Final = "\x1b[201~"


class KeyParser(XTermParser):
    """Textual's parser, for which escape and a character are two keys, and nothing pasted is a key."""

    def __init__(self, debug: bool = False) -> None:
        """Start outside of a paste."""
        super().__init__(debug)
        self._pasting = False
        self._tail = ""
        self._held = ""

    @property
    def is_waiting(self) -> bool:
        """Whether it has an escape and does not know yet what it is."""
        return self._timeout_time is not None

    def feed(self, data: str) -> Iterable[Message]:
        """Take what the terminal sent; an empty text is its end."""
        clean = self._without_pasted_escapes(data)
        if clean or not data:
            yield from super().feed(clean)

    def _without_pasted_escapes(self, data: str) -> str:
        """The data with escapes inside a paste replaced: Textual would take what follows them for keys."""
        text, self._held = self._held + data, ""
        out: list[str] = []
        while text:
            part, text = self._pasted(text) if self._pasting else self._typed(text)
            out.append(part)
        return "".join(out)

    def _typed(self, text: str) -> tuple[str, str]:
        """What is typed, up to where a paste begins, and the rest. The mark may have begun earlier."""
        joined = self._tail + text
        at = joined.find(_PASTE)
        self._pasting = at >= 0
        self._tail = "" if self._pasting else joined[1 - len(_PASTE) :]
        end = at + len(_PASTE) - (len(joined) - len(text)) if self._pasting else len(text)
        return text[:end], text[end:]

    def _pasted(self, text: str) -> tuple[str, str]:
        """What is pasted, up to its end, and the rest. What may be the beginning of the mark is held back."""
        part, found, rest = text.partition(_PASTE_END)
        self._pasting = not found
        if not found:
            self._held = _beginning_at_end(part, _PASTE_END)
            part = part.removesuffix(self._held)
        return part.replace(ESCAPE, REPLACEMENT) + found, rest

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[Key]:
        """Escape, then the character by itself."""
        if len(sequence) == 2 and sequence[0] == ESCAPE and sequence[1] not in _OPENERS:
            yield Key("escape", ESCAPE)
            yield from super()._sequence_to_key_events(sequence[1])
        elif alt and len(sequence) == 1:
            yield Key("escape", ESCAPE)
            yield from super()._sequence_to_key_events(sequence)
        else:
            yield from super()._sequence_to_key_events(sequence, alt)


def _beginning_at_end(text: str, mark: str) -> str:
    """As much of the beginning of the mark as the text ends with."""
    return next((mark[:size] for size in range(len(mark) - 1, 0, -1) if text.endswith(mark[:size])), "")
