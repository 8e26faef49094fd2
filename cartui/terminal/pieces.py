"""Pieces of a screen that can be drawn without Textual: a text of one style and its place."""

import re
from collections.abc import Iterator
from typing import Final

from rich.cells import cell_len

from cartui.terminal.wide_characters import straighten

Piece = tuple[int, int, int, str, str]
"""Row, column, cells to erase first, colours as the terminal is told them, text."""

_CORRECTION: Final = re.compile(r"(\x1b\[\d+[XG])")
"""What :func:`straighten` says beside text: erase so many cells, go to that column (from 1)."""


def pieces_of(y: int, x: int, colours: str, text: str) -> Iterator[Piece]:
    """A stretch of one style, parted where terminals disagree about widths; each part has its place."""
    erased = 0
    said = straighten(f"\x1b[1;{x + 1}H{text}").partition("H")[2]
    for part in _CORRECTION.split(said):
        if not part.startswith("\x1b"):
            if part:
                yield y, x, erased, colours, part
                x, erased = x + cell_len(part), 0
        elif part.endswith("X"):
            erased = int(part[2:-1])
        else:
            x = int(part[2:-1]) - 1
