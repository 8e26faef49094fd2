"""A change of many carts is the server's work: it goes on without the desk, and after a restart."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr

from cartui.client.protocol import Client, Invalid
from cartui.client.rest import RestClient
from cartui.model.actions import SetPriceLevel
from cartui.model.agent import ActorOrigin
from cartui.model.bulk import BulkTarget, JobState
from cartui.model.query import CartQuery
from cartui.server.limits import Limits
from tests.contract.jobs import many_carts, over
from tests.contract.shop import furnish
from tests.serving import Served, serving

MANY = 600
"""Carts that are more than one batch."""

ALL = BulkTarget(query=CartQuery())

VIP = [SetPriceLevel(level="vip")]


@asynccontextmanager
async def desk(server: Served) -> AsyncIterator[Client]:
    """A desk at that server."""
    token = SecretStr(server.token(name="alice"))
    async with RestClient(server.url, token, origin=ActorOrigin.DESK) as client:
        yield client


async def begun(server: Served) -> int:
    """Have a desk begin to change all carts, and leave at once; gives the job."""
    async with desk(server) as client:
        job = await client.bulk.prepare(ALL, VIP)
        assert (await client.bulk.start(job.id)).state in {JobState.RUNNING, JobState.DONE}
    return job.id


def test_it_goes_on_when_the_desk_that_began_it_is_gone(server: Served) -> None:
    server.run(lambda client: many_carts(client, MANY))
    job = asyncio.run(begun(server))
    told = server.run(lambda client: over(client, job))
    assert (told.state, told.tally.changed, told.agent) == (JobState.DONE, MANY, "alice")


def test_a_server_that_ends_leaves_whole_batches_and_the_next_one_goes_on(tmp_path: Path) -> None:
    shop = str(tmp_path / "shop.sqlite3")
    with serving(shop) as server:
        server.run(furnish)
        server.run(lambda client: many_carts(client, MANY))
        job = asyncio.run(begun(server))
    with serving(shop) as server:
        left = server.run(lambda client: client.bulk.get(job))
        assert not left.at_work, "nobody has to wait before it is gone on with"
        server.run(lambda client: client.bulk.start(job))
        told = server.run(lambda client: over(client, job))
        assert (told.state, told.tally.changed) == (JobState.DONE, MANY)
        again = server.run(lambda client: client.bulk.dry_run(ALL, VIP))
        assert again.tally.unchanged == again.tally.done
        versions = {server.run(lambda client: client.carts.get("C-000001")).version}
    assert versions == {2}, "changed once"


async def test_more_names_than_the_server_takes_are_refused_in_a_sentence(tmp_path: Path) -> None:
    with serving(str(tmp_path / "shop.sqlite3"), limits=Limits(large_body=1_000)) as server:
        async with desk(server) as client:
            names = BulkTarget(carts=tuple(f"C-{number:06}" for number in range(1, 200)))
            with pytest.raises(Invalid, match=r"larger than the server takes\. Nothing was done"):
                await client.bulk.prepare(names, VIP)
