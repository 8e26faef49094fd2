"""A link as a QR code, to be read from the screen by a phone's camera."""

from collections.abc import Iterable
from typing import ClassVar

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from cartui.commands.command import CommandClass
from cartui.commands.picking import LeaveDialog
from cartui.formatting.qr import qr_lines
from cartui.screens.dialogs.dialog import Dialog


class LinkCode(Dialog[None]):
    """Shows the code dark on light, whatever ground the theme has: cameras read no other."""

    OFFERS: ClassVar[tuple[CommandClass, ...]] = (LeaveDialog,)
    DEFAULT_CSS = """
    LinkCode > #box { width: auto; margin-top: 0; }
    LinkCode #code { width: auto; height: auto; color: #000000; background: #ffffff; }
    """

    def __init__(self, number: str, url: str) -> None:
        """Show this link to the cart of that number."""
        super().__init__()
        self._number = number
        self._lines = qr_lines(url)

    def heading(self) -> str:
        """Where it leads."""
        return f"link to {self._number}"

    def inside(self) -> Iterable[Widget]:
        """The code."""
        yield Static(Content("\n".join(self._lines)), id="code")

    def on_mount(self) -> None:
        """Say so where the window is too small for all of it: no camera reads a part."""
        width, height = max(map(cell_len, self._lines)), len(self._lines)
        if self.app.size.width < width + 4 or self.app.size.height < height + 3:
            self.query_one("#code").display = False
            self.told.say(f"A window of {width + 4} columns and {height + 3} lines is needed.", wrong=True)
