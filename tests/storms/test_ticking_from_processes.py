"""Two programs do the background's work at once, again and again: each cart is purged once, by one."""

import asyncio
import multiprocessing
from collections import Counter
from datetime import UTC, datetime, timedelta
from multiprocessing.synchronize import Barrier
from typing import Final

from cartui.client.local import LocalClient
from cartui.model.agent import Actor
from cartui.model.cart import NewCart
from cartui.model.history import EntryKind
from tests.contract.shop import furnish
from tests.scale import full_or_tenth

PROGRAMS: Final = 2
CARTS: Final = 3
"""In the trash for each stroke."""


def later() -> datetime:
    """When all of the trash is due."""
    return datetime.now(UTC) + timedelta(days=9)


def tick(database: str, agent: str, rounds: int, gate: Barrier, purged: "multiprocessing.Queue[int]") -> None:
    """One program: at each stroke of the gate it deletes carts of its own, and at the next all tick."""

    async def work() -> None:
        async with (
            LocalClient(database, Actor(name=agent)) as client,
            LocalClient(database, Actor(name=agent), clock=later) as ticking,
        ):
            for _ in range(rounds):
                for _ in range(CARTS):
                    cart = await client.carts.create(NewCart(market="BD"))
                    await client.carts.delete(cart.id)
                await asyncio.to_thread(gate.wait, 180)
                purged.put((await ticking.upkeep.run()).carts_purged)
                await asyncio.to_thread(gate.wait, 180)

    asyncio.run(work())


def storm(database: str, rounds: int) -> list[int]:
    """Let the programs loose and gather how many carts each round purged."""
    spawn = multiprocessing.get_context("spawn")
    gate = spawn.Barrier(PROGRAMS)
    purged: multiprocessing.Queue[int] = spawn.Queue()
    programs = [
        spawn.Process(target=tick, args=(database, f"desk{number}", rounds, gate, purged))
        for number in range(PROGRAMS)
    ]
    for program in programs:
        program.start()
    counts = [purged.get(timeout=60) for _ in range(PROGRAMS * rounds)]
    for program in programs:
        program.join(timeout=60)
    assert [program.exitcode for program in programs] == [0] * PROGRAMS
    return counts


async def test_each_cart_is_purged_once_and_by_one(shop_database: str) -> None:
    rounds = full_or_tenth(20)
    async with LocalClient(shop_database, Actor(name="alice")) as client:
        await furnish(client)
    counts = await asyncio.to_thread(storm, shop_database, rounds)
    async with LocalClient(shop_database, Actor(name="alice"), clock=later) as client:
        left = (await client.upkeep.run()).carts_purged  # where a lease was another's at the last stroke
        made = PROGRAMS * CARTS * rounds
        assert sum(counts) + left == made
        ends: Counter[str] = Counter()
        for number in range(1, made + 1):
            entries = await client.history.of_cart(f"C-{number:06d}")
            ends.update(entry.kind for entry in entries)
        assert ends == {EntryKind.CREATED: made, EntryKind.DELETED: made, EntryKind.PURGED: made}
