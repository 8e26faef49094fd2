"""The bulk changes: what was done to many carts at once, by whom, and what came of it."""

from typing import TYPE_CHECKING, Final

from textual.app import ComposeResult

from cartui.commands.bulk_jobs import JOB_COMMANDS, JOB_LIST, OpenReport
from cartui.commands.command import CommandClass
from cartui.model.bulk import BulkJob, JobState
from cartui.model.query import Page
from cartui.screens.bulk.job_columns import job_columns
from cartui.screens.bulk.job_deeds import JobDeeds
from cartui.screens.bulk.job_words import is_left_behind
from cartui.screens.bulk.report import JobReport
from cartui.screens.lists.keyset_reader import Reading
from cartui.screens.lists.list_screen import ListScreen
from cartui.widgets.desk_header import DeskHeader
from cartui.widgets.hints import Hints
from cartui.widgets.query_line import QueryLine
from cartui.widgets.virtual_table import VirtualTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cartui.screens.desk.desk_screen import DeskScreen
    from cartui.screens.desk.part import Part

LOOK_AGAIN: Final = 2.0
"""Seconds between two looks at jobs that run: no feed tells that nobody works on one any more."""


class JobList(ListScreen[BulkJob]):
    """The jobs, the latest first; one that runs counts up."""

    OFFERS = JOB_LIST
    DEFAULT_CSS = """
    JobList QueryLine > Horizontal { display: none; }
    JobList VirtualTable {
        border: solid $panel-lighten-2; border-title-color: $text-muted; border-subtitle-color: $text-muted;
    }
    JobList VirtualTable:focus { border: solid $accent; border-title-color: $accent; }
    """

    def __init__(self) -> None:
        """List all of them."""
        super().__init__()
        self._deeds = JobDeeds(self, self._current, self.catch_up)

    @property
    def parts(self) -> "Sequence[Part[DeskScreen[None]]]":
        """What is done with a job stands on its own."""
        return (self._deeds,)

    def compose(self) -> ComposeResult:
        """The list; nothing is searched for in it."""
        yield DeskHeader()
        yield QueryLine("")
        yield VirtualTable(
            job_columns(self.desk.now, lambda: self.desk.shop),
            key=lambda job: str(job.id),
            version=lambda job: (job.state, job.at_work, job.undone_by),
            loud=is_left_behind,
            is_own=lambda job: job.agent == self._me,
            empty="No carts were changed in bulk yet",
            forwards_only=True,
        )
        yield Hints()

    def on_mount(self) -> None:
        """Name what is listed, and look again at what runs."""
        self.table.title = "bulk changes"
        self.set_interval(LOOK_AGAIN, self._look_again)

    def _look_again(self) -> None:
        """See how far the jobs are that run."""
        if self.is_current and any(job.state is JobState.RUNNING for job in self.table.rows_held):
            self.catch_up()

    @property
    def _me(self) -> str:
        """Who is at this desk."""
        return self.desk.client.actor.name if self.desk.is_open else ""

    def _current(self) -> BulkJob | None:
        """The job at the cursor."""
        return self.table.current if self.is_mounted else None

    def search(self, text: str) -> bool:  # noqa: ARG002 - nothing is typed here
        """There is nothing to search for."""
        return True

    async def ask(self, reading: Reading) -> Page[BulkJob]:
        """One page, from the latest on."""
        return await self.desk.client.bulk.list(limit=reading.limit, after=reading.after)

    def why_not(self, command: CommandClass) -> str | None:
        """Most need a job at the cursor."""
        needs_job = command is OpenReport or command in JOB_COMMANDS
        if needs_job and self.is_mounted and self.table.current is None and not self.table.is_waiting:
            return "There is no bulk change at the cursor"
        return super().why_not(command)

    def footer_word(self, command: CommandClass) -> str:
        """What cannot be done with this one is not offered."""
        return "" if self._deeds.is_idle(command) else super().footer_word(command)

    def action_open_report(self) -> None:
        """Show what became of each of its carts."""
        self.open_the_row()

    def open_current(self) -> None:
        """Open the report."""
        if (job := self.table.current) is not None:
            self.app.push_screen(JobReport(job.id, job))
