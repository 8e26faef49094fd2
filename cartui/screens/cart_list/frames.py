"""The text and colours of a whole screen, as pieces that can be drawn again without Textual."""

import re
from collections.abc import Iterator
from typing import Final, TypeVar

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.segment import Segment
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip

from cartui.terminal.straight import straighten

T = TypeVar("T")

Piece = tuple[int, int, int, str, str]
"""Row, column, cells to erase first, colours as the terminal is told them, text."""

_STYLED: Final = re.compile(r"\x1b\[(?P<colours>[\d;]*)m(?P<text>[^\x1b]*)\x1b\[0m")


_CORRECTION: Final = re.compile(r"(\x1b\[\d+[XG])")
"""What :func:`straighten` says beside text: erase so many cells, go to that column (from 1)."""


def frame_of(screen: Screen[T], sign: Region) -> dict[str, object] | None:
    """The frame that the screen shows; at the place of ``sign`` its age may be written later.

    For :func:`cartui.terminal.first_frame.draw_first_frame`; ``None`` where there is more than text and
    colours, such as a link.
    """
    colours = screen.app.console._color_system or ColorSystem.TRUECOLOR
    pieces: list[Piece] = []
    size = screen.size
    for y, strip in enumerate(screen._compositor.render_strips(size)):
        x = 0
        for segment in strip:
            styled = _styled(segment, colours)
            if styled is None:
                return None
            pieces += _pieces(y, x, *styled)
            x += segment.cell_length
    at_sign = next((piece for piece in reversed(pieces) if _is_before(piece, sign)), None)
    return {
        "columns": size.width,
        "lines": size.height,
        "pieces": pieces,
        "sign": (sign.y, sign.x, sign.right, "" if at_sign is None else at_sign[3]),
    }


def _is_before(piece: Piece, place: Region) -> bool:
    """Whether a piece begins in the place's line, at the place or before it."""
    return piece[0] == place.y and piece[1] <= place.x


def _styled(segment: Segment, colours: ColorSystem) -> tuple[str, str] | None:
    """The colours of a segment and its text; ``None``: it has more than these."""
    if segment.control:
        return None
    if segment.style is None:
        return "", segment.text
    drawn = Strip.render_style(segment.style, segment.text, color_system=colours)
    if drawn == segment.text:
        return "", segment.text
    found = _STYLED.fullmatch(drawn)
    return None if found is None else (found["colours"], found["text"])


def _pieces(y: int, x: int, colours: str, text: str) -> Iterator[Piece]:
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
