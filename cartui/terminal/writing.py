"""Filters Textual's output: of frames only the difference is passed on, all else as it is."""

from typing import Final

from cartui.terminal.painter import Painter
from cartui.terminal.pictures import NotAFrame
from cartui.terminal.sequences import SYNC_END, SYNC_START, leaves_the_picture, only_text

SEEN_AT_ONCE: Final = 128
"""Characters that arrive in one piece, so that nobody sees half of them."""


class Writing:
    """The filter of one terminal, which remembers what that shows."""

    def __init__(self, *, erases_in_colour: bool = True) -> None:
        """Begin with a terminal of which nobody knows what it shows."""
        self._painter: Final = Painter(erases_in_colour=erases_in_colour)
        self._is_doubtful = True
        self._synchronizes = False
        self._holds = False

    def hold(self) -> None:
        """Keep frames back, since the terminal shows something better, until :meth:`release`."""
        self._holds = True

    def release(self, size: tuple[int, int]) -> str:
        """The output that shows the last frame that was kept back; empty: none was. Next ones are written."""
        self._holds = False
        return self.again(size) if self._painter.has_frame else ""

    def doubt(self) -> None:
        """The terminal may show something else by now; said in a signal, too, so it is only noted."""
        self._is_doubtful = True

    def needed(self, data: str, size: tuple[int, int]) -> str:
        """The output for a terminal of that size in place of the data; empty: nothing."""
        if data in {SYNC_START, SYNC_END}:
            self._synchronizes = data == SYNC_START
            return ""
        if leaves_the_picture(data):
            return data
        self._look(size)
        try:
            painted = self._painter.paint(data)
        except NotAFrame:
            self._is_doubtful = True  # nobody knows what it does
            return only_text(data)
        return "" if self._holds else self._at_once(painted)

    def again(self, size: tuple[int, int]) -> str:
        """The output that shows the last picture as a whole, whatever the terminal shows."""
        self._is_doubtful = True
        self._look(size)
        return self._at_once(self._painter.repaint())

    def end(self) -> str:
        """The output that gives the terminal its own colours back, before others write."""
        return self._painter.finish()

    def _look(self, size: tuple[int, int]) -> None:
        """Take in what happened to the terminal since the last frame."""
        self._painter.resize(*size)
        if self._is_doubtful:
            self._is_doubtful = False
            self._painter.forget()

    def _at_once(self, painted: str) -> str:
        """The same in the marks of one frame, where Textual put it there and it is long enough to be torn."""
        if self._synchronizes and len(painted) > SEEN_AT_ONCE:
            return f"{SYNC_START}{painted}{SYNC_END}"
        return painted
