"""The cells of a terminal, and those that a stretch of Textual's output means."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from rich.cells import split_graphemes

from cartui.terminal.pens import NORMAL, Pen, for_blanks, with_sgr

_TOKEN: Final = re.compile(
    r"\x1b\[(?P<sgr>[0-9;]*)m"
    r"|(?P<link>\x1b\]8;[^;\x07\x1b]*;(?P<target>[^\x07\x1b]*)(?:\x1b\\|\x07))"
    r"|(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
)

KEPT_STRIPS: Final = 512
"""Stretches of text whose cells are remembered: what a screen shows comes again and again."""


class Cell(NamedTuple):
    """One place of the screen."""

    text: str
    """What stands there, with the marks that belong to it; empty: the right half of what stands before it."""
    pen: Pen


BLANK: Final = Cell(" ", NORMAL)


class NotCells(ValueError):
    """Something else than text, colours and links."""


@lru_cache(maxsize=8192)
def cell(text: str, pen: Pen) -> Cell:
    """A cell, the same object each time so that comparing is quick; of a blank only what can be seen."""
    return Cell(text, for_blanks(pen) if text == " " else pen)


@lru_cache(maxsize=KEPT_STRIPS)
def cells_of(strip: str) -> tuple[Cell, ...]:
    """The cells that a stretch of output fills, which begins and ends with the terminal's own colours.

    Raises ``NotCells`` for output that does more than that.
    """
    found: list[Cell] = []
    pen, at = NORMAL, 0
    while at < len(strip):
        token = _TOKEN.match(strip, at)
        if token is None:
            raise NotCells(f"{strip[at : at + 20]!r}")
        at = token.end()
        if (text := token["text"]) is not None:
            _add(found, text, pen)
        elif token["link"] is not None:
            pen = pen._replace(link=token["link"] if token["target"] else "")
        else:
            pen = _with(pen, token["sgr"])
    if pen != NORMAL:
        raise NotCells("colours that do not end")
    return tuple(found)


def _with(pen: Pen, parameters: str) -> Pen:
    """The pen after those parameters; raises ``NotCells``."""
    try:
        return with_sgr(pen, parameters)
    except (KeyError, ValueError) as error:
        raise NotCells(parameters) from error


def _add(cells: list[Cell], text: str, pen: Pen) -> None:
    """Add text: one cell for each letter, two for a wide one, none for a mark without a letter before it."""
    if text.isascii():
        cells.extend([cell(letter, pen) for letter in text])
        return
    for start, end, width in split_graphemes(text)[0]:
        if width:
            cells.append(cell(text[start:end], pen))
            cells.extend([cell("", pen)] * (width - 1))
        elif cells and cells[-1].text:
            cells[-1] = cell(cells[-1].text + text[start:end], cells[-1].pen)
