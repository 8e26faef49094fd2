"""Taking a change of many carts back: each is as it was, and what was changed since stays and is named."""

from typing import Final

import pytest

from cartui.client.protocol import Client, Forbidden, Refused
from cartui.model.actions import Assign, SetNote, SetPriceLevel
from cartui.model.agent import Role
from cartui.model.bulk import BulkAction, BulkJob, ChangeTags, DeleteCarts, ItemState, JobState, RestoreCarts
from cartui.model.cart import Cart, CartState
from cartui.model.customer import Customer
from cartui.model.history import EntryKind
from tests.contract.conftest import OpenAs
from tests.contract.jobs import all_items, carts_with_mugs, done, over, these, whole_preview

VIP: Final = SetPriceLevel(level="vip")


async def undone(client: Client, job: BulkJob) -> BulkJob:
    """Take a job back, and wait until that is over."""
    prepared = await client.bulk.undo(job.id)
    await client.bulk.start(prepared.id)
    return await over(client, prepared.id)


def content(cart: Cart) -> dict[str, object]:
    """A cart but for when and how often it was changed."""
    return cart.model_dump(exclude={"version", "updated_at"})


@pytest.mark.parametrize(
    "actions",
    [
        (VIP,),
        (Assign(agent="bob"),),
        (ChangeTags(add=("spring",)),),
        (VIP, Assign(agent="bob")),
        (DeleteCarts(),),
    ],
    ids=["level", "agent", "tags", "level and agent", "deleted"],
)
async def test_every_cart_is_again_what_it_was(
    client: Client, rahim: Customer, actions: tuple[BulkAction, ...]
) -> None:
    carts = [await client.carts.get(cart.id) for cart in await carts_with_mugs(client, 3)]
    job = await done(client, these(*carts), *actions)
    back = await undone(client, job)
    assert (back.state, back.undoes, back.tally.changed) == (JobState.DONE, job.id, 3)
    assert (back.tally.before, back.tally.after) == (job.tally.after, job.tally.before)
    for before in carts:
        now = await client.carts.get(before.id)
        assert content(now) == content(before)
        assert now.version == before.version + 2
        undo, made = await client.history.of_cart(before.id, limit=2)
        assert (undo.kind, undo.undoes, undo.job, undo.actions) == (
            EntryKind.UNDONE,
            made.id,
            back.id,
            ("undo",),
        )
        assert undo.summary == f"undone: {made.summary}"
        assert (made.undone, made.job) == (True, job.id)
    known = await client.bulk.get(job.id)
    assert (known.undone_by, known.can_be_undone) == (back.id, False)


async def test_a_restored_cart_goes_back_into_the_trash(client: Client, rahim: Customer) -> None:
    carts = await carts_with_mugs(client, 2)
    await done(client, these(*carts), DeleteCarts())
    await undone(client, await done(client, these(*carts), RestoreCarts()))
    assert {(await client.carts.get(cart.id)).state for cart in carts} == {CartState.DELETED}


async def test_what_was_changed_since_stays_and_it_is_said_by_whom(
    client: Client, rahim: Customer, open_as: OpenAs
) -> None:
    edited, fine = await carts_with_mugs(client, 2)
    job = await done(client, these(edited, fine), VIP)
    bob = await open_as("bob", role=Role.AGENT)
    now = await bob.carts.get(edited.id)
    now = await bob.carts.edit(now.id, now.version, [SetNote(note="rang")])
    back = await undone(client, job)
    assert (back.tally.changed, back.tally.refused) == (1, 1)
    [refused] = [item for item in await all_items(client, back.id) if item.state is ItemState.REFUSED]
    assert refused.number == edited.number
    assert "changed since, by bob at 2026-" in refused.reason
    assert await client.carts.get(edited.id) == now


async def test_the_preview_of_an_undo_says_what_it_would_do(client: Client, rahim: Customer) -> None:
    carts = await carts_with_mugs(client, 2)
    job = await done(client, these(*carts), VIP)
    prepared = await client.bulk.undo(job.id)
    shown = await whole_preview(client, prepared.id)
    assert (shown.tally.matched, shown.tally.changed) == (2, 2)
    assert shown.tally.after == job.tally.before
    assert (await client.bulk.get(job.id)).can_be_undone, "nobody has begun"


async def test_only_what_was_changed_is_taken_back(client: Client, rahim: Customer) -> None:
    locked, fine = await carts_with_mugs(client, 2)
    await client.locks.lock(locked.id, "the bank rang")
    back = await client.bulk.undo((await done(client, these(locked, fine), VIP)).id)
    assert [item.number for item in await all_items(client, back.id)] == [fine.number]


async def test_what_cannot_be_taken_back_is_refused(client: Client, rahim: Customer, open_as: OpenAs) -> None:
    [cart] = await carts_with_mugs(client, 1)
    prepared = await client.bulk.prepare(these(cart), [VIP])
    with pytest.raises(Refused, match="not over"):
        await client.bulk.undo(prepared.id)
    job = await done(client, these(cart), VIP)
    viewer = await open_as("vera", role=Role.VIEWER)
    with pytest.raises(Forbidden):
        await viewer.bulk.undo(job.id)
    back = await undone(client, job)
    with pytest.raises(Refused, match=f"by bulk change {back.id} already"):
        await client.bulk.undo(job.id)
    with pytest.raises(Refused, match="cannot be taken back"):
        await client.bulk.undo(back.id)
    nothing = await done(client, these(cart), ChangeTags(remove=("winter",)))
    with pytest.raises(Refused, match="changed nothing"):
        await client.bulk.undo(nothing.id)


async def test_an_undo_with_the_same_key_is_prepared_once(client: Client, rahim: Customer) -> None:
    [cart] = await carts_with_mugs(client, 1)
    job = await done(client, these(cart), VIP)
    first = await client.bulk.undo(job.id, key="again")
    assert await client.bulk.undo(job.id, key="again") == first
