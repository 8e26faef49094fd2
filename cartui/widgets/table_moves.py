"""Moves of a table's cursor by keys and wheel; the rows follow it."""

from abc import abstractmethod
from collections.abc import Callable
from typing import Generic, TypeVar

from textual.events import MouseScrollDown, MouseScrollUp
from textual.geometry import Offset
from textual.widget import Widget

from cartui.widgets.row_window import RowWindow

T = TypeVar("T")

WHEEL = 3
"""Rows that one turn of the wheel moves."""


class TableMoves(Widget, Generic[T]):
    """A widget with a part of a list in sight, and a cursor."""

    _window: RowWindow[T]

    @property
    def body_height(self) -> int:
        """How many rows are in sight."""
        return max(1, self.size.height - 1)

    @abstractmethod
    def _move(self, go: Callable[[], None]) -> None:
        """Go somewhere, and draw what is there."""

    def action_move_down(self) -> None:
        """One row down."""
        self._move(lambda: self._window.move(1))

    def action_move_up(self) -> None:
        """One row up."""
        self._move(lambda: self._window.move(-1))

    def action_page_down(self) -> None:
        """As many rows down as are in sight."""
        self._move(lambda: self._window.move(self.body_height))

    def action_page_up(self) -> None:
        """As many rows up as are in sight."""
        self._move(lambda: self._window.move(-self.body_height))

    def action_move_first(self) -> None:
        """To the first row of the list."""
        self._move(self._window.move_first)

    def action_move_last(self) -> None:
        """To the last row of the list."""
        self._move(self._window.move_last)

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """The wheel moves the cursor, which brings the rows along."""
        event.stop()
        self._move(lambda: self._window.move(WHEEL))

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """The wheel moves the cursor."""
        event.stop()
        self._move(lambda: self._window.move(-WHEEL))

    def _lead_the_terminals_cursor(self) -> None:
        """Leave the terminal's own cursor, which is not seen, at the row: magnifiers and readers follow it.

        The next frame begins there, too.
        """
        if self.has_focus:
            line = 1 + self._window.cursor - self._window.top
            self.app.cursor_position = self.content_region.offset + Offset(0, line)
