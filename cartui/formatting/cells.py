"""Text in columns, measured in the cells of a terminal: a wide character takes two, a combining one none."""

from typing import Final, Literal

from rich.cells import cell_len, chop_cells, split_graphemes

CUT: Final = "…"
"""Stands where something was cut off."""


def fit(text: str, width: int, align: Literal["left", "right"] = "left") -> str:
    """The text in exactly ``width`` cells: filled with blanks, or cut at its end with ``…``.

    What belongs together is never split: a wide character, a letter with its marks, an emoji made of
    several. ``text`` is one line that is clean already (:mod:`cartui.model.text`).
    """
    if width <= 0:
        return ""
    if text.isascii():
        # Most cells of most lists: clean ASCII takes as many cells as it has letters.
        text = text if len(text) <= width else text[: width - 1].rstrip(" ") + CUT
        return text.ljust(width) if align == "left" else text.rjust(width)
    cells = cell_len(text)
    if cells > width:
        text, cells = _cut(text, width)
    blanks = " " * (width - cells)
    return text + blanks if align == "left" else blanks + text


def wrap(text: str, width: int, *, indent: str = "") -> list[str]:
    """The text in lines of at most ``width`` cells, broken between words; ``indent`` begins the further ones.

    A word that is longer than a line is broken where it has to be. ``text`` is one clean line.
    """
    lines: list[str] = []
    line, used = "", 0
    for word in _words(text, width - len(indent)):
        cells = cell_len(word)
        if used and used + 1 + cells > width:
            lines.append(line.rstrip())
            line, used = indent + word, len(indent) + cells
        else:
            line, used = (f"{line} {word}", used + 1 + cells) if used else (word, cells)
    return [*lines, line.rstrip()]


def _words(text: str, width: int) -> list[str]:
    """Words between single blanks, those that are longer than a line in pieces."""
    return [piece for word in text.split(" ") for piece in (chop_cells(word, width) if word else [""])]


def _cut(text: str, width: int) -> tuple[str, int]:
    """As much of the text as fits beside the sign, and the cells that both take."""
    # Only the front matters: a line of ten thousand letters need not be measured for a column of twenty.
    spans, _ = split_graphemes(text[: _enough(width)])
    end = used = 0
    for _, span_end, cells in spans:
        if used + cells > width - 1:
            break
        used += cells
        end = span_end
    kept = text[:end].rstrip(" ")
    used -= end - len(kept)
    return kept + CUT, used + 1


def _enough(width: int) -> int:
    """How many characters hold more than ``width`` cells unless most of them are marks."""
    return 64 * width + 256
