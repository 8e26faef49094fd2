"""A change of many carts in large: how far it is, stopping it, and what came of it."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from cartui.commands.bulk_jobs import CancelBulkChange, ResumeBulkChange, UndoBulkChange
from cartui.commands.bulk_watching import WATCHING_CHANGE, SendToBackground
from cartui.commands.command import CommandClass
from cartui.commands.navigation import GoToBulkChanges
from cartui.formatting.ages import show_time
from cartui.formatting.bulk_progress import pace_words
from cartui.formatting.bulk_words import tally_words
from cartui.model.bulk import BulkJob, JobState
from cartui.screens.bulk.job_words import why_not_undone
from cartui.screens.bulk.look_first import LookFirst
from cartui.screens.desk.job_at_hand import JobAtHand
from cartui.screens.dialogs.dialog import Dialog
from cartui.widgets.change_preview import totals_drawn

if TYPE_CHECKING:
    from cartui.screens.bulk.look_first import Prepare
    from cartui.screens.desk.desk_screen import DeskScreen

BAR: Final = 60
"""Cells of the bar."""


class JobProgress(Dialog[None]):
    """The job that the desk follows, for as long as one wants to watch it."""

    DEFAULT_CSS = """
    JobProgress > #box { width: 66; }
    JobProgress #how-far { height: auto; }
    """
    OFFERS = WATCHING_CHANGE

    @property
    def at_hand(self) -> JobAtHand:
        """What is watched."""
        assert self.desk.job is not None  # noqa: S101 - it is opened for one only
        return self.desk.job

    def heading(self) -> str:
        """What it does."""
        return self.at_hand.what

    def inside(self) -> Iterable[Widget]:
        """How far it is."""
        yield Static(id="how-far")

    def on_mount(self) -> None:
        """Show how far it is by now."""
        self.show_job()

    def show_job(self) -> None:
        """It is further now, or over."""
        for place in self.query("#how-far").results(Static):
            place.update(Content("\n").join(self._lines()))
            self.query_one("#box").border_title = Content(self.heading())
            self.refresh_hints()

    def _lines(self) -> Iterator[Content]:
        """Counts, bar, what became of them, pace or outcome."""
        at_hand, tally = self.at_hand, self.at_hand.job.tally
        part = tally.done / tally.matched if tally.matched else 1.0
        yield Content.assemble(
            (f"{tally.done:,} of {tally.matched:,}", "bold"), f"  {int(part * 100)} %  {self._state()}"
        )
        full = int(part * BAR)
        yield Content.assemble(("█" * full, "$accent"), ("░" * (BAR - full), "dim"))
        if tally.done:
            yield Content(tally_words(tally))
        if at_hand.job.trouble and not at_hand.is_worked_on:
            yield Content.styled(f"▲ {at_hand.job.trouble}", "$text-warning")
        if at_hand.is_worked_on:
            yield Content.styled(" · ".join(pace_words(tally, at_hand.pace.per_second)), "dim")
        else:
            yield from totals_drawn(tally, self.desk.display.locale)

    def _state(self) -> str:
        """Whether it goes on, in words."""
        job = self.at_hand.job
        if job.state is JobState.DONE:
            return "done"
        if job.state is JobState.CANCELLED:
            return "stopped; what was changed stays so"
        if job.at_work:
            began = job.started_at or job.created_at
            return f"since {show_time(began, self.desk.display.timezone, self.desk.now())}"
        return "▲ left behind: nobody works on it"

    # --- keys ---------------------------------------------------------------------------------------

    def why_not(self, command: CommandClass) -> str | None:
        """What is over cannot be stopped, what is under way not be undone."""
        at_hand = self.at_hand
        if command is CancelBulkChange and at_hand.is_over:
            return "It is over: there is nothing to stop"
        if command is ResumeBulkChange and (at_hand.is_over or at_hand.is_worked_on):
            return "It was not left behind: there is nothing to go on with"
        if command is UndoBulkChange and (reason := why_not_undone(at_hand.job)) is not None:
            return reason
        return super().why_not(command)

    def footer_word(self, command: CommandClass) -> str:
        """What makes sense now."""
        if command is SendToBackground:
            return "close" if self.at_hand.is_over else command.footer
        return "" if self.why_not(command) else super().footer_word(command)

    def action_send_to_background(self) -> None:
        """Close; its line stays in sight."""
        self.at_hand.was_watched = self.at_hand.is_over
        self.dismiss(None)

    def action_go_to_bulk_changes(self) -> None:
        """Close, and go to the list of all of them."""
        from cartui.screens.desk.desk_screen import DeskScreen

        screen = self.app.screen_stack[-2]
        self.action_send_to_background()
        if isinstance(screen, DeskScreen):
            screen.call_later(screen.do, GoToBulkChanges)

    def action_cancel_bulk_change(self) -> None:
        """Stop it before its next batch."""
        self.told.say("Stopping …")
        self.write(self._cancel(self.at_hand.job.id))

    async def _cancel(self, job: int) -> None:
        """Stop it; where no answer comes, the line says so and it can be asked for again."""
        at_hand = self.at_hand
        stopped = await self.desk.client.bulk.cancel(job)
        if self.query("#how-far"):
            self.told.say("")
        self.desk_app.follow_job(stopped, at_hand.what, begun_here=at_hand.is_begun_here)

    def action_resume_bulk_change(self) -> None:
        """Go on with what was left behind."""
        self.write(self._resume(self.at_hand.job.id))

    async def _resume(self, job: int) -> None:
        """Go on with it."""
        what = self.at_hand.what
        self.desk_app.follow_job(await self.desk.client.bulk.start(job), what)

    async def action_show_report(self) -> None:
        """Close, and show what became of each of its carts."""
        from cartui.screens.bulk.report import JobReport

        job, app = self.at_hand.job, self.app
        self.at_hand.was_watched = self.at_hand.is_over
        await self.dismiss(None)
        app.push_screen(JobReport(job.id, job))

    async def action_undo_bulk_change(self) -> None:
        """Close, and look at what taking it back would do."""
        at_hand, screen = self.at_hand, self.app.screen_stack[-2]
        from cartui.screens.desk.desk_screen import DeskScreen

        await self.dismiss(None)
        if isinstance(screen, DeskScreen):
            look_at_undo(screen, at_hand.job, at_hand.what)


def look_first(screen: "DeskScreen[Any]", what: str, prepare: "Prepare", *, named: str = "") -> None:
    """Show what a change would do; begin it, and show how far it is, if that is what is wanted.

    ``what`` it does, in words; ``named``: the number of the cart, where only one is meant.
    """

    def begun(job: BulkJob | None) -> None:
        if job is not None and screen.desk.job is not None:
            screen.app.push_screen(JobProgress())

    screen.app.push_screen(LookFirst(what, prepare, named=named), begun)


def look_at_undo(screen: "DeskScreen[Any]", job: BulkJob, what: str) -> None:
    """Show what taking a job back would do, and do that if it is wanted; ``what`` the job did, in words."""
    undo = partial(screen.desk.client.bulk.undo, job.id, key=uuid4().hex)
    look_first(screen, f"undo of {what}", undo)
