"""A change of many carts before it is begun: what it would do, and the word that begins it."""

from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import Final

from textual import on
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Resize
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from cartui.client.protocol import ClientError, Unauthenticated, Unavailable
from cartui.commands.asking import OtherAnswer
from cartui.commands.bulk_changes import LOOKING_AT_CHANGE
from cartui.commands.cart_prices import FurtherLines
from cartui.commands.command import CommandClass
from cartui.formatting.bulk_refusals import Refusals
from cartui.formatting.bulk_words import counted_words
from cartui.model.bulk import BulkJob, BulkPreview, BulkTally
from cartui.screens.desk.type_ahead import Hold
from cartui.screens.dialogs.dialog import Dialog, Words
from cartui.widgets.change_preview import ChangePreview
from cartui.widgets.clean_input import CleanInput

PREPARING: Final = Words(
    open="A change of many carts: not known yet which are meant. None of them is changed.",
    not_known="Not known yet which are meant",
    once="none is changed before you say so",
    then="none is changed.",
)
STARTING: Final = Words(
    open="A change of many carts: not known yet whether it has begun.",
    not_known="Not known yet whether it has begun",
    once="it is begun once",
    then="the line at the foot of the screen says how far it is.",
)

NOT_KNOWN: Final = "What it would do cannot be found out now. What you typed stays; it is looked at again."

BESIDE: Final = 8
"""Lines that are left to the box, to the answer, to what is told, and to the first and the last line."""

Prepare = Callable[[], Awaitable[BulkJob]]
"""Has the backend settle which carts are meant; asked again, gives the same job. Raises ``ClientError``."""


