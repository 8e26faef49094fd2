"""What is shown in place of everything, once nobody sits at the desk any more."""

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static


class Cover(Screen[None]):
    """A screen without keys, and without a word about any customer."""

    DEFAULT_CSS = """
    Cover { align: center middle; }
    Cover Static { width: 64; max-width: 100%; height: auto; padding: 0 1; }
    """

    def __init__(self, why: str) -> None:
        """Say why everything is hidden."""
        super().__init__()
        self._why = why

    def compose(self) -> ComposeResult:
        """Why, and what is still waited for."""
        yield Static(Content(self._why), id="why")
        yield Static(id="waits")

    def say(self, waits: str) -> None:
        """Say what is still waited for; empty: nothing."""
        for line in self.query("#waits").results(Static):
            line.update(Content(waits))
