"""Planning the carts of a long job in processes of their own, a batch ahead of the one that is written.

Planning takes most of what a job takes. Here it would keep the interpreter from whoever sits at the desk; in
a process it has a processor. What comes back is as safe as what is planned here: each cart is compared with
what it was planned from when it is written. Should a process be lost, the rest is planned here.
"""

import asyncio
import os
import pickle
import sys
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Thread
from typing import Final, cast

from cartui.child_process import ChildProcess, Twin, begin_serving, can_start, start_two
from cartui.client.clock import utc_now
from cartui.client.local.backend import LocalBackend, LocalDatabase
from cartui.client.local.bulk.cart_plans import CartPlan, CartPlanner, ReadyCarts
from cartui.client.local.bulk.kinds import cart_planner_of
from cartui.client.local.bulk.planned_carts import PlannedCarts
from cartui.model.agent import Actor
from cartui.model.bulk import BulkAction, BulkJob, ItemKind
from cartui.store.bulk_jobs import load_items
from cartui.store.database import Database

LONG_JOB: Final = 2_000
"""Carts from which on a job is worth processes: fewer are planned before one has started."""

PLANNED_AT_ONCE: Final = 50
"""Carts of one plan: taking it in keeps the interpreter from others, and planning it anew every writer."""

NICENESS: Final = 5
"""By how much a process stands back for whoever sits at the desk."""


@dataclass(frozen=True, slots=True)
class Task:
    """What the processes of a job are told when they start."""

    location: str
    actor: Actor
    actions: tuple[BulkAction, ...]
    job: int


@dataclass(frozen=True, slots=True)
class PlannedPart:
    """Some of what was asked for."""

    planned: PlannedCarts[ReadyCarts]
    is_last: bool


class ProcessLost(Exception):
    """A process could not be started, or ended before it gave what it was asked for."""


class PlanningProcesses:
    """The two processes of one job: what they plan has to be written, too, by one."""

    def __init__(self, planner: CartPlanner, task: Task) -> None:
        """Start them; what they plan is written by ``planner``. Raises ``ProcessLost``."""
        self._planner = planner
        self._asked: deque[tuple[int, int]] = deque()
        self._processes: list[_Heard] = []
        try:
            self._processes += map(_Heard, start_two(__name__))
            for heard in self._processes:
                _tell(heard.process, task)
        except OSError as error:
            self._end()
            raise ProcessLost from error
        self._starting = asyncio.create_task(asyncio.to_thread(self._wait_until_ready))

    @property
    def are_ready(self) -> bool:
        """Whether they can be asked. Raises ``ProcessLost`` where they never will."""
        if not self._starting.done():
            return False
        self._starting.result()
        return True

    def ask(self, first: int, end: int) -> None:
        """Let them plan the items of these positions, after what they were asked for. Raises ``ProcessLost``.

        What they are asked for again is planned once.
        """
        if (first, end) in self._asked:
            return
        self._asked.append((first, end))
        try:
            for number, process in enumerate(self._processes):
                _tell(process.process, self._share(number, first, end))
        except OSError as error:
            raise ProcessLost from error

    async def plans(self, first: int, end: int) -> list[CartPlan]:
        """What becomes of the items of these positions, the first ones that were asked for and not given yet.

        Raises ``ProcessLost``.
        """
        self.ask(first, end)
        given = self._asked.popleft()
        if given != (first, end):
            raise ValueError(f"{given} comes before {(first, end)}")
        return await asyncio.to_thread(self._receive)

    async def close(self) -> None:
        """End them."""
        await asyncio.to_thread(self._end)
        with suppress(ProcessLost):
            await self._starting

    def _end(self) -> None:
        """End them, wherever they are."""
        for process in self._processes:
            process.process.close()

    def _share(self, number: int, first: int, end: int) -> tuple[int, int]:
        """Where the part of one process begins, and how many items it has."""
        size = -(-(end - first) // len(self._processes))
        begin = min(first + number * size, end)
        return begin, min(size, end - begin)

    def _wait_until_ready(self) -> None:
        """Wait for the first word of each."""
        for process in self._processes:
            process.next()

    def _receive(self) -> list[CartPlan]:
        """Wait for what was asked for."""
        plans: list[CartPlan] = []
        for process in self._processes:
            is_last = False
            while not is_last:
                part = cast("PlannedPart", process.next())
                plans.append(self._planner.planned_elsewhere(part.planned))
                is_last = part.is_last
        return plans


class _Heard:
    """A process, and what it has said: none waits for another to be listened to."""

    def __init__(self, process: ChildProcess | Twin) -> None:
        """Listen to it from now on, until it ends."""
        self.process = process
        self._said: SimpleQueue[object] = SimpleQueue()
        Thread(target=self._listen, name="cartui-bulk-heard", daemon=True).start()

    def next(self) -> object:
        """What it says next. Raises ``ProcessLost``."""
        said = self._said.get()
        if isinstance(said, ProcessLost):
            self._said.put(said)
            raise said
        return said

    def _listen(self) -> None:
        """Keep all that it says."""
        try:
            while True:
                self._said.put(_heard(self.process))
        except ProcessLost as lost:
            self._said.put(lost)


def processes_for(backend: LocalBackend, job: BulkJob) -> PlanningProcesses | None:
    """Processes that plan what is left of a job, where it is long enough and each cart goes by itself."""
    if job.tally.matched - job.tally.done < LONG_JOB or not can_start() or backend.clock is not utc_now:
        return None
    planner = cart_planner_of(backend, job.actions, job.id)
    if planner is None:
        return None
    with suppress(ProcessLost):
        return PlanningProcesses(planner, Task(backend.location, backend.actor, job.actions, job.id))
    return None


def serve() -> None:
    """Be a process: plan what is asked for, until nobody asks any more."""
    task: Task = pickle.load(sys.stdin.buffer)  # noqa: S301  from the one that started us
    begin_serving()
    if sys.platform != "win32":
        os.nice(NICENESS)
    database = Database(task.location, readonly=True)
    backend = LocalBackend(LocalDatabase(task.location, readonly=True), task.actor)
    planner = cart_planner_of(backend, task.actions, task.job)
    if planner is None:
        raise ValueError("this job is planned where it is written")
    _give(None)
    with suppress(EOFError):
        while True:
            first, count = pickle.load(sys.stdin.buffer)  # noqa: S301  as above
            with database.read() as connection:
                items = load_items(connection, task.job, first=first, count=count)
                if any(placed.item.kind is not ItemKind.CART for placed in items):
                    raise ValueError("customers go first, and their carts by them")
                left = len(items)
                for plan in planner.plans(connection, items, PLANNED_AT_ONCE):
                    left -= PLANNED_AT_ONCE
                    _give(PlannedPart(plan.planned, is_last=left <= 0))


def _give(said: object) -> None:
    """Hand it out; waits until there is room for it."""
    pickle.dump(said, sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)
    sys.stdout.buffer.flush()


def _tell(process: ChildProcess | Twin, said: object) -> None:
    """Tell a process something. Raises ``OSError`` where it is gone."""
    pickle.dump(said, process.to_it, pickle.HIGHEST_PROTOCOL)
    process.to_it.flush()


def _heard(process: ChildProcess | Twin) -> object:
    """What a process says next. Raises ``ProcessLost``."""
    try:
        return cast("object", pickle.load(process.from_it))  # noqa: S301  of one that we started ourselves
    except (OSError, EOFError, pickle.UnpicklingError, ValueError) as error:
        raise ProcessLost from error
