"""A question with a reason: two answers, a field, and what the keys do from where one stands."""

from abc import abstractmethod
from collections.abc import Iterator

from textual import on
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import ScreenResultType
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from cartui.screens.dialogs.dialog import Dialog
from cartui.widgets.clean_input import CleanInput


class ReasonQuestion(Dialog[ScreenResultType]):
    """Asks; what is asked, and what comes of a yes, is the business of each kind of question.

    It is left only when the backend has answered, so that what was typed is there for the next try.
    """

    DEFAULT_CSS = """
    ReasonQuestion > #box { width: 66; border: round $warning; border-title-color: $warning; }
    ReasonQuestion #box > Static { height: auto; max-height: 10; }
    ReasonQuestion #why { height: 1; margin-top: 1; }
    ReasonQuestion #why Static { width: auto; padding-right: 3; color: $text-muted; }
    ReasonQuestion #why Input { width: 1fr; }
    ReasonQuestion #answers { height: 1; align-horizontal: right; margin-top: 1; }
    ReasonQuestion Button { margin-left: 2; }
    """

    deciding = False
    """Whether the answer was yes, and the backend has not said what came of it."""

    @abstractmethod
    def decide(self) -> None:
        """The answer is yes: ask the backend for it, once."""

    @property
    @abstractmethod
    def decides_with_reason(self) -> bool:
        """Whether enter behind the reason is the answer; otherwise it goes to the button."""

    def reason_field(self, label: str, reason: str) -> Widget:
        """The field for the reason."""
        return Horizontal(Static(Content(label)), CleanInput(reason), id="why")

    def answers(self, no: str, yes: str) -> Iterator[Widget]:
        """The two buttons."""
        leave = Button(Content(no), id="no", compact=True)
        do = Button(Content(yes), id="yes", variant="warning", compact=True)
        do.active_effect_duration = 0  # while it lasts, a second try after an error would be passed over
        yield Horizontal(leave, do, id="answers")

    def button(self, which: str) -> Button:
        """One of the answers: ``yes`` or ``no``."""
        return self.query_one(f"#{which}", Button)

    def on_descendant_focus(self) -> None:
        """What enter means depends on where one stands."""
        self.refresh_hints()

    @on(Button.Pressed)
    def answered(self, event: Button.Pressed) -> None:
        """A button was pressed."""
        event.stop()
        if event.button.id == "yes":
            self.decide()
        else:
            self.action_leave_question()

    @on(Input.Submitted)
    def reason_given(self) -> None:
        """Enter after the reason: on to the button, or at once where the reason was all that is asked."""
        if self.decides_with_reason:
            self.decide()
        else:
            self.button("yes").focus()

    @on(Input.Changed)
    def corrected(self) -> None:
        """What was wrong is said no longer than the reason stays as it was."""
        if self.told.is_wrong:
            self.told.say("")

    def action_other_answer(self) -> None:
        """Go to the other button."""
        self.button("no" if self.button("yes").has_focus else "yes").focus()

    def action_give_answer(self) -> None:
        """Take the button that is marked."""
        if self.button("yes").has_focus:
            self.decide()
        else:
            self.action_leave_question()

    def action_go_to_reason(self) -> None:
        """Go to the field for the reason."""
        self.query_one(Input).focus()

    def action_leave_question(self) -> None:
        """Nothing is done; not while the answer is on its way, which would be missed."""
        if (not self.deciding or self.is_unanswered) and self.may_leave():
            self.keep_draft()
            self.dismiss(None)
