"""A bulk change that nobody works on any more is told of by the command that waits for it."""

import asyncio

import pytest

from cartui.cli.bulk_jobs import carry_out, resume
from cartui.client.protocol import Refused, Unavailable
from cartui.model.actions import Assign
from cartui.model.bulk import BulkTarget, JobState
from cartui.model.query import CartQuery
from tests.desk.fake_client import FakeClient, a_summary
from tests.waiting import until


@pytest.fixture
def backend() -> FakeClient:
    """One that does a job in steps, as the test wants it."""
    return FakeClient([a_summary(number) for number in range(1, 4)])


async def prepared(backend: FakeClient) -> int:
    """A change of all its carts, by its number."""
    return (await backend.bulk.prepare(BulkTarget(query=CartQuery()), [Assign(agent="bob")])).id


async def test_it_is_said_how_far_it_came_and_what_to_do(backend: FakeClient) -> None:
    job = await prepared(backend)
    waiting = asyncio.ensure_future(carry_out(backend.client, job))
    await until(lambda: backend.jobs.at(job).at_work)
    backend.bulk.work(1)
    backend.bulk.leave_behind()
    with pytest.raises(Unavailable, match=f"1 of .* `cartui bulk resume {job}` goes on"):
        await waiting


async def test_who_resumes_waits_while_another_works_and_then_takes_over(backend: FakeClient) -> None:
    job = await prepared(backend)
    with pytest.raises(Refused, match="never begun"):
        await resume(backend.client, job)
    await backend.bulk.start(job)
    waiting = asyncio.ensure_future(resume(backend.client, job))
    await until(lambda: f"bulk get {job}" in backend.asked)
    backend.bulk.leave_behind()
    await until(lambda: backend.jobs.at(job).at_work)
    backend.bulk.work()
    assert (await waiting).state is JobState.DONE
