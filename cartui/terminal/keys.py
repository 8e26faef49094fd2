"""Escape without a delay that swallows the next key.

A terminal sends the same byte for escape and as the beginning of every sequence. Textual waits for more, and
takes a letter that comes soon for alt and that letter, so that ``esc`` ``P`` typed fast is lost in a field.
The desk uses no alt: here such a pair is two keys, at once.
"""

from collections.abc import Iterable
from typing import Final

from textual._xterm_parser import XTermParser
from textual.events import Key

ESCAPE: Final = "\x1b"

_OPENERS: Final = frozenset("[O")
"""What follows escape in the sequences of function keys, mouse and answers of the terminal."""


class KeyParser(XTermParser):
    """Textual's parser, for which escape and a character are two keys."""

    @property
    def is_waiting(self) -> bool:
        """Whether it has an escape and does not know yet what it is."""
        return self._timeout_time is not None

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
