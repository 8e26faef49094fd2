"""Draws the saved frame of the last desk on the terminal before Textual is loaded, and takes it away again.

From the call to the first frame that Textual can give, an agent would look at an empty screen for as long as
half of the whole start takes. So the frame with which the desk was left is put there at once, marked with
its age, and Textual's takes its place, cell by cell, on the same screen. Keys typed meanwhile stay with the
system, unread and unseen, until the desk reads them.

Loads little more than Python itself. What is drawn was kept in a file: each piece is looked at first, so that
nothing but text and colours reaches the terminal.
"""

import os
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import FrameType, TracebackType
from typing import Any, Final, Self

ENTER_SCREEN: Final = "\x1b[?1049h"
"""Goes to the terminal's other screen, and empties it."""

_LEAVE_SCREEN: Final = "\x1b[0m\x1b[?1049l\x1b[?25h"

_JOINERS: Final = str.maketrans("", "", "\u200c\u200d")
"""Bengali and emoji need them; they are no printable characters, but harmless."""

_KEYS: Final = 0
_SCREEN: Final = 2
"""From where Textual reads, and where it writes."""

_LARGEST: Final = 1_000
"""Cells of a terminal's side beyond which a frame is none of ours."""


class FirstFrame:
    """The saved frame on the screen, until somebody else has the terminal; the end of a ``with`` ends it."""

    def __init__(
        self, attributes: list[Any] | None = None, size: tuple[int, int] = (0, 0), sign: Sequence[object] = ()
    ) -> None:
        """Nothing is drawn; with ``attributes``, those that the terminal had, something is.

        ``size``: its columns and lines. ``sign``: the piece that takes away how old it is.
        """
        self._attributes = attributes
        self._size = size
        self._sign = list(sign)

    @property
    def is_up(self) -> bool:
        """Whether it is on the screen."""
        return self._attributes is not None

    def renew(self, pieces: Sequence[object]) -> bool:
        """Draw what is of now into it, and take its age away; false, and nothing, where anything is wrong."""
        drawn = [_piece(piece, self._size) for piece in (*pieces, self._sign)]
        if not (self.is_up and all(drawn)) or _terminal_size() != self._size:
            return False
        # The age goes last: a slow line shows one row after the other.
        _write("".join((*drawn, "\x1b[0m")))
        return True

    def hand_over(self) -> list[Any] | None:
        """Leave the terminal, as it is now, to somebody else; gives the attributes that it had before."""
        attributes, self._attributes = self._attributes, None
        if attributes is not None:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
        return attributes

    def take_away(self) -> None:
        """Give the terminal back as it was; nothing where it is in other hands, or nothing was drawn."""
        attributes = self.hand_over()
        if attributes is None:
            return
        import termios

        _write(_LEAVE_SCREEN)
        with suppress(termios.error):
            termios.tcsetattr(_KEYS, termios.TCSADRAIN, attributes)

    def __enter__(self) -> Self:
        """Keep it for as long as the block does not hand it over."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take it away, so that what is said next is seen."""
        self.take_away()


def draw_first_frame(frame: object, signs: Sequence[str]) -> FirstFrame:
    """Draw a frame as :func:`cartui.screens.cart_list.frames.frame_of` took it; ``signs`` say its age.

    Nothing is drawn where there is no terminal of that size, no room for a sign, or where anything in the
    frame is not as it should be.
    """
    nothing = FirstFrame()
    size = _terminal_size()
    if size is None or not isinstance(frame, Mapping):
        return nothing
    written, sign = _sequence(frame, size, signs)
    if not written:
        return nothing
    attributes = _read_keys_unseen()
    if attributes is None:
        return nothing
    shown = FirstFrame(attributes, size, sign)

    def end(number: int, _frame: FrameType | None) -> None:
        shown.take_away()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    signal.signal(signal.SIGTERM, end)
    _write(written)
    return shown


