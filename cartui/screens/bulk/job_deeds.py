"""What is done with a bulk change as a whole: undo it, go on with one that was left behind, stop one."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from cartui.commands.bulk_jobs import JOB_COMMANDS, ResumeBulkChange, UndoBulkChange
from cartui.commands.command import CommandClass
from cartui.formatting.bulk_words import actions_words, tally_words
from cartui.model.bulk import BulkJob, JobState
from cartui.screens.bulk.job_words import is_left_behind, why_not_undone
from cartui.screens.desk.desk_screen import DeskScreen
from cartui.screens.desk.part import Part
from cartui.screens.dialogs.confirm import Confirm, Question

if TYPE_CHECKING:
    from cartui.screens.desk.type_ahead import Hold


class JobDeeds(Part[DeskScreen[None]]):
    """Does it with the job that a screen is about."""

    OFFERS = JOB_COMMANDS

    def __init__(
        self, screen: DeskScreen[None], job: Callable[[], BulkJob | None], done: Callable[[], None]
    ) -> None:
        """``job`` gives the job, as far as it is known; ``done`` is called when something came of it."""
        super().__init__(screen)
        self._job = job
        self._done = done

    def why_not(self, command: CommandClass) -> str | None:
        """Each goes with some states of a job only."""
        job = self._job()
        if job is None:
            return None  # keys may come before its row
        if command is UndoBulkChange:
            return why_not_undone(job)
        if job.state is not JobState.RUNNING:
            return "It is over"
        return "It is being worked on" if command is ResumeBulkChange and job.at_work else None

    def is_idle(self, command: CommandClass) -> bool:
        """Whether a command of these makes no sense for this job, whoever asks."""
        return command in JOB_COMMANDS and self.why_not(command) is not None

    # --- undo ---------------------------------------------------------------------------------------

    def action_undo_bulk_change(self) -> None:
        """Prepare what takes it back, and show what that would do."""
        if (job := self._job()) is not None:
            from cartui.screens.bulk.progress import look_at_undo

            look_at_undo(self.screen, job, actions_words(job.actions, self.desk.shop))

    # --- going on and stopping ------------------------------------------------------------------------

    def action_resume_bulk_change(self) -> None:
        """Ask whether to go on with it."""
        if (job := self._job()) is not None:
            left = job.tally.matched - job.tally.done
            question = Question(
                f"Go on with bulk change {job.id}?",
                f"{actions_words(job.actions, self.desk.shop)}: {tally_words(job.tally)}.\n"
                f"{left:,} are left; what is done is not done again.",
                yes="Go on",
            )
            self.screen.app.push_screen(Confirm(question), partial(self._resume, job.id))

    def _resume(self, job: int, wanted: bool | None) -> None:
        """Ask the backend for it; keys typed meanwhile wait."""
        if wanted:
            hold = self.screen.desk_app.type_ahead.hold()
            self.screen.write(self._go_on(job, hold), hold=hold)

    async def _go_on(self, job: int, hold: "Hold") -> None:
        """Go on with it, and follow how far it is."""
        begun = await self.screen.until_answered(
            f"Bulk change {job}: not known yet whether it goes on.",
            partial(self.desk.client.bulk.start, job),
            hold=hold,
        )
        self.screen.desk_app.follow_job(begun, actions_words(begun.actions, self.desk.shop))
        self._done()

    def action_cancel_bulk_change(self) -> None:
        """Ask whether to stop it."""
        if (job := self._job()) is not None:
            who = "" if job.agent == self.desk.client.actor.name else f" {job.agent} began it."
            question = Question(
                f"Stop bulk change {job.id}?",
                f"{job.tally.done:,} of {job.tally.matched:,} are done. What is changed stays, "
                f"and can be undone; the others stay as they are.{who}",
                yes="Stop it",
                no="Let it be" if is_left_behind(job) else "Let it go on",
            )
            self.screen.app.push_screen(Confirm(question), partial(self._stop, job.id))

    def _stop(self, job: int, wanted: bool | None) -> None:
        """Ask the backend for it; keys typed meanwhile wait."""
        if wanted:
            hold = self.screen.desk_app.type_ahead.hold()
            self.screen.write(self._cancel(job, hold), hold=hold)

    async def _cancel(self, job: int, hold: "Hold") -> None:
        """Stop it."""
        stopped = await self.screen.until_answered(
            f"Bulk change {job}: not known yet whether it stopped.",
            partial(self.desk.client.bulk.cancel, job),
            hold=hold,
        )
        over = "was over already" if stopped.state is JobState.DONE else "is stopped"
        self.screen.app.notify(f"Bulk change {job} {over}: {tally_words(stopped.tally)}.")
        self._done()
