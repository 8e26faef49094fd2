"""What all dialogs look like: a titled box, a line for what went wrong, and the keys in the last line."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Final, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ScreenResultType
from textual.widget import Widget
from textual.widgets import Input, Static

from cartui.client.protocol import ClientError, Unauthenticated
from cartui.screens.desk.desk_screen import DeskModal
from cartui.screens.desk.reach import said_of_no_answer
from cartui.screens.desk.type_ahead import Hold
from cartui.widgets.hints import Hints

T = TypeVar("T")

LONG: Final = 60.0
"""Seconds for which a notice stays that somebody waits for."""


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


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of something that was asked for while no answer comes."""

    open: str
    """What is open, for whoever quits meanwhile: ``C-000123: not known yet whether ….``"""
    not_known: str
    """The same in the dialog: ``Not known yet whether …``."""
    once: str
    """What is certain all the same: ``it is placed once``."""
    then: str
    """What becomes of it when the dialog is left, once it is answered: ``you are told …``."""

    def waiting(self, error: ClientError) -> str:
        """That it waits for an answer; enter tries it again."""
        return said_of_no_answer(self.not_known, self.once, error, "enter")

    def leaving(self, error: ClientError) -> str:
        """What becomes of it when the dialog is left."""
        waits = "It goes on being tried"
        if isinstance(error, Unauthenticated):
            waits = "It waits until you have logged in again and read again"
        return f"esc again leaves. {waits}, and {self.then}."


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
            margin-top: 1;
            padding: 0 1;
            background: $surface;
            border: round $accent;
            border-title-color: $accent;
            border-title-style: bold;
        }
        Input { background: $boost; }
    }
    """

    _leaving = ""
    """What becomes of what was asked for, while no answer comes."""
    _said_leaving = False
    """Whether that was said."""

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
        """Keep what is half typed, where the dialog has something of the kind; also while one types."""

    @on(Input.Changed)
    def typed(self) -> None:
        """Something was typed."""
        self.desk_app.typed()

    async def answer_to(
        self, send: Callable[[], Awaitable[T]], words: Words, *, hold: Hold | None = None
    ) -> T:
        """What the backend answers. While it does not, that is said here, and esc leaves on the second word.

        ``send`` asks the same with the same key each time. ``hold`` is released when no answer comes.
        """

        def no_answer(error: ClientError) -> None:
            if not self._leaving:
                self.desk_app.type_ahead.forget()  # it was meant for what would have come
            self._leaving = words.leaving(error)
            if self.is_current and not self._said_leaving:
                why = error.message if self.tells_why(error) else ""
                self.told.say(f"{words.waiting(error)} {why}".strip(), wrong=True)

        try:
            return await self.until_answered(words.open, send, waits=no_answer, hold=hold)
        finally:
            self._leaving, self._said_leaving = "", False

    @property
    def is_unanswered(self) -> bool:
        """Whether something was asked for, and no answer comes."""
        return bool(self._leaving)

    def may_leave(self) -> bool:
        """Whether the dialog may close. With a request open, the first try only says what becomes of it."""
        if not self._leaving or self._said_leaving:
            return True
        self._said_leaving = True
        self.told.say(self._leaving, wrong=True)
        return False

    def action_leave_dialog(self) -> None:
        """Go back without a result."""
        if self.may_leave():
            self.dismiss(None)
