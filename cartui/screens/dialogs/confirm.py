"""A question before something is lost. It stands on Cancel (decision 25)."""

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Static

from cartui.commands.asking import ASKING
from cartui.screens.desk.desk_screen import DeskModal
from cartui.widgets.hints import Hints


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked; all of it is data."""

    title: str
    text: str
    """What would be lost."""
    yes: str
    """The word on the button that does it."""
    no: str = "Cancel"
    """The word on the button that leaves it, where the question is about cancelling itself."""


class Confirm(DeskModal[bool]):
    """Asks, and gives whether the answer was yes."""

    OFFERS = ASKING
    AUTO_FOCUS = "#cancel"
    DEFAULT_CSS = """
    Confirm { align: center middle; background: transparent; }
    Confirm > Vertical {
        width: 64; max-width: 100%; height: auto; padding: 0 1;
        background: $surface; border: round $warning;
    }
    Confirm #title { text-style: bold; }
    Confirm Static { height: auto; max-height: 7; }
    Confirm Horizontal { height: auto; align-horizontal: right; margin-top: 1; }
    Confirm Button { margin-left: 2; }
    """

    def __init__(self, question: Question) -> None:
        """Ask this."""
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        """Question and answers."""
        with Vertical():
            yield Static(Content(self._question.title), id="title")
            yield Static(Content(self._question.text))
            with Horizontal():
                yield Button(Content(self._question.no), id="cancel", compact=True)
                yield Button(Content(self._question.yes), id="yes", variant="warning", compact=True)
        yield Hints()

    @on(Button.Pressed)
    def answered(self, event: Button.Pressed) -> None:
        """A button was pressed."""
        event.stop()
        self.dismiss(event.button.id == "yes")

    def action_other_answer(self) -> None:
        """Go to the other button."""
        self.focus_next(Button)

    def action_give_answer(self) -> None:
        """Take the button that is marked."""
        self.dismiss(self.query_one("#yes", Button).has_focus)

    def action_leave_question(self) -> None:
        """Escape is no."""
        self.dismiss(False)
