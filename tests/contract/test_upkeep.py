"""What leaves the trash is gone for good; what others do meanwhile is left to them."""

import asyncio

import pytest

from cartui.client.protocol import Client, Forbidden, NotFound
from cartui.model.actions import SetContact, SetNote
from cartui.model.agent import Role
from cartui.model.bulk import DeleteCarts
from cartui.model.cart import Cart, CartState, NewCart
from cartui.model.changes import GAP
from cartui.model.customer import Customer
from cartui.model.history import EntryKind
from cartui.model.query import CartQuery, CartSort, Term
from cartui.model.shop import Shop
from cartui.model.upkeep import UpkeepReport
from tests.contract.conftest import AnotherAt, Clock, OpenAs
from tests.contract.following import begun_feed
from tests.contract.jobs import all_items, done, these

EVERY = CartQuery(terms=(Term(key="state", values=tuple(CartState)),))
SOUGHT = CartQuery(words=("quixfeather",), terms=EVERY.terms)


async def deleted(client: Client, name: str = "Zebulon Quixfeather") -> Cart:
    """A cart of somebody who is no customer, in the trash; each step with a key."""
    cart = await client.carts.create(NewCart(market="BD"), key=f"create {name}")
    contact = SetContact(name=name, email="zebulon@quixfeather.example", phone="+8801799999999")
    cart = await client.carts.edit(
        cart.id, cart.version, [contact, SetNote(note=f"{name} calls again")], key=f"edit {name}"
    )
    return await client.carts.delete(cart.id, key=f"delete {name}")


async def keep_for(client: Client, days: int) -> None:
    """Let the shop keep its trash for so many days."""
    shop = await client.shop.get()
    settings = shop.settings.model_copy(update={"trash_keep_days": days})
    await client.shop.apply(Shop.model_validate({**dict(shop), "settings": settings}))


async def test_a_cart_leaves_the_trash_when_the_shop_no_longer_keeps_it(
    client: Client, cart: Cart, clock: Clock
) -> None:
    gone = await deleted(client)
    clock.advance(days=6, hours=23)
    assert (await client.upkeep.purge()).carts_purged == 0
    assert (await client.carts.get(gone.id)).state is CartState.DELETED

    clock.advance(hours=1)
    assert (await client.upkeep.purge(dry_run=True)).carts_purged == 1
    assert (await client.carts.get(gone.id)).state is CartState.DELETED
    assert await client.upkeep.purge() == UpkeepReport(carts_purged=1)

    for ref in (gone.id, gone.number, gone.number.lstrip("C-0")):
        with pytest.raises(NotFound, match="gone for good"):
            await client.carts.get(ref)
    with pytest.raises(NotFound):
        await client.carts.restore(gone.id)
    with pytest.raises(NotFound):
        await client.carts.undo(gone.id)
    page = await client.carts.list(EVERY, sort=CartSort())
    assert [summary.number for summary in page] == [cart.number]


async def test_the_background_purges_a_days_carts_after_midnight(
    client: Client, cart: Cart, clock: Clock
) -> None:
    await deleted(client)
    clock.advance(days=7, hours=14)  # 23:00, a week later
    assert (await client.upkeep.run()).carts_purged == 0
    clock.advance(hours=2)
    assert (await client.upkeep.run()).carts_purged == 1
    assert await client.upkeep.run() == UpkeepReport()


async def test_a_shop_that_keeps_no_trash_deletes_for_good(client: Client, cart: Cart) -> None:
    await keep_for(client, 0)
    gone = await deleted(client)
    assert (await client.upkeep.run()).carts_purged == 1
    with pytest.raises(NotFound):
        await client.carts.get(gone.id)


async def test_what_was_restored_in_time_stays(client: Client, cart: Cart, clock: Clock) -> None:
    kept = await deleted(client)
    clock.advance(days=6)
    await client.carts.restore(kept.id)
    clock.advance(days=30)
    assert (await client.upkeep.run()).carts_purged == 0
    assert (await client.carts.get(kept.id)).state is CartState.OPEN


async def test_of_its_history_stays_who_did_what_kind_of_thing_and_when(
    client: Client, open_as: OpenAs, cart: Cart, clock: Clock
) -> None:
    gone = await deleted(client)
    clock.advance(days=8)
    bob = await open_as("bob")
    await bob.upkeep.purge()

    entries = await client.history.of_cart(gone.number)
    assert [(entry.kind, entry.agent) for entry in entries] == [
        (EntryKind.PURGED, "bob"),
        (EntryKind.DELETED, "alice"),
        (EntryKind.EDITED, "alice"),
        (EntryKind.CREATED, "alice"),
    ]
    assert entries[0].at == clock()
    assert entries[2].actions == ("set_contact", "set_note")
    assert {(entry.summary, entry.changes, entry.cart_id) for entry in entries} == {("", (), gone.id)}
    assert await client.history.of_cart(gone.id) == entries


async def test_of_a_bulk_change_that_refused_it_stays_that_it_did(
    client: Client, cart: Cart, clock: Clock
) -> None:
    await client.locks.lock(cart.id, "Zebulon Quixfeather rang")
    job = await done(client, these(cart), DeleteCarts())
    (refused,) = await all_items(client, job.id)
    assert "Quixfeather" in refused.reason
    await client.locks.delete(cart.id, "he wants nothing")
    clock.advance(days=8)
    await client.upkeep.purge()
    assert await all_items(client, job.id) == [refused.model_copy(update={"reason": ""})]


