"""The title in the frame of a table, and there as well that the rows asked for are late."""

from typing import Final

from textual.content import Content
from textual.widget import Widget

LATE: Final = "reading…"
"""Stands beside the title while the rows that were asked for are late."""


class TableTitle(Widget):
    """A widget in a frame with a title; it has the class ``-late`` while what it shows is old."""

    _title = ""

    @property
    def title(self) -> str:
        """What the list is called, in its frame."""
        return self._title

    @title.setter
    def title(self, title: str) -> None:
        """Call it that, and say there as well that its rows are late."""
        self._title = title
        said = f"{title} · {LATE}" if self.has_class("-late") else title
        self.border_title = Content(said)

    def show_late(self, is_late: bool) -> None:
        """Show that the rows in sight are not those that were asked for, which are late; or no more."""
        if is_late != self.has_class("-late"):
            self.set_class(is_late, "-late")
            self.title = self._title
