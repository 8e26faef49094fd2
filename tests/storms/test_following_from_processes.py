"""Three programs write as fast as they can, others follow: each change once, in order, and none is missed."""

import asyncio
import multiprocessing
from collections.abc import AsyncIterator
from functools import partial
from multiprocessing.synchronize import Barrier
from typing import Final
from uuid import uuid4

from cartui.client.local import LocalClient
from cartui.model.agent import Actor
from cartui.model.cart import NewCart
from cartui.model.changes import Change
from tests.contract.shop import furnish
from tests.scale import full_or_tenth
from tests.storms.shared_carts import answered

WRITERS: Final = 3
READERS: Final = 3
CARTS: Final = 200
"""Written by each."""

LONGEST: Final = 120.0
"""Seconds after which a change that has not come was missed."""


def write(database: str, agent: str, carts: int, gate: Barrier) -> None:
    """One program: it waits for the others and then makes carts."""

    async def work() -> None:
        async with LocalClient(database, Actor(name=agent)) as client:
            gate.wait(timeout=180)
            for _ in range(carts):
                await answered(partial(client.carts.create, NewCart(market="BD"), key=uuid4().hex))

    asyncio.run(work())


def follow(database: str, after: int, count: int, answers: "multiprocessing.Queue[list[int]]") -> None:
    """One program: it follows from a number on until it has seen so many changes."""

    async def work() -> None:
        async with LocalClient(database, Actor(name="reader")) as client:
            answers.put([change.seq for change in await followed(client.changes(after), count)])

    asyncio.run(work())


async def followed(changes: AsyncIterator[Change], count: int) -> list[Change]:
    """The next so many changes."""
    async with asyncio.timeout(LONGEST):
        return [await anext(changes) for _ in range(count)]


def storm(database: str, after: int, carts: int) -> list[list[int]]:
    """Let writers and readers loose; gives the numbers that each reader in a process of its own saw."""
    spawn = multiprocessing.get_context("spawn")
    gate = spawn.Barrier(WRITERS)
    answers: multiprocessing.Queue[list[int]] = spawn.Queue()
    programs = [
        spawn.Process(target=follow, args=(database, after, WRITERS * carts, answers)) for _ in range(READERS)
    ] + [spawn.Process(target=write, args=(database, f"desk{n}", carts, gate)) for n in range(WRITERS)]
    for program in programs:
        program.start()
    seen = [answers.get(timeout=LONGEST) for _ in range(READERS)]
    for program in programs:
        program.join(timeout=60)
    assert [program.exitcode for program in programs] == [0] * len(programs)
    return seen


async def test_who_follows_sees_each_change_once_and_in_order(shop_database: str) -> None:
    carts = full_or_tenth(CARTS)
    async with LocalClient(shop_database, Actor(name="alice")) as client:
        await furnish(client)
        after = await client.latest_change()
        here = asyncio.create_task(followed(client.changes(after), WRITERS * carts))
        seen = await asyncio.to_thread(storm, shop_database, after, carts)
        changes = await here

    numbers = [change.seq for change in changes]
    assert numbers == sorted(set(numbers))
    assert len({change.id for change in changes}) == WRITERS * carts
    assert seen == [numbers] * READERS
