"""`kill -9` during a bulk job: gone on with it changes each cart exactly once; given up it can be undone."""

import asyncio
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

import pytest

from cartui.client.local import LocalClient
from cartui.client.local.bulk import planning_processes, running
from cartui.client.local.bulk.plans import Plan
from cartui.model.actions import Assign, SetPriceLevel
from cartui.model.agent import Actor
from cartui.model.bulk import JobState
from tests.storms.bulk_jobs import ALL, LEAD, content, fill, see_through, seen_through
from tests.storms.killing import killing_storm
from tests.storms.soundness import ask, assert_sound

CARTS: Final = 800
JOB: Final = 1


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop with carts and a job that has not begun."""

    async def prepare(database: str) -> None:
        async with LocalClient(database, LEAD) as client:
            await fill(client, CARTS)
            job = await client.bulk.prepare(ALL, [SetPriceLevel(level="vip"), Assign(agent="dana")])
            assert (job.id, job.tally.matched) == (JOB, CARTS)

    path = tmp_path_factory.mktemp("bulk") / "shop.sqlite3"
    asyncio.run(prepare(str(path)))
    return path


def working(database: str, pipe: Connection) -> None:
    """Work on the job until it is done."""

    async def work() -> None:
        async with LocalClient(database, Actor(name="bob")) as client:
            pipe.send(None)
            done = await seen_through(client, JOB)
            assert done.state is JobState.DONE

    asyncio.run(work())


def working_with_processes(database: str, pipe: Connection) -> None:
    """The same, with all of it planned in processes of its own, as a long job is; batches are small."""
    planned = running.BulkRun._planned

    async def when_ready(run: running.BulkRun) -> Sequence[Plan]:
        while run._processes is not None and not run._processes.are_ready:  # noqa: ASYNC110 (a thread's)
            await asyncio.sleep(0.01)
        return await planned(run)

    # What is patched is gone with the process.
    planning_processes.LONG_JOB, running.BATCH = 1, 50  # type: ignore[misc]
    running.BulkRun._planned = when_ready  # type: ignore[assignment, method-assign]
    working(database, pipe)


def entries(database: Path) -> list[tuple[str, int, int]]:
    """Of each cart its level, its version, and how many entries the job made."""
    of_job = "(SELECT count(*) FROM history WHERE cart_pk = cart.pk AND job = ?)"
    return ask(database, f"SELECT price_level, version, {of_job} FROM cart", JOB)  # noqa: S608  a constant


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_job_that_is_gone_on_with_changes_each_cart_exactly_once(prepared: Path, tmp_path: Path) -> None:
    def check(database: Path, _: list[Any]) -> None:
        each = entries(database)
        done = [state for (state,) in ask(database, "SELECT state FROM bulk_item ORDER BY position")]
        changed = done.count("changed")
        assert done == ["changed"] * changed + ["waiting"] * (CARTS - changed), "in their order"
        assert sum(made for _, _, made in each) == changed, "what is said to be done, is done"
        finished = see_through(database, JOB)
        assert (finished.state, finished.tally.changed) == (JobState.DONE, CARTS)
        assert set(entries(database)) == {("vip", 2, 1)}
        sums = "SELECT sum(total) FROM cart"
        assert dict(finished.tally.after) == {"BDT": ask(database, sums)[0][0]}
        assert_sound(database)

    killing_storm(working_with_processes, prepared, tmp_path, check)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_job_that_is_given_up_can_be_undone_to_the_unit(prepared: Path, tmp_path: Path) -> None:
    before = content(prepared)

    async def take_back(database: Path) -> int:
        async with LocalClient(str(database), LEAD) as client:
            given_up = await client.bulk.cancel(JOB)
            if not given_up.can_be_undone:
                return given_up.tally.changed
            undo = await client.bulk.undo(JOB)
            taken_back = await seen_through(client, undo.id)
            assert (taken_back.state, taken_back.tally.refused) == (JobState.DONE, 0)
            return taken_back.tally.changed

    def check(database: Path, _: list[Any]) -> None:
        changed = sum(made for _, _, made in entries(database))
        assert asyncio.run(take_back(database)) == changed
        assert content(database) == before
        assert_sound(database)

    killing_storm(working, prepared, tmp_path, check)