class LookFirst(Dialog[BulkJob | None]):
    """Shows what a change would do while that is found out, and begins it; gives the job that was begun.

    From so many carts on as the agent's settings say, their number is typed; below that there is a button,
    and Cancel has the focus (decision 25).
    """

    DEFAULT_CSS = """
    LookFirst > #box { width: 92; border: round $warning; border-title-color: $warning; }
    LookFirst #answer { height: 1; margin-top: 1; align-horizontal: right; display: none; }
    LookFirst #answer.-shown { display: block; }
    LookFirst #answer Static { width: auto; padding-right: 1; }
    LookFirst #answer Input { width: 1fr; }
    LookFirst #answer Button { margin-left: 2; }
    """
    OFFERS = LOOKING_AT_CHANGE

    def __init__(self, what: str, prepare: Prepare, *, named: str = "") -> None:
        """``what`` it does, in words; ``named``: the number of the cart, where it is only one."""
        super().__init__()
        self._what = what
        self._prepare = prepare
        self._named = named
        self._job: BulkJob | None = None
        self._preview = BulkPreview()
        self._refusals = Refusals()
        self._is_starting = False
        self._is_left = False

    # --- what is shown ------------------------------------------------------------------------------

    def heading(self) -> str:
        """What it does, and to how many."""
        if self._job is None:
            return self._what
        of_one = f": {self._named}" if self._named else ""
        return f"{self._what} · {counted_words(self._job)}{of_one}"

    def inside(self) -> Iterable[Widget]:
        """What it would do, and the place for the answer."""
        yield ChangePreview()
        yield Horizontal(id="answer")

    def on_mount(self) -> None:
        """Settle which carts are meant."""
        self.query_one(ChangePreview).show(None, (), self.desk.display.locale)
        hold = self.desk_app.type_ahead.hold()
        self.write(self._settle(hold), hold=hold)
        hold.give_up = self._leave

    async def _settle(self, hold: Hold) -> None:
        """Have the carts settled, offer the answer, and find out what would become of them."""
        try:
            job = await self.answer_to(self._prepare, PREPARING, hold=hold)
        except ClientError:
            for lines in self.query(ChangePreview):
                lines.display = False  # nothing is found out any more; why is said below
            raise
        if self._is_left:
            await self._forget(job.id)
            return
        self._job = job
        self.query_one("#box").border_title = Content(self.heading())
        self._preview = BulkPreview(tally=BulkTally(matched=self._job.tally.matched), next="")
        self._show()
        await self._offer_answer()
        self.told.say("")
        self.look()

    def look(self) -> None:
        """Find out what would become of them, from the beginning."""
        if self._job is not None and not self._is_starting:
            self.read(self._look(self._job.id), group="prices")

    async def _look(self, job: int) -> None:
        """Look at one part after the other; each is shown when it is there."""
        seen, after = BulkPreview(), None
        self._refusals = Refusals()
        try:
            while True:
                part = await self.desk.client.bulk.preview(job, after=after)
                self._refusals.add(part.refused)
                seen = seen.followed_by(part.model_copy(update={"refused": ()}))
                self._preview, after = seen, part.next
                self._show()
                if after is None:
                    return
        except (Unavailable, Unauthenticated) as error:
            self.note_failure(error, is_read=True)
            self.told.say(NOT_KNOWN, wrong=True)

    def _show(self) -> None:
        """Show what is known by now."""
        for lines in self.query(ChangePreview):
            lines.show(self._preview, tuple(self._refusals.lines()), self.desk.display.locale)
            self.call_after_refresh(self.refresh_hints)

    def when_missed(self) -> None:
        """The backend may have been away: find out what could not be."""
        if self._preview.next is not None:
            self.told.say("")
            self.look()

    @on(Resize)
    def lines_fit(self, event: Resize) -> None:
        """Leave room for the answer, and for what is told, however low the window is."""
        self.query_one(ChangePreview).styles.max_height = max(2, event.size.height - BESIDE)

    # --- the answer ---------------------------------------------------------------------------------

    @property
    def is_typed(self) -> bool:
        """Whether the number of the carts is to be typed."""
        return self._job is not None and self._job.tally.matched >= self.desk.display.confirm_from

    async def _offer_answer(self) -> None:
        """Ask for the word that begins it."""
        answer = self.query_one("#answer", Horizontal)
        assert self._job is not None  # noqa: S101 - it is settled which carts are meant
        count = self._job.tally.matched
        if self.is_typed:
            label = Static(Content(f"Type {count} and enter to change them:"))
            await answer.mount(label, CleanInput())
        else:
            change = f"Change {counted_words(self._job)}"
            yes = Button(Content(change), id="yes", variant="warning", compact=True)
            yes.active_effect_duration = 0  # while it lasts, a second try after an error would be passed over
            await answer.mount(Button(Content("Cancel"), id="no", compact=True), yes)
        answer.add_class("-shown")
        answer.children[1 if self.is_typed else 0].focus()

    @on(Input.Submitted)
    def typed_number(self, event: Input.Submitted) -> None:
        """Enter behind the number."""
        count = 0 if self._job is None else self._job.tally.matched
        digits = "".join(letter for letter in event.value if letter not in " ,._'’")
        if digits == str(count):
            self._begin()
        else:
            self.told.say(f"That is not {count}: nothing was changed.", wrong=True)

    @on(Input.Changed)
    def corrected(self) -> None:
        """What was wrong is said no longer than it stays so."""
        if self.told.is_wrong and not self.is_unanswered:
            self.told.say("")

    @on(Button.Pressed)
    def answered(self, event: Button.Pressed) -> None:
        """A button was pressed."""
        event.stop()
        if event.button.id == "yes":
            self._begin()
        else:
            self.action_leave_question()

    def action_other_answer(self) -> None:
        """Go to the other button."""
        if not self.is_typed:
            self.focus_next(Button)

    def action_give_answer(self) -> None:
        """Take what is marked; before it is known which carts are meant, there is nothing to take."""
        if any(button.has_focus for button in self.query("#yes")):
            self._begin()
        elif self._job is not None and not self.is_typed:
            self.action_leave_question()

    def action_leave_question(self) -> None:
        """Nothing is changed; what is being begun goes on being asked for."""
        if (not self._is_starting or self.is_unanswered) and self.may_leave():
            self._leave()

    def _leave(self) -> None:
        """Go back; what was prepared and is not wanted is forgotten, so that nothing waits for it."""
        if self._is_left:
            return
        self._is_left = True
        if self._job is not None and not self._is_starting:
            self.write(self._forget(self._job.id))
        self.dismiss(None)

    async def _forget(self, job: int) -> None:
        """Forget a job that was only prepared; the backend does that by itself after a day."""
        with suppress(ClientError):
            await self.desk.client.bulk.cancel(job)

    # --- beginning ----------------------------------------------------------------------------------

    def _begin(self) -> None:
        """The answer is yes."""
        if self._job is None or self._is_starting:
            return
        tally = self._preview.tally
        if self._preview.next is None and not tally.changed:
            self.told.say("None of them would be changed: there is nothing to begin.", wrong=True)
            return
        self._is_starting = True
        self.told.say("Beginning …")
        self.write(self._start(self._job), hold=self.desk_app.type_ahead.hold())

    async def _start(self, job: BulkJob) -> None:
        """Begin with it, and follow it from then on."""
        try:
            begun = await self.answer_to(partial(self.desk.client.bulk.start, job.id), STARTING)
        except ClientError:
            self._is_starting = False
            raise
        self.desk_app.follow_job(begun, self._what)
        if self.is_current:
            self.dismiss(begun)

    # --- keys ---------------------------------------------------------------------------------------

    def footer_word(self, command: CommandClass) -> str:
        """That there are further lines, where there are, and another button."""
        if command is FurtherLines and not any(shown.max_scroll_y > 0 for shown in self.query(ChangePreview)):
            return ""
        has_other = any(self.query(Button))
        return "" if command is OtherAnswer and not has_other else super().footer_word(command)

    def action_further_lines(self) -> None:
        """Go down in what it would do."""
        self.query_one(ChangePreview).scroll_page_down(animate=False)

    def action_earlier_lines(self) -> None:
        """Go up in what it would do."""
        self.query_one(ChangePreview).scroll_page_up(animate=False)
