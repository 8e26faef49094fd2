"""Writes of each frame only what the terminal does not show already."""

from typing import Final

from cartui.terminal.differences import write_line
from cartui.terminal.output import Output
from cartui.terminal.pens import NORMAL
from cartui.terminal.pictures import Picture
from cartui.terminal.scrolling import ShownRow, find_scroll, scrolled


class Painter:
    """Holds the wanted and the shown picture, and writes the difference between them."""

    def __init__(self, *, erases_in_colour: bool = True) -> None:
        """Begin not knowing what the terminal shows."""
        self._output: Final = Output(erases_in_colour=erases_in_colour)
        self._wanted = Picture(0, 0)
        self._shown: list[ShownRow] = []

    @property
    def has_frame(self) -> bool:
        """Whether there was a frame yet."""
        return self._wanted.width > 0

    def forget(self) -> None:
        """Write the whole next frame: something else wrote to the terminal, or the terminal was replaced."""
        self._shown = [None] * self._wanted.height
        self._output.forget()

    def resize(self, width: int, height: int) -> None:
        """The terminal has this size now. After a change of size it is unknown what it shows."""
        if (width, height) != (self._wanted.width, self._wanted.height):
            self._wanted.resize(width, height)
            self.forget()

    def paint(self, frame: str) -> str:
        """The output that shows a frame; empty: it is shown already. Raises ``NotAFrame``."""
        self._wanted.put(frame)
        return self.repaint()

    def repaint(self) -> str:
        """The output that shows the picture of the last frame."""
        if not self._wanted.width:
            return ""
        rows = self._wanted.rows
        if self._shown != rows:
            self._scroll()
            for line in self._changed():
                write_line(self._output, line, self._shown[line], rows[line])
                self._shown[line] = rows[line].copy()
        if self._wanted.cursor is not None:
            self._output.move(*self._wanted.cursor)
        return self._output.take()

    def finish(self) -> str:
        """The output that gives the terminal its own colours back, before others write."""
        self._output.use(NORMAL)
        return self._output.take()

    def _changed(self) -> list[int]:
        """The lines to write. Of two, as where a cursor moved, the pen in use may draw the lower one."""
        rows = self._wanted.rows
        lines = [line for line, (old, new) in enumerate(zip(self._shown, rows, strict=True)) if old != new]
        if len(lines) == 2 and not self._is_drawn(lines[0]) and self._is_drawn(lines[1]):
            lines.reverse()
        return lines

    def _is_drawn(self, line: int) -> bool:
        """Whether the pen in use draws the first cell that differs in a line."""
        shown, wanted = self._shown[line], self._wanted.rows[line]
        first = 0 if shown is None else next(at for at, cell in enumerate(wanted) if cell != shown[at])
        return self._output.draws(wanted[first])

    def _scroll(self) -> None:
        """Move lines, where that leaves less to write."""
        scroll = find_scroll(self._shown, self._wanted.rows)
        if scroll is not None:
            self._output.scroll(*scroll)
            self._shown = scrolled(self._shown, scroll, self._wanted.width)
