"""Following a change of many carts on every screen, from whichever it was begun, and after the next start."""

from functools import partial
from typing import TYPE_CHECKING

from textual.worker import Worker

from cartui.client.protocol import ClientError
from cartui.model.agent import Role
from cartui.screens.desk.desk_screen import DeskScreen
from cartui.screens.running.going import Going
from cartui.screens.running.open_screens import OpenScreens

if TYPE_CHECKING:
    from cartui.model.bulk import BulkJob

FOLLOWING = "bulk"
"""The group of the worker that asks how far it is."""


class FollowingJobs(Going):
    """A desk's app that says how far a change of many carts is."""

    def follow_job(self, job: "BulkJob", what: str, *, begun_here: bool = True) -> None:
        """Say from now on how far this one is."""
        from cartui.screens.bulk.following import begin_to_follow, follow

        begin_to_follow(self, job, what, begun_here=begun_here)
        _worker: Worker[None] = self.run_worker(partial(follow, self), group=FOLLOWING, exclusive=True)

    def show_job(self) -> None:
        """Say on every screen how far it is."""
        for screen in list(OpenScreens(self)):
            screen.show_job()

    def look_for_jobs(self) -> None:
        """Say whether a change of many carts was left behind, or goes on elsewhere; not to who only looks."""
        client = self.desk.client
        if self.desk.reach.is_away:
            return  # whoever is not answered is not asked for what nobody waits for
        if client.capabilities.writes and client.actor.role.covers(Role.AGENT):
            _worker: Worker[None] = self.run_worker(self._look_for_jobs, group="left behind")

    async def _look_for_jobs(self) -> None:
        """Follow the latest job that is not over; where that cannot be found out, the next start does."""
        from cartui.screens.bulk.following import left_behind, words_of

        client = self.desk.client
        try:
            job = await left_behind(client)
            if job is None or self.desk.job is not None:
                return
            if job.at_work and job.agent != client.actor.name:
                return  # somebody else watches it
            self.follow_job(job, await words_of(client, job, self.desk.shop), begun_here=False)
        except ClientError as error:
            self.doubt(error, is_read=True)

    def action_show_bulk_change(self) -> None:
        """Show it in large."""
        screen = self.screen
        if self.desk.job is None:
            self.notify("No change of many carts was begun here since the start.", severity="warning")
        elif isinstance(screen, DeskScreen):
            from cartui.screens.bulk.progress import JobProgress

            self.push_screen(JobProgress())