def _terminal_size() -> tuple[int, int] | None:
    """Columns and lines of the terminal that the desk would have; ``None``: it would have none."""
    if os.environ.get("TERM", "dumb") == "dumb" or not all(map(os.isatty, (_KEYS, 1, _SCREEN))):
        return None
    try:
        if os.tcgetpgrp(_SCREEN) != os.getpgrp():
            return None  # started in the background
        size = os.get_terminal_size(_SCREEN)
    except (OSError, AttributeError):
        return None
    return size.columns, size.lines


def _sequence(
    frame: Mapping[str, object], size: tuple[int, int], signs: Sequence[str]
) -> tuple[str, list[object]]:
    """The output that draws a frame, and the piece that takes its age away again.

    Empty where it is of another size, or holds more than text and colours.
    """
    wrong: tuple[str, list[object]] = ("", [])
    columns, lines = size
    pieces, sign = frame.get("pieces"), frame.get("sign")
    if [frame.get("columns"), frame.get("lines")] != [columns, lines] or max(size) > _LARGEST:
        return wrong
    if not isinstance(pieces, list) or not isinstance(sign, list) or len(sign) != 4:
        return wrong
    y, start, end, colours = sign
    if not _is_within([y, start], size) or not isinstance(end, int):
        return wrong
    age = _sign(signs, min(end, columns) - start)
    if not age:
        return wrong
    # Its age is there before any of its rows: a slow line shows them one after the other.
    at_sign = [piece for piece in pieces if isinstance(piece, list) and piece[:1] == [y]]
    marked = [*at_sign, [y, start, 0, colours, age]]
    drawn = [_piece(piece, size) for piece in (*marked, *(each for each in pieces if each not in at_sign))]
    if not all(drawn):
        return wrong
    return "".join((ENTER_SCREEN, "\x1b[?25l", *drawn, "\x1b[0m")), [y, start, 0, colours, " " * len(age)]


def _sign(signs: Sequence[str], room: int) -> str:
    """The longest sign that there is room for, in the middle of it; empty where there is room for none."""
    return next((sign.center(room) for sign in signs if len(sign) <= room), "")


def _piece(piece: object, size: tuple[int, int]) -> str:
    """The output that draws one piece (row, column, cells to erase, colours, text); empty: it is wrong."""
    if not isinstance(piece, list) or len(piece) != 5 or not _is_within(piece[:2], size):
        return ""
    y, x, erased, colours, text = piece
    if not isinstance(colours, str) or not isinstance(text, str) or not isinstance(erased, int):
        return ""
    plain = colours.replace(";", "")
    if (plain and not (plain.isascii() and plain.isdigit())) or not 0 <= erased <= size[0]:
        return ""
    if not text.translate(_JOINERS).isprintable():
        return ""
    blank = f"\x1b[{erased}X" if erased else ""
    return f"\x1b[{y + 1};{x + 1}H\x1b[0;{colours or 0}m{blank}{text}"


def _is_within(place: Sequence[object], size: tuple[int, int]) -> bool:
    """Whether row and column are on a screen of that size."""
    y, x = place
    return isinstance(y, int) and isinstance(x, int) and 0 <= x < size[0] and 0 <= y < size[1]


def _read_keys_unseen() -> list[Any] | None:
    """Let keys wait without being shown, as they are; gives the attributes that the terminal had.

    ``None`` where that cannot be done. Ctrl+c still ends the program; ctrl+z is a key like others.
    """
    try:
        import termios
    except ImportError:  # Windows
        return None
    try:
        before = termios.tcgetattr(_KEYS)
        now = termios.tcgetattr(_KEYS)
        now[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
        now[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
        now[6][termios.VMIN], now[6][termios.VTIME] = 1, 0
        now[6][termios.VSUSP] = bytes([os.fpathconf(_KEYS, "PC_VDISABLE") & 0xFF])
        termios.tcsetattr(_KEYS, termios.TCSANOW, now)
    except (termios.error, OSError, ValueError):
        return None
    return before


def _write(text: str) -> None:
    """Write all of it; a terminal that has just gone is told by whoever reads it next."""
    left = text.encode(errors="replace")
    with suppress(OSError):
        while left:
            left = left[os.write(_SCREEN, left) :]
