"""Single edits while a job changes the same carts: none is lost, and none waits for more than a batch."""

import asyncio
import multiprocessing
import random
import statistics
from pathlib import Path
from typing import Final

import pytest

from cartui.client.local import LocalClient
from cartui.client.protocol import Conflict
from cartui.model.actions import SetNote, SetPriceLevel
from cartui.model.agent import Actor
from cartui.model.bulk import JobState
from cartui.model.changes import BULK
from tests.scale import full_or_tenth
from tests.storms.bulk_jobs import ALL, LEAD, fill, see_through
from tests.storms.soundness import ask, assert_sound

EDITS: Final = 100
JOB: Final = 1

_SERVER: Final = multiprocessing.get_context("forkserver")


async def edit_beside(database: Path, numbers: list[str]) -> list[int]:
    """Write a note on each; gives how many batches of the job came in between beginning and end of each."""
    batches = f"SELECT count(*) FROM change WHERE kind = '{BULK}'"  # noqa: S608  a constant
    between = []
    async with LocalClient(str(database), Actor(name="carol")) as client:
        for number in numbers:
            ((before,),) = ask(database, batches)
            while True:
                cart = await client.carts.get(number)
                try:
                    await client.carts.edit(cart.id, cart.version, [SetNote(note=f"called {number}")])
                except Conflict:  # the job was there in between
                    continue
                break
            ((after,),) = ask(database, batches)
            between.append(after - before)
    return between


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_edits_beside_a_job(tmp_path: Path) -> None:
    database, carts = tmp_path / "shop.sqlite3", full_or_tenth(20_000)

    async def prepare() -> list[str]:
        async with LocalClient(str(database), LEAD) as client:
            await fill(client, carts)
            await client.bulk.prepare(ALL, [SetPriceLevel(level="vip")])
        return [number for (number,) in ask(database, "SELECT subject FROM bulk_item ORDER BY position")]

    ids = asyncio.run(prepare())
    chosen = random.Random("beside").sample(ids, EDITS)
    process = _SERVER.Process(target=see_through, args=(database, JOB))
    process.start()
    while ask(database, "SELECT state FROM bulk_job") == [("prepared",)]:
        assert process.is_alive()
    between = asyncio.run(edit_beside(database, chosen))
    process.join()
    assert process.exitcode == 0
    assert ask(database, "SELECT state, changed FROM bulk_job") == [(JobState.DONE.value, carts)]
    noted = dict(ask(database, "SELECT id, note FROM cart WHERE note <> ''"))
    assert noted == {cart: f"called {cart}" for cart in chosen}, "no edit is lost"
    assert ask(database, "SELECT count(*) FROM cart WHERE price_level = 'vip'") == [(carts,)]
    twice = "SELECT cart_pk FROM history WHERE job IS NOT NULL GROUP BY cart_pk HAVING count(*) <> 1"
    assert ask(database, twice) == []
    assert statistics.median(between) <= 1, f"edits wait for one batch at most: {between}"
    assert_sound(database)