async def test_no_answer_of_a_call_with_a_key_shows_it_again(
    client: Client, cart: Cart, clock: Clock
) -> None:
    gone = await deleted(client)
    clock.advance(days=7)
    await client.upkeep.purge()
    with pytest.raises(NotFound):
        await client.carts.delete(gone.id, key="delete Zebulon Quixfeather")
    again = await client.carts.create(NewCart(market="BD"), key="create Zebulon Quixfeather")
    assert again.id != gone.id
    assert again.number not in {gone.number, cart.number}


async def test_desks_are_told_and_the_search_finds_it_no_more(
    client: Client, cart: Cart, clock: Clock
) -> None:
    gone = await deleted(client)
    assert (await client.carts.count(SOUGHT)).value == 1
    clock.advance(days=8)
    feed = await begun_feed(client)
    await client.upkeep.run()
    change = await anext(feed)
    assert (change.kind, change.id, change.version) == ("cart", gone.id, gone.version + 1)
    assert (await client.carts.count(SOUGHT)).value == 0


async def test_more_carts_than_one_batch_takes_all_go(client: Client, cart: Cart, clock: Clock) -> None:
    for number in range(120):
        new = await client.carts.create(NewCart(market="BD"), key=f"{number}")
        await client.carts.delete(new.id)
    clock.advance(days=8)
    assert (await client.upkeep.purge()).carts_purged == 120
    assert (await client.carts.count(EVERY)).value == 1


async def test_answers_are_forgotten_after_a_week(client: Client, rahim: Customer, clock: Clock) -> None:
    first = await client.carts.create(NewCart(market="BD"), key="k")
    clock.advance(days=6)
    assert (await client.upkeep.run()).replies_forgotten == 0
    assert (await client.carts.create(NewCart(market="BD"), key="k")).id == first.id
    clock.advance(days=2)
    assert (await client.upkeep.run()).replies_forgotten >= 1  # a remote client gives keys of its own
    assert (await client.carts.create(NewCart(market="BD"), key="k")).id != first.id


async def test_a_desk_that_was_away_for_too_long_is_told_that_it_missed_something(
    client: Client, cart: Cart, clock: Clock
) -> None:
    seen = (await anext(client.changes(0))).seq
    for note in "abc":
        cart = await client.carts.edit(cart.id, cart.version, [SetNote(note=note)])
    clock.advance(days=31)
    await client.carts.edit(cart.id, cart.version, [SetNote(note="d")])
    assert (await client.upkeep.run()).changes_forgotten > 3

    feed = client.changes(seen)
    gap, latest = await anext(feed), await anext(feed)
    assert gap.kind == GAP
    assert seen < gap.seq < latest.seq
    assert (latest.kind, latest.version) == ("cart", cart.version + 1)
    assert (await anext(client.changes(gap.seq))).kind == "cart"  # it is told once


async def test_the_feed_goes_on_after_all_of_it_was_forgotten(
    client: Client, cart: Cart, clock: Clock
) -> None:
    clock.advance(days=31)
    await client.upkeep.run()
    feed = await begun_feed(client)
    await client.carts.edit(cart.id, cart.version, [SetNote(note="d")])
    assert (await anext(feed)).id == cart.id


async def test_several_that_purge_at_once_purge_each_cart_once(
    client: Client, open_as: OpenAs, cart: Cart, clock: Clock
) -> None:
    for number in range(5):
        await deleted(client, f"Person {number}")
    clock.advance(days=8)
    others = [await open_as(f"desk{number}") for number in range(3)]
    reports = await asyncio.gather(*(each.upkeep.run() for each in (client, *others)))
    assert sum(report.carts_purged for report in reports) == 5
    assert not any(report.carts_purged and "trash" in report.busy for report in reports)


async def test_what_another_process_is_at_is_left_to_it_and_the_rest_is_done(
    client: Client, cart: Cart, clock: Clock, another_at: AnotherAt
) -> None:
    gone = await deleted(client)
    clock.advance(days=31)
    with another_at("trash"):
        report = await client.upkeep.run()
        assert (report.carts_purged, report.busy) == (0, ("trash",))
        assert report.replies_forgotten > 0
        assert report.changes_forgotten > 0
        assert await client.upkeep.purge() == UpkeepReport(busy=("trash",))
        assert (await client.carts.get(gone.id)).state is CartState.DELETED
    assert (await client.upkeep.run()).carts_purged == 1


@pytest.mark.parametrize("kind", ["replies", "changes"])
async def test_each_kind_of_work_is_one_processs_at_a_time(
    client: Client, cart: Cart, clock: Clock, another_at: AnotherAt, kind: str
) -> None:
    await client.carts.create(NewCart(market="BD"), key="k")
    clock.advance(days=31)
    with another_at(kind):
        report = await client.upkeep.run()
        assert (report.busy, getattr(report, f"{kind}_forgotten")) == ((kind,), 0)
    report = await client.upkeep.run()
    assert getattr(report, f"{kind}_forgotten") > 0


async def test_a_process_that_died_at_its_work_is_followed_within_a_minute(
    client: Client, cart: Cart, clock: Clock, another_at: AnotherAt
) -> None:
    await deleted(client)
    clock.advance(days=8)
    with another_at("trash"):
        clock.advance(seconds=59)
        assert (await client.upkeep.run()).busy == ("trash",)
        clock.advance(seconds=1)
        assert (await client.upkeep.run()).carts_purged == 1


async def test_viewers_do_none_of_it_and_only_admins_purge_by_hand(open_as: OpenAs) -> None:
    viewer = await open_as("vera", Role.VIEWER)
    agent = await open_as("anna", Role.AGENT)
    with pytest.raises(Forbidden):
        await viewer.upkeep.run()
    with pytest.raises(Forbidden, match="purge the trash: that takes the role admin"):
        await agent.upkeep.purge()
    with pytest.raises(Forbidden):
        await agent.upkeep.purge(dry_run=True)
    assert await agent.upkeep.run() == UpkeepReport()
