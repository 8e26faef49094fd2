"""What all dialogs look like: a titled box, a line for what went wrong, and the keys in the last line."""

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ScreenResultType
from textual.widget import Widget
from textual.widgets import Static

from cartui.client.protocol import ClientError
from cartui.screens.desk_screen import DeskModal
from cartui.widgets.hints import Hints


class Told(Static):
    """A line that says what happened or what is wrong; it takes no room while it has nothing to say."""

    DEFAULT_CSS = """
    Told { height: auto; max-height: 6; display: none; }
    Told.-shown { display: block; }
    """

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Say it; its text is data. Nothing hides the line."""
        sign = "✗ " if wrong and text else ""
        self.update(Content.styled(sign + text, "bold $text-error" if wrong else "dim"))
        self.set_class(bool(text), "-shown")
        self.set_class(bool(sign), "-wrong")

    @property
    def is_wrong(self) -> bool:
        """Whether it says that something is wrong."""
        return self.has_class("-wrong")


class Dialog(DeskModal[ScreenResultType]):
    """A box over the screen it came from."""

    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        background: transparent;
        & > #box {
            width: 78;
            max-width: 100%;
            height: auto;
            max-height: 100%;
            padding: 0 1;
            background: $surface;
            border: round $accent;
            border-title-color: $accent;
            border-title-style: bold;
        }
        Input { background: $boost; }
    }
    """

    HEADING = ""
    """The title of the box, unless :meth:`heading` says it."""

    def heading(self) -> str:
        """The title of the box; data in it is not parsed."""
        return self.HEADING

    def compose(self) -> ComposeResult:
        """The box with what the dialog puts into it."""
        box = Vertical(*self.inside(), Told(), id="box")
        box.border_title = Content(self.heading() or " ")
        yield box
        yield Hints()

    def inside(self) -> Iterable[Widget]:
        """What stands in the box."""
        return ()

    @property
    def told(self) -> Told:
        """The line that says what happened."""
        return self.query_one(Told)

    def show_error(self, error: ClientError) -> None:
        """Say it in the dialog: whoever works in it looks at it. Once it is left, it is said elsewhere."""
        if not self.is_current or not self.query(Told):
            super().show_error(error)
            return
        sentences = [error.message, *(problem.message for problem in error.problems)]
        self.told.say(" ".join(dict.fromkeys(sentences)), wrong=True)

    def keep_draft(self) -> None:
        """Keep what is half typed, where the dialog has something of the kind."""

    def action_leave_dialog(self) -> None:
        """Go back without a result."""
        self.dismiss(None)
