"""The text and colours of a whole screen, as pieces that can be drawn again without Textual."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple, TypeVar

from rich.color import ColorSystem
from rich.segment import Segment
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip

from cartui.terminal.pieces import Piece, pieces_of

T = TypeVar("T")

_STYLED: Final = re.compile(r"\x1b\[(?P<colours>[\d;]*)m(?P<text>[^\x1b]*)\x1b\[0m")


class Frame(NamedTuple):
    """What a screen shows."""

    columns: int
    lines: int
    pieces: list[Piece]
    sign: tuple[int, int, int, str]
    """Row, first column and the one behind the last of the place for its age, and the colours there."""


def frame_of(screen: Screen[T], sign: Region) -> Frame | None:
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
            styled = styled_text(segment, colours)
            if styled is None:
                return None
            pieces += pieces_of(y, x, *styled)
            x += segment.cell_length
    return Frame(size.width, size.height, pieces, (sign.y, sign.x, sign.right, colours_at(pieces, sign)))


def colours_at(pieces: Sequence[Piece], place: Region) -> str:
    """The colours in which a place begins: those of the last piece that begins there or before it."""
    return next((each[3] for each in reversed(pieces) if each[0] == place.y and each[1] <= place.x), "")


def styled_text(segment: Segment, colours: ColorSystem) -> tuple[str, str] | None:
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
