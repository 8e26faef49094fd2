"""A long job is planned in processes of their own: it does the same, whatever becomes of these."""

import asyncio
import os
import signal
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from shutil import copy

import pytest

from cartui.client.local import LocalClient
from cartui.client.local.bulk import planning_processes, running
from cartui.client.local.bulk.cart_plans import CartPlan
from cartui.client.local.bulk.planning_processes import PlanningProcesses
from cartui.client.local.bulk.plans import Plan
from cartui.model.actions import Assign, SetNote, SetPriceLevel
from cartui.model.bulk import BulkAction, BulkJob, JobState
from cartui.model.query import CartQuery, CartSort
from tests.storms.bulk_jobs import ALL, LEAD, content, fill
from tests.storms.soundness import ask, assert_sound
from tests.waiting import PATIENCE

CARTS = 600

Seen = Callable[[PlanningProcesses, int], None]
"""Told of each batch that came from the processes: how many there were before it."""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop with carts."""

    async def prepare(database: str) -> None:
        async with LocalClient(database, LEAD) as client:
            await fill(client, CARTS)

    path = tmp_path_factory.mktemp("apart") / "shop.sqlite3"
    asyncio.run(prepare(str(path)))
    return path


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> list["subprocess.Popen[bytes]"]:
    """The processes that were started by jobs of any length, which wait for them; batches are small."""
    started: list[subprocess.Popen[bytes]] = []

    class Seen(subprocess.Popen[bytes]):
        def __init__(self, *arguments: object, **options: object) -> None:
            super().__init__(*arguments, **options)  # type: ignore[call-overload]
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Seen)
    monkeypatch.setattr(planning_processes, "LONG_JOB", 1)
    monkeypatch.setattr(planning_processes, "can_start", lambda: True)
    monkeypatch.setattr(running, "BATCH", 50)
    planned = running.BulkRun._planned

    async def when_ready(self: running.BulkRun) -> Sequence[Plan]:
        async with asyncio.timeout(PATIENCE):
            while self._processes is not None and not self._processes.are_ready:  # noqa: ASYNC110 (a thread's)
                await asyncio.sleep(0.01)
        return await planned(self)

    monkeypatch.setattr(running.BulkRun, "_planned", when_ready)
    return started


def watched(monkeypatch: pytest.MonkeyPatch, see: Seen = lambda _processes, _number: None) -> list[int]:
    """How many plans came with each batch from the processes."""
    came: list[int] = []
    plans = PlanningProcesses.plans

    async def counted(self: PlanningProcesses, first: int, end: int) -> list[CartPlan]:
        see(self, len(came))
        found = await plans(self, first, end)
        came.append(sum(len(plan.outcomes) for plan in found))
        return found

    monkeypatch.setattr(PlanningProcesses, "plans", counted)
    return came


async def changed(database: Path) -> BulkJob:
    """Change all carts of a shop."""
    async with LocalClient(str(database), LEAD) as client:
        return await done(client, [SetPriceLevel(level="vip"), Assign(agent="dana")])


async def done(client: LocalClient, actions: Sequence[BulkAction]) -> BulkJob:
    """Change all carts of a shop in that way."""
    return await over(client, await client.bulk.prepare(ALL, actions))


async def over(client: LocalClient, job: BulkJob) -> BulkJob:
    """See a job through: on a busy machine it may seem left before its processes have started."""
    await client.bulk.start(job.id)
    async with asyncio.timeout(PATIENCE):
        while (now := await client.bulk.get(job.id)).state is JobState.RUNNING:  # noqa: ASYNC110 (another task's)
            await asyncio.sleep(0.02)
    return now


async def test_what_is_planned_apart_is_what_is_planned_here(
    filled: Path,
    tmp_path: Path,
    processes: list["subprocess.Popen[bytes]"],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here, apart = (Path(copy(filled, tmp_path / name)) for name in ("here.sqlite3", "apart.sqlite3"))
    with monkeypatch.context() as patched:
        patched.setattr(planning_processes, "LONG_JOB", CARTS + 1)
        first = await changed(here)
    assert not processes, "a short job is planned here"
    came = watched(monkeypatch)
    second = await changed(apart)
    assert first.tally == second.tally
    assert second.tally.changed == CARTS
    assert content(here) == content(apart)
    entries = "SELECT cart_pk, version, summary, actions, changes, job FROM history ORDER BY cart_pk, id"
    assert ask(here, entries) == ask(apart, entries)
    assert sum(came) == CARTS, "all of it came from the processes"
    assert all(process.poll() is not None for process in processes), "none is left"


async def test_a_job_is_taken_back_by_processes_too(
    filled: Path,
    tmp_path: Path,
    processes: list["subprocess.Popen[bytes]"],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    database = Path(copy(filled, tmp_path / "shop.sqlite3"))
    before = content(database)
    job = await changed(database)
    came = watched(monkeypatch)
    async with LocalClient(str(database), LEAD) as client:
        undo = await client.bulk.undo(job.id)
        back = await over(client, undo)
    assert back.tally.changed == CARTS
    assert content(database) == before
    assert sum(came) == CARTS
    assert processes


async def test_a_process_that_is_lost_loses_nothing(
    filled: Path,
    tmp_path: Path,
    processes: list["subprocess.Popen[bytes]"],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def kill(_processes: PlanningProcesses, number: int) -> None:
        if number == 2:
            os.kill(processes[0].pid, signal.SIGKILL)

    came = watched(monkeypatch, kill)
    database = Path(copy(filled, tmp_path / "shop.sqlite3"))
    job = await changed(database)
    assert (job.state, job.tally.changed, job.trouble) == (JobState.DONE, CARTS, "")
    assert len(came) in (2, 3), "what it had given by then counts"
    assert set(ask(database, "SELECT price_level, assigned_to, version FROM cart")) == {("vip", "dana", 2)}
    assert_sound(database)


async def test_what_is_another_since_it_was_planned_apart_is_planned_anew(
    filled: Path,
    tmp_path: Path,
    processes: list["subprocess.Popen[bytes]"],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    edited: list[str] = []
    database = Path(copy(filled, tmp_path / "shop.sqlite3"))
    async with LocalClient(str(database), LEAD) as client:
        write = running.BulkRun._write

        async def after_an_edit(self: running.BulkRun, plans: list[CartPlan]) -> bool:
            if processes and len(edited) < 5:
                cart = await client.carts.get(plans[-1].outcomes[-1].item.id)
                await client.carts.edit(cart.id, cart.version, [SetNote(note="called back")])
                edited.append(cart.id)
            return await write(self, plans)

        monkeypatch.setattr(running.BulkRun, "_write", after_an_edit)
        job = await done(client, [SetPriceLevel(level="vip")])
        assert job.tally.changed == CARTS
        page = await client.carts.list(CartQuery(), sort=CartSort(), limit=CARTS)
        assert {cart.id for cart in page.items if cart.version == 3} == set(edited)
        for id_ in edited:
            cart = await client.carts.get(id_)
            assert (cart.note, cart.price_level) == ("called back", "vip")
