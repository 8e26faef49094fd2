"""A bulk change is the same single edits one after the other: cart for cart, row for row, to the unit."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from cartui.client.local import LocalClient
from cartui.client.protocol import Client, Invalid, Locked, Refused
from cartui.model.actions import Action, Assign, SetPriceLevel, SetTags
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.bulk import (
    BulkAction,
    BulkItem,
    BulkTarget,
    ChangeTags,
    DeleteCarts,
    ItemState,
    JobState,
    RestoreCarts,
)
from cartui.model.cart import Cart
from cartui.store.database import Database
from cartui.store.tables import METADATA
from tests.bulk.cart_makers import every_kind_of_cart
from tests.contract.shop import NOW
from tests.furnished import FurnishedFile
from tests.waiting import PATIENCE

ALICE = Actor(name="alice", role=Role.ADMIN, origin=ActorOrigin.DESK)

Rows = dict[str, list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def stocked(
    furnished_file: FurnishedFile, tmp_path_factory: pytest.TempPathFactory
) -> tuple[bytes, list[str]]:
    """A shop with carts of every kind as the bytes of its file, and their ids."""
    path = tmp_path_factory.mktemp("stocked") / "shop.sqlite3"
    customer = furnished_file.lay(path)

    async def stock() -> list[str]:
        async with LocalClient(str(path), ALICE, clock=lambda: NOW) as client:
            return await every_kind_of_cart(client, customer.id)

    ids = asyncio.run(stock())
    with Database(path) as database:
        assert database.truncate_log()
    return path.read_bytes(), ids


async def done_in_bulk(client: Client, ids: list[str], actions: list[BulkAction]) -> list[BulkItem]:
    """What became of each cart."""
    job = await client.bulk.prepare(BulkTarget(carts=tuple(ids)), actions)
    await client.bulk.start(job.id)
    async with asyncio.timeout(PATIENCE):
        while (await client.bulk.get(job.id)).state is not JobState.DONE:  # noqa: ASYNC110 (another task's)
            await asyncio.sleep(0.01)
    return list(await client.bulk.items(job.id, limit=1_000))


async def done_singly(client: Client, ids: list[str], actions: list[BulkAction]) -> list[str]:
    """Why each cart was refused, or nothing."""
    reasons = []
    for id_ in ids:
        reason = ""
        cart = await client.carts.get(id_)
        try:
            match actions[0]:
                case DeleteCarts():
                    await client.carts.delete(id_)
                case RestoreCarts():
                    await client.carts.restore(id_)
                case _:
                    edits = [edit for action in actions for edit in as_edits(cart, action)]
                    if edits:
                        await client.carts.edit(id_, cart.version, edits)
        except (Locked, Refused, Invalid) as error:
            reason = error.message
        reasons.append(reason)
    return reasons


def as_edits(cart: Cart, action: BulkAction) -> list[Action]:
    """How a single cart is edited to the same end."""
    match action:
        case SetPriceLevel() | Assign():
            return [action]
        case ChangeTags():
            gone = {tag.casefold() for tag in action.remove}
            kept = [tag for tag in cart.tags if tag.casefold() not in gone]
            has = {tag.casefold() for tag in kept}
            tags = (*kept, *(tag for tag in action.add if tag.casefold() not in has))
            return [] if tags == cart.tags else [SetTags(tags=tags)]
        case _:
            raise AssertionError(action)


def rows_of(path: Path) -> Rows:
    """All that is stored of carts and their histories, but for what says that a job did it."""
    found: Rows = {}
    with Database(path) as database, database.read() as conn:
        for name in ("cart", "cart_line", "cart_tag", "payment_attempt", "failed_placing", "orders"):
            table = METADATA.tables[name]
            found[name] = [tuple(row) for row in conn.execute(select(table).order_by(*table.primary_key))]
        history = METADATA.tables["history"]
        columns = [column for column in history.c if column.name not in ("id", "job")]
        ordered = select(*columns).order_by(history.c.cart_pk, history.c.id)
        found["history"] = [tuple(row) for row in conn.execute(ordered)]
        searched = conn.execute(text("SELECT pk, text FROM cart_search ORDER BY pk"))
        found["search"] = [tuple(row) for row in searched]
    return found


@pytest.mark.parametrize(
    "actions",
    [
        [SetPriceLevel(level="vip")],
        [SetPriceLevel(level="trade")],
        [SetPriceLevel(level=None)],
        [Assign(agent="bob")],
        [ChangeTags(add=("spring", "sale"), remove=("Winter",))],
        [SetPriceLevel(level="trade"), Assign(agent=None), ChangeTags(add=("sale",))],
        [DeleteCarts()],
        [RestoreCarts()],
    ],
    ids=["vip", "trade", "no level", "assign", "tags", "all edits", "delete", "restore"],
)
async def test_many_changed_at_once_are_what_single_edits_make_of_them(
    stocked: tuple[bytes, list[str]], tmp_path: Path, actions: list[BulkAction]
) -> None:
    content, ids = stocked
    paths = [tmp_path / "bulk.sqlite3", tmp_path / "single.sqlite3"]
    later = NOW + timedelta(minutes=5)
    for path in paths:
        path.write_bytes(content)
    async with LocalClient(str(paths[0]), ALICE, clock=lambda: later) as client:
        items = await done_in_bulk(client, ids, actions)
    async with LocalClient(str(paths[1]), ALICE, clock=lambda: later) as client:
        before = {id_: (await client.carts.get(id_)).totals.total for id_ in ids}
        reasons = await done_singly(client, ids, actions)
        after = {id_: (await client.carts.get(id_)).totals.total for id_ in ids}
    assert [item.reason for item in items] == reasons
    assert any(reasons), "some of them are refused"
    assert any(item.state is ItemState.CHANGED for item in items)
    assert {item.id: (item.before, item.after) for item in items} == {
        id_: (before[id_], after[id_]) for id_ in ids
    }
    assert rows_of(paths[0]) == rows_of(paths[1])
