"""The line in which a list is searched: the text, how many match, and what is wrong with it."""

from dataclasses import dataclass

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, Static

from cartui.model.text import clean_line

SETTLE = 0.12
"""Seconds without a key after which what was typed so far is searched for."""


class QueryLine(Vertical):
    """A field with a slash before it, and under it the message that points at a bad token."""

    DEFAULT_CSS = """
    QueryLine { height: auto; dock: top; margin-top: 1; }
    QueryLine > Horizontal { height: 1; padding: 0 1; }
    QueryLine #slash { width: 2; color: $accent; text-style: bold; }
    QueryLine Input { width: 1fr; height: 1; border: none; padding: 0; background: $surface; }
    QueryLine Input:focus { border: none; background: $panel; }
    QueryLine #matches { width: auto; min-width: 10; text-align: right; padding-left: 1; color: $text-muted; }
    QueryLine #trouble { height: auto; padding: 0 1 0 3; color: $text-error; display: none; }
    """

    @dataclass
    class Changed(Message):
        """Nobody has typed for a moment: this is what to search for."""

        text: str

    @dataclass
    class Left(Message):
        """Enter was pressed: on to the list. ``text`` is to be searched for at once."""

        text: str

    def __init__(self, placeholder: str, *, id: str | None = None) -> None:  # noqa: A002
        """Show ``placeholder`` while it is empty."""
        super().__init__(id=id)
        self._placeholder = placeholder
        self._settling: Timer | None = None
        self._told = ""

    def compose(self) -> ComposeResult:
        """The slash, the field, the number, and the message."""
        with Horizontal():
            yield Static(Content("/"), id="slash")
            field = Input(placeholder=self._placeholder, select_on_focus=False)
            field.cursor_blink = False
            yield field
            yield Static(Content(""), id="matches")
        yield Static(Content(""), id="trouble")

    @property
    def field(self) -> Input:
        """The field itself."""
        return self.query_one(Input)

    @property
    def text(self) -> str:
        """What is in the field, clean."""
        return clean_line(self.field.value)

    @property
    def has_trouble(self) -> bool:
        """Whether something is wrong with it."""
        return bool(self.query_one("#trouble").display)

    def put(self, text: str) -> None:
        """Put this into the field, as already searched for."""
        self._settle()
        self._told = text
        self.field.value = text
        self.field.cursor_position = len(text)

    def show_matches(self, text: str) -> None:
        """Say how many match; this takes the message away."""
        self.query_one("#matches", Static).update(Content(text))
        self.query_one("#trouble", Static).display = False

    def show_trouble(self, message: str, start: int | None = None, end: int | None = None) -> None:
        """Say what is wrong, under the characters from ``start`` up to ``end`` where they are known."""
        trouble = self.query_one("#trouble", Static)
        pointer = ""
        if start is not None and end is not None:
            before, token = self.text[:start], self.text[start:end]
            if cell_len(before + token) < self.size.width - 4:
                pointer = " " * cell_len(before) + "^" * max(1, cell_len(token)) + "\n"
        trouble.update(Content(f"{pointer}✗ {message}"))
        trouble.display = True
        self.query_one("#matches", Static).update(Content(""))

    def forget_trouble(self) -> None:
        """Take the message away: what was wrong is over."""
        self.query_one("#trouble", Static).display = False

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        """Wait for the typing to pause."""
        event.stop()
        self._settle()
        if self.text != self._told:
            self._settling = self.set_timer(SETTLE, self._tell)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        """Enter: no more waiting."""
        event.stop()
        self._settle()
        self._told = self.text
        self.post_message(self.Left(self.text))

    def _tell(self) -> None:
        """The typing paused."""
        self._told = self.text
        self.post_message(self.Changed(self.text))

    def _settle(self) -> None:
        """Stop waiting."""
        if self._settling is not None:
            self._settling.stop()
            self._settling = None
