"""Working on started jobs, each in a task of its own, as long as the database is open.

A step plans some items outside the write lock, writes them in one transaction, and leaves a gap in which
others write. Before anything is written it is looked whether the job is still this runner's: whoever cancels
it or takes it over needs to tell nobody.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.bulk.kinds import planner_of
from cartui.client.local.bulk.planning_processes import ProcessLost, processes_for
from cartui.client.local.bulk.plans import Plan, Planner
from cartui.client.local.lease_steps import GAP
from cartui.model.bulk import BulkJob, BulkTally, JobState
from cartui.model.changes import BULK
from cartui.model.errors import ClientError
from cartui.rules.bulk.joining import operation_of
from cartui.store.bulk_jobs import PlacedItem, leave_job, load_items, note_batch, progress_of
from cartui.store.changes import append_change

BATCH: Final = 500
"""Items of one transaction: as long as it takes, every other writer waits."""

PLANNED_AT_ONCE: Final = 25
"""Items of one snapshot: reading and pricing them keeps the interpreter from all others in this process.

With twice as many, a key at the desk took almost three times as long to its frame as it does alone.
"""


_STAYS: Final = "What was changed by then stays changed: go on with it, or cancel it."
_FAULT: Final = "It stopped because of a fault in cartui, of which the log tells more."

Faults = Callable[[str, BaseException], None]
"""Told of what broke in work that nobody waits for."""


def tell_of_job(connection: Connection, job: int, agent: str, at: datetime) -> None:
    """Tell the feed that something became of a job."""
    append_change(connection, kind=BULK, id=str(job), version=0, agent=agent, at=at)


@dataclass(frozen=True, slots=True)
class _Stop:
    """That this process left a job."""

    why: str
    done: int
    """How many of its items were done by then."""


class BulkRuns:
    """The jobs that this process works on."""

    def __init__(self, faults: Faults) -> None:
        """Work on none."""
        self._faults = faults
        self._tasks: set[asyncio.Task[None]] = set()
        self._stops: dict[int, _Stop] = {}
        self._closing = asyncio.Event()

    def as_known(self, job: BulkJob) -> BulkJob:
        """The job with what this process knows of it: why it was left, if it was and nobody went on since."""
        stop = self._stops.get(job.id)
        if stop is None or job.state is not JobState.RUNNING:
            return job
        if job.at_work and job.tally.done > stop.done:
            return job
        return job.model_copy(update={"trouble": stop.why, "at_work": False})

    def begin(self, backend: LocalBackend, job: BulkJob, runner: str) -> None:
        """Work on a job that was taken under that runner's name."""
        self._stops.pop(job.id, None)
        task = asyncio.create_task(self._work(backend, job, runner), name=f"cartui-bulk-{job.id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """End after the batches under way; the jobs stay as far as they are."""
        self._closing.set()
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _work(self, backend: LocalBackend, job: BulkJob, runner: str) -> None:
        """Work on a job until that ends; what ends it early is kept for whoever asks."""
        run: BulkRun | None = None

        def stopped(why: str) -> None:
            done = job.tally.done if run is None else run.position
            self._stops[job.id] = _Stop(f"{why} {_STAYS}", done)

        try:
            run = BulkRun(backend, job, runner, self._closing)
            await run.work()
        except ClientError as error:
            stopped(error.message)
        except Exception as error:  # noqa: BLE001 (an outermost edge: nobody waits for this task)
            stopped(_FAULT)
            self._faults("bulk change failed", error)


class BulkRun:
    """One process's work on one job."""

    def __init__(self, backend: LocalBackend, job: BulkJob, runner: str, closing: asyncio.Event) -> None:
        """Prepare it; ``closing`` ends it before its next batch."""
        self._backend = backend
        self._job = job.id
        self._runner = runner
        self._closing = closing
        self._operation = operation_of(job.actions)
        self._planner: Planner = planner_of(backend, job.actions, job.id)
        self.position = job.tally.done
        """How many of its items are done."""
        self._matched = job.tally.matched
        self._processes = processes_for(backend, job)
        """What plans ahead of what is written; ``None``: it is planned here."""

    async def work(self) -> None:
        """Do batch after batch, until the job is done, another's, cancelled, or the database is closed."""
        try:
            wrote_at = -GAP
            while self.position < self._matched and not self._closing.is_set():
                plans = await self._planned()
                await self._rest(wrote_at + GAP - time.monotonic())
                if self._closing.is_set() or not await self._write(plans):
                    break
                wrote_at = time.monotonic()
        finally:
            await self._do_without_processes()
            with suppress(ClientError):  # after some seconds it counts as left anyway
                await self._backend.write(self._operation, self._leave)

    async def _planned(self) -> Sequence[Plan]:
        """What becomes of the next batch."""
        end = min(self.position + BATCH, self._matched)
        processes = self._processes
        try:
            if processes is not None and processes.are_ready:
                processes.ask(self.position, end)
                if end < self._matched:  # so that they never wait for us
                    processes.ask(end, min(end + BATCH, self._matched))
                return await processes.plans(self.position, end)
        except ProcessLost:
            await self._do_without_processes()
        parts = range(self.position, end, PLANNED_AT_ONCE)
        return [await self._backend.read(partial(self._plan, first)) for first in parts]

    async def _do_without_processes(self) -> None:
        """Plan here from now on."""
        processes, self._processes = self._processes, None
        if processes is not None:
            await processes.close()

    def _plan(self, first: int, connection: Connection) -> Plan:
        """What becomes of some items."""
        items = load_items(connection, self._job, first=first, count=PLANNED_AT_ONCE)
        return self._planner.plan(connection, items)

    async def _rest(self, seconds: float) -> None:
        """Leave others some time to write, unless the end is near."""
        with suppress(TimeoutError):
            if seconds > 0:
                await asyncio.wait_for(self._closing.wait(), seconds)

    async def _write(self, plans: Sequence[Plan]) -> bool:
        """Write a batch; ``False`` where the job is not this runner's any more."""
        tally = await self._backend.write(self._operation, partial(self._write_batch, plans))
        if tally is None:
            return False
        self.position = tally.done
        return True

    def _write_batch(self, plans: Sequence[Plan], connection: Connection) -> BulkTally | None:
        """Write a batch and how far the job is by that."""
        tally = progress_of(connection, self._job, self._runner)
        if tally is None or tally.done != self.position:
            return None
        done: list[PlacedItem] = []
        for plan in plans:
            done += plan.write(connection)
        tally = tally.with_items([placed.item for placed in done])
        now = self._backend.clock()
        note_batch(connection, self._job, done, tally, now)
        tell_of_job(connection, self._job, self._backend.actor.name, now)
        return tally

    def _leave(self, connection: Connection) -> None:
        """Let others go on with it."""
        leave_job(connection, self._job, self._runner)
