"""Shops with many carts that a job changes, and jobs that are seen through to their end."""

import asyncio
import random
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from cartui.client.local import LocalClient
from cartui.client.protocol import Client
from cartui.model.agent import Actor, Role
from cartui.model.bulk import BulkAction, BulkJob, BulkTarget, JobState
from cartui.model.cart import Origin
from cartui.model.imports import ImportBatch, ImportedCart, ImportedLine
from cartui.model.query import CartQuery
from tests.contract.shop import NOW, furnish
from tests.waiting import PATIENCE

SKUS: Final = ("MUG-01", "POSTER", "SHIRT-LB", "SHIRT-MR", "LAMP")

ALL: Final = BulkTarget(query=CartQuery())
"""Every open and locked cart."""

TABLES: Final = ("cart", "cart_line", "cart_tag", "cart_search")
"""Where carts are kept."""

LEAD: Final = Actor(name="alice", role=Role.ADMIN)


async def fill(client: Client, carts: int, *, seed: str = "bulk") -> None:
    """A shop with so many open carts of some lines each."""
    await furnish(client)
    chance = random.Random(seed)
    for start in range(0, carts, 500):
        await client.imports.apply(
            ImportBatch(
                carts=tuple(_cart(chance, number) for number in range(start, min(carts, start + 500)))
            )
        )


def _cart(chance: random.Random, number: int) -> ImportedCart:
    """One cart of up to five lines."""
    skus = chance.sample(SKUS, chance.randint(1, len(SKUS)))
    return ImportedCart(
        reference=str(number),
        source="storm",
        market="BD",
        origin=Origin.STOREFRONT,
        created_at=NOW - timedelta(minutes=number),
        lines=tuple(ImportedLine(sku=sku, quantity=chance.randint(1, 60)) for sku in skus),
    )


async def seen_through(client: Client, job: int) -> BulkJob:
    """Start a job, or go on with it, and wait until it is over."""
    await client.bulk.start(job)
    async with asyncio.timeout(PATIENCE):
        while (now := await client.bulk.get(job)).state is JobState.RUNNING:
            assert now.at_work, f"nobody works on it any more: {now}"
            await asyncio.sleep(0.02)
    return now


async def done(client: Client, target: BulkTarget, actions: Sequence[BulkAction]) -> BulkJob:
    """Prepare a job and see it through."""
    job = await client.bulk.prepare(target, actions)
    return await seen_through(client, job.id)


def minutes_later() -> datetime:
    """The time when whoever was killed a moment ago is taken for dead."""
    return datetime.now(UTC) + timedelta(minutes=2)


def see_through(database: Path, job: int) -> BulkJob:
    """The same in a process that has no client yet, minutes later."""

    async def work() -> BulkJob:
        async with LocalClient(str(database), LEAD, clock=minutes_later) as client:
            return await seen_through(client, job)

    return asyncio.run(work())


MOVING: Final = frozenset({"version", "updated_at", "touched_key"})
"""Columns that every change of a cart moves on; the last one where no customer has looked at it."""


def content(database: Path, *tables: str) -> dict[str, list[dict[str, Any]]]:
    """What carts are, row by row, but for what every change moves on."""
    found = {}
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        for table in tables or TABLES:
            rows = connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2")  # noqa: S608  names of ours
            found[table] = [
                {name: row[name] for name in row.keys() if name not in MOVING}  # noqa: SIM118  a row's are no keys
                for row in rows
            ]
    return found
