"""A terminal that tells what it shows, and frames as Textual writes them."""

import random
from collections.abc import Sequence

import pyte

from tests.terminal_screen import TerminalScreen

Shown = tuple[str, str, str, bool, bool, bool, bool, bool]
"""Text, colours, bold, italic, underlined, struck out, the other way round."""


class Emulator:
    """A terminal in its alternate screen, as the desk finds it: lines are not wrapped."""

    def __init__(self, columns: int, lines: int) -> None:
        """Begin with a blank screen of that size."""
        self._screen = TerminalScreen(columns, lines)
        self._stream = pyte.Stream(self._screen)
        self.feed("\x1b[?7l")

    def feed(self, data: str) -> None:
        """Take what a program writes."""
        self._stream.feed(data)

    def resize(self, columns: int, lines: int) -> None:
        """Take another size; what is shown after that is this terminal's own affair."""
        self._screen.resize(lines, columns)

    def scrawl(self) -> None:
        """Show something that the program did not write."""
        self.feed("\x1b[3;5H\x1b[31mBroadcast message: down at five\x1b[m")

    @property
    def lines(self) -> list[str]:
        """The text on it."""
        return list(self._screen.display)

    def seen(self, line: int) -> list[Shown]:
        """All that can be seen in a line: of a blank its background, and what draws lines on it."""
        return [_seen(self._screen.buffer[line][column]) for column in range(self._screen.columns)]

    def first_difference(self, other: "Emulator") -> str:
        """Where this one shows something else; empty: nowhere."""
        for line in range(self._screen.lines):
            if self._screen.buffer[line] == other._screen.buffer[line]:
                continue
            pairs = zip(self.seen(line), other.seen(line), strict=True)
            for column, (ours, theirs) in enumerate(pairs):
                if ours != theirs:
                    return f"line {line}, column {column}: {ours} in place of {theirs}"
        return ""

    @property
    def cursor(self) -> tuple[int, int]:
        """Column and line of the cursor."""
        return self._screen.cursor.x, self._screen.cursor.y


def _seen(char: pyte.screens.Char) -> Shown:
    """What can be seen of a character."""
    if char.data == " " and not (char.underscore or char.strikethrough or char.reverse):
        return (" ", "", char.bg, False, False, False, False, False)
    return (
        char.data,
        char.fg,
        char.bg,
        char.bold,
        char.italics,
        char.underscore,
        char.strikethrough,
        char.reverse,
    )


STYLES = ("", "1", "7", "4", "31", "1;38;5;116;48;5;234", "38;5;252;48;5;234", "48;5;236", "3;9;38;2;1;2;3")
"""Styles as Textual writes them."""

PLAIN = (
    "C-000123",
    "Rahim Uddin",
    "BDT 1,250.00",
    "open",
    "12 m",
    "·",
    "Ü",
    "     ",
    " ",
    "x" * 11,
    " " * 14,
)
WIDE = ("日本", "한", "字", "ｗ")
_ODD = ("শর্মিলা", "শর্মিলা রহমান", "ক্ষ্\u200cষ", "a" + "\u0301" * 9, "👨‍👩‍👧", "🇧🇩", "⚠️", "กำ", "नमस्ते", "❤️")
DISPUTED = tuple(f"|{word}|" for word in _ODD) + tuple(f"|{word}    |" for word in _ODD)
"""Words that terminals measure differently, this one too: it stops writing where a mark has no width."""


def segment(text: str, style: str) -> str:
    """Text in a style, as Textual writes it."""
    return f"\x1b[{style}m{text}\x1b[0m" if style else text


def at(column: int, line: int) -> str:
    """The sequence that goes to a place, from 0."""
    return f"\x1b[{line + 1};{column + 1}H"


def a_line(chance: random.Random, columns: int, words: Sequence[str]) -> str:
    """A line of just that many cells."""
    from rich.cells import cell_len, set_cell_size

    parts, left = [], columns
    while left > 0:
        text = chance.choice(words)
        cells = cell_len(text)
        if cells > left:
            text, cells = set_cell_size(text, left), left
        parts.append(segment(text, chance.choice(STYLES)))
        left -= cells
    return "".join(parts)


def a_frame(lines: Sequence[str], cursor: tuple[int, int] = (0, 0)) -> str:
    """A whole frame."""
    return "\n".join(at(0, line) + text for line, text in enumerate(lines)) + at(*cursor)
