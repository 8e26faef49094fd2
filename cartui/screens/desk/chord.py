"""After the first key of a chord (``g``): what may follow, above the footer."""

from collections.abc import Mapping
from typing import Final

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Static

from cartui.commands.command import CommandClass
from cartui.commands.keys import show_key

SIDES: Final = 2
"""Cells beside the choices."""


class Chord(ModalScreen[CommandClass | None]):
    """Waits for the second key. Any key that means nothing here gives up."""

    DEFAULT_CSS = """
    Chord { align: left bottom; background: transparent; }
    Chord > Static { width: 100%; height: auto; padding: 0 1; background: $accent; color: $background; }
    """

    def __init__(self, start: str, choices: Mapping[str, CommandClass]) -> None:
        """Offer these commands by their second key."""
        super().__init__()
        self._start = start
        self._choices = choices

    def compose(self) -> ComposeResult:
        """All of them, in as many lines as that takes."""
        lines = [f"{show_key(self._start)} …"]
        for key, command in self._choices.items():
            choice = f"   {show_key(key)} {command.title}"
            if cell_len(lines[-1] + choice) > self.app.size.width - SIDES:
                lines.append("   ")
            lines[-1] += choice
        yield Static(Content("\n".join(lines)))

    def on_key(self, event: Key) -> None:
        """Choose, or give up."""
        event.stop()
        self.dismiss(self._choices.get(event.character or "") or self._choices.get(event.key))
