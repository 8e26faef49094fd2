"""After the first key of a chord (``g``): what may follow, in one line above the footer."""

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Static

from cartui.commands.command import CommandClass
from cartui.commands.keys import show_key


class Chord(ModalScreen[CommandClass | None]):
    """Waits for the second key. Any key that means nothing here gives up."""

    DEFAULT_CSS = """
    Chord { align: left bottom; background: transparent; }
    Chord > Static { width: 100%; height: 1; padding: 0 1; background: $accent; color: $background; }
    """

    def __init__(self, start: str, choices: Mapping[str, CommandClass]) -> None:
        """Offer these commands by their second key."""
        super().__init__()
        self._start = start
        self._choices = choices

    def compose(self) -> ComposeResult:
        """One line that lists them."""
        parts = [f"{show_key(key)} {command.title}" for key, command in self._choices.items()]
        yield Static(Content(f"{show_key(self._start)} …  " + "   ".join(parts)))

    def on_key(self, event: Key) -> None:
        """Choose, or give up."""
        event.stop()
        self.dismiss(self._choices.get(event.character or "") or self._choices.get(event.key))
