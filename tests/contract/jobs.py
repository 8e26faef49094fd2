"""Changes of many carts as these tests make them, and waiting for what becomes of one."""

import asyncio
from collections.abc import Sequence
from typing import Final

from cartui.client.protocol import Client
from cartui.model.actions import AddLine
from cartui.model.bulk import BulkAction, BulkItem, BulkJob, BulkPreview, BulkTarget, JobState
from cartui.model.cart import Cart, NewCart
from cartui.model.imports import ImportBatch, ImportedCart, ImportedLine
from tests.contract.shop import NOW
from tests.waiting import PATIENCE

OVER: Final = frozenset({JobState.DONE, JobState.CANCELLED})


async def carts_with_mugs(client: Client, count: int) -> list[Cart]:
    """So many open carts in Bangladesh, the first with one mug, the next with two, and so on."""
    made = []
    for mugs in range(1, count + 1):
        cart = await client.carts.create(NewCart(market="BD"))
        made.append(await client.carts.edit(cart.id, cart.version, [AddLine(sku="MUG-01", quantity=mugs)]))
    return made


async def many_carts(client: Client, count: int) -> None:
    """So many open carts with a mug each, which an import made."""
    carts = tuple(
        ImportedCart(
            reference=f"M{number}",
            source="test",
            market="BD",
            created_at=NOW,
            lines=(ImportedLine(sku="MUG-01", quantity=1),),
        )
        for number in range(count)
    )
    await client.imports.apply(ImportBatch(carts=carts))


def these(*carts: Cart) -> BulkTarget:
    """These carts, by their ids."""
    return BulkTarget(carts=tuple(cart.id for cart in carts))


async def done(client: Client, target: BulkTarget, *actions: BulkAction) -> BulkJob:
    """Prepare and start that, and wait until it is over."""
    job = await client.bulk.prepare(target, actions)
    await client.bulk.start(job.id)
    return await over(client, job.id)


async def over(client: Client, job: int) -> BulkJob:
    """The job, once it is over and nobody works on it any more."""
    async with asyncio.timeout(PATIENCE):
        while True:
            now = await client.bulk.get(job)
            if now.state in OVER and not now.at_work:
                return now
            await asyncio.sleep(0.02)


async def whole_preview(client: Client, job: int) -> BulkPreview:
    """All parts of what a prepared job would do."""
    seen = await client.bulk.preview(job)
    while seen.next is not None:
        seen = seen.followed_by(await client.bulk.preview(job, after=seen.next))
    return seen


async def whole_dry_run(client: Client, target: BulkTarget, actions: Sequence[BulkAction]) -> BulkPreview:
    """All parts of what it would do to what is meant now."""
    seen = await client.bulk.dry_run(target, actions)
    while seen.next is not None:
        seen = seen.followed_by(await client.bulk.dry_run(target, actions, after=seen.next))
    return seen


async def all_items(client: Client, job: int, *, limit: int = 1_000) -> list[BulkItem]:
    """What became of each, by pages of so many."""
    page = await client.bulk.items(job, limit=limit)
    items = list(page)
    while page.next is not None:
        page = await client.bulk.items(job, limit=limit, after=page.next)
        items += page
    return items
