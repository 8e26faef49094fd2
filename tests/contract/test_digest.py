"""The digest: what waits for somebody, all of one moment."""

from datetime import timedelta

import pytest

from cartui.client.protocol import Client, Conflict, Forbidden, Locked, NotFound, NotReady, TotalChanged
from cartui.model.actions import AddLine, SetFulfilment, SetNote, SetQuantity
from cartui.model.agent import Role
from cartui.model.cart import Cart, NewCart
from cartui.model.digest import MOST_COUNTED, MOST_ROWS
from cartui.model.failed_placing import FailedPlacing, WhyNotPlaced
from cartui.model.history import EntryKind
from cartui.model.order import OrderState
from cartui.model.shop import DigestSettings
from cartui.model.statement import Verdict
from tests.contract.conftest import Clock, OpenAs
from tests.contract.payments import paid_row, statement, tell
from tests.contract.shop import NOW

PHONE = "01712345678"


async def out_of_stock(client: Client, cart: Cart) -> Cart:
    """The cart with more in it than there is."""
    return await client.carts.edit(cart.id, cart.version, [SetQuantity(line=cart.lines[0].id, quantity=99)])


async def fail(client: Client, cart: Cart, phone: str = PHONE, total: int | None = None) -> None:
    """Try to place it in vain."""
    with pytest.raises((NotReady, TotalChanged)):
        await client.carts.place(cart.id, phone=phone, total=total)


async def failed(client: Client) -> tuple[FailedPlacing, ...]:
    """The carts that could not be placed, of which there are as many as it says."""
    part = (await client.digest.get()).failed
    assert part.count == len(part.items)
    return part.items


async def test_of_a_quiet_shop_there_is_nothing_to_tell(client: Client, cart: Cart) -> None:
    digest = await client.digest.get()
    assert digest.is_empty
    assert (digest.shop, digest.as_of, digest.time_zone) == ("Acme", NOW, "UTC")


async def test_a_cart_that_could_not_be_placed_is_told_with_why_who_and_when(
    client: Client, open_as: OpenAs, cart: Cart
) -> None:
    bob = await open_as("bob", role=Role.AGENT)
    cart = await out_of_stock(client, cart)
    await fail(bob, cart)

    [told] = await failed(client)
    assert (told.number, told.agent, told.at, told.tries) == (cart.number, "bob", NOW, 1)
    assert (told.reason, told.changed_since) == (WhyNotPlaced.NOT_READY, False)
    assert told.why == ("Cotton Shirt L / Blue: 12 in stock, 99 wanted.",)
    assert (told.customer, told.contact.phone) == ("Rahim Uddin", PHONE)
    assert (told.total, told.currency) == (cart.totals.total, "BDT")


async def test_a_refused_placing_stands_on_the_timeline_and_changes_nothing(
    client: Client, cart: Cart
) -> None:
    cart = await out_of_stock(client, cart)
    await fail(client, cart)

    assert await client.carts.get(cart.id) == cart
    entry = (await client.history.of_cart(cart.id))[0]
    assert (entry.kind, entry.agent, entry.version) == (EntryKind.NOT_PLACED, "alice", cart.version)
    assert entry.summary == "not placed: Cotton Shirt L / Blue: 12 in stock, 99 wanted."
    undone = await client.carts.undo(cart.id)
    assert undone.lines[0].quantity == 2


async def test_the_same_try_again_is_counted_and_another_one_is_told(
    client: Client, open_as: OpenAs, cart: Cart, clock: Clock
) -> None:
    cart = await out_of_stock(client, cart)
    await fail(client, cart)
    clock.advance(minutes=5)
    await fail(client, cart, phone="")
    [told] = await failed(client)
    assert (told.tries, told.at, told.contact.phone) == (2, clock.now, PHONE)

    cart = await client.carts.edit(cart.id, cart.version, [SetFulfilment(service=None)])
    assert [each.changed_since for each in await failed(client)] == [True]
    await fail(await open_as("bob"), cart)
    [told] = await failed(client)
    assert (told.tries, told.agent, told.changed_since) == (1, "bob", False)
    assert told.why == (
        "No delivery service is chosen.",
        "Cotton Shirt L / Blue: 12 in stock, 99 wanted.",
    )
    kept = await client.history.of_cart(cart.id, kinds=[EntryKind.NOT_PLACED])
    assert [entry.agent for entry in kept] == ["bob", "alice"]


async def test_the_latest_try_comes_first(client: Client, cart: Cart, clock: Clock) -> None:
    cart = await out_of_stock(client, cart)
    other = await client.carts.clone(cart.id)
    for each in (cart, other):
        await fail(client, each)
        clock.advance(minutes=1)
    assert [told.number for told in await failed(client)] == [other.number, cart.number]
    await fail(client, cart)
    assert [told.number for told in await failed(client)] == [cart.number, other.number]


async def test_once_placed_deleted_or_locked_it_is_told_no_more(client: Client, cart: Cart) -> None:
    short = await out_of_stock(client, cart)
    deleted, locked = await client.carts.clone(short.id), await client.carts.clone(short.id)
    for each in (short, deleted, locked):
        await fail(client, each)
    mended = await client.carts.edit(
        short.id, short.version, [SetQuantity(line=cart.lines[0].id, quantity=1)]
    )
    await client.carts.place(mended.id, phone=PHONE)
    await client.carts.delete(deleted.id)
    await client.locks.lock(locked.id, "the bank rang")
    assert await failed(client) == ()

    await client.carts.restore(deleted.id)
    await client.locks.unlock(locked.id, "nothing")
    assert [told.number for told in await failed(client)] == [locked.number]


async def test_a_customer_who_went_to_pay_is_not_waited_for_twice(
    client: Client, cart: Cart, clock: Clock
) -> None:
    cart = await out_of_stock(client, cart)
    await fail(client, cart)
    await tell(client, cart)
    assert len(await failed(client)) == 1
    clock.advance(minutes=31)
    digest = await client.digest.get()
    assert (digest.failed.count, digest.failed.items, digest.locked.count) == (0, (), 1)


async def test_another_total_counts_when_nobody_came_back_to_it(
    client: Client, cart: Cart, clock: Clock
) -> None:
    await fail(client, cart, total=cart.totals.total - 100)
    assert await failed(client) == ()
    clock.advance(minutes=10)
    [told] = await failed(client)
    assert told.reason is WhyNotPlaced.TOTAL_CHANGED
    assert told.why[0].startswith("The total is now BDT ")
    await client.carts.place(cart.id, phone=PHONE, total=cart.totals.total)
    assert await failed(client) == ()


async def test_what_was_refused_to_the_caller_alone_does_not_count(
    client: Client, open_as: OpenAs, cart: Cart
) -> None:
    viewer = await open_as("vera", role=Role.VIEWER)
    for caller, version in ((viewer, cart.version), (client, cart.version + 1)):
        with pytest.raises((Forbidden, Conflict)):
            await caller.carts.place(cart.id, phone="", version=version)
    assert await failed(viewer) == ()


async def test_who_gives_up_over_what_is_missing_says_so(client: Client, open_as: OpenAs, cart: Cart) -> None:
    assert await client.carts.not_placed(cart.id) == ()
    assert await failed(client) == ()
    short = await out_of_stock(client, cart)
    bob, viewer = await open_as("bob", role=Role.AGENT), await open_as("vera", role=Role.VIEWER)
    missing = await bob.carts.not_placed(cart.number)
    assert missing == short.missing
    [told] = await failed(client)
    assert (told.agent, told.why) == ("bob", tuple(problem.message for problem in missing))
    assert await client.carts.get(cart.id) == short
    with pytest.raises(Forbidden):
        await viewer.carts.not_placed(cart.id)
    with pytest.raises(NotFound):
        await client.carts.not_placed("C-999999")
    await client.locks.lock(cart.id, "the bank rang")
    with pytest.raises(Locked):
        await client.carts.not_placed(cart.id)


async def test_a_refused_call_with_a_key_can_be_repeated_until_it_is_done(client: Client, cart: Cart) -> None:
    short = await out_of_stock(client, cart)
    with pytest.raises(NotReady):
        await client.carts.place(short.id, phone=PHONE, key="k")
    await client.carts.undo(short.id)
    order = await client.carts.place(short.id, phone=PHONE, key="k")
    assert order.cart.id == cart.id


async def test_a_purge_takes_it_with_the_cart(client: Client, cart: Cart, clock: Clock) -> None:
    short = await out_of_stock(client, cart)
    await fail(client, short)
    await client.carts.delete(short.id)
    clock.advance(days=8)
    await client.upkeep.run()
    left = await client.history.of_cart(cart.number)
    assert {(entry.summary, entry.comment) for entry in left} == {("", "")}
    assert EntryKind.NOT_PLACED in {entry.kind for entry in left}
    assert (await client.digest.get()).is_empty


async def test_locked_carts_are_told_with_what_the_statements_say(
    client: Client, cart: Cart, clock: Clock
) -> None:
    other = await client.carts.clone(cart.id)
    await tell(client, cart)
    await client.locks.lock(other.id, "the bank rang")
    clock.advance(hours=30)
    await client.payments.take_statement(statement(paid_row(cart, NOW)))
    digest = await client.digest.get()
    assert digest.locked.items == (await client.locks.list()).items
    assert (digest.locked.count, digest.coverage) == (2, await client.payments.coverage())
    assert Verdict.PAID in {each.evidence.verdict for each in digest.locked.items}


async def test_orders_that_wait_for_longer_than_the_shop_wants_are_told_the_oldest_first(
    client: Client, cart: Cart, clock: Clock
) -> None:
    carts = [await client.carts.clone(cart.id) for _ in range(4)]
    placed = []
    for each in carts:
        placed.append(await client.carts.place(each.id, phone="+8801912345678"))
        clock.advance(hours=1)
    held, waits, approved, _fresh = placed
    await client.orders.hold(held.id, "is the address right?")
    await client.orders.approve(approved.id)
    clock.advance(hours=19, minutes=30)

    digest = await client.digest.get()
    assert [each.number for each in digest.orders.items] == []
    clock.advance(hours=1, minutes=45)
    digest = await client.digest.get()
    assert digest.orders.count == 2
    first, second = digest.orders.items
    assert (first.number, first.state, first.hold_reason) == (
        held.number,
        OrderState.ON_HOLD,
        "is the address right?",
    )
    assert (second.number, second.state, second.hold_reason) == (waits.number, OrderState.PENDING, "")
    assert (second.cart, second.placed_by, second.due) == (carts[1].number, "alice", waits.due)
    assert (second.customer, second.contact.phone) == ("Rahim Uddin", "+8801912345678")

    shop = await client.shop.get()
    patient = shop.settings.model_copy(
        update={"digest": DigestSettings(pending_orders_after=timedelta(days=2))}
    )
    await client.shop.apply(shop.model_copy(update={"settings": patient}))
    assert (await client.digest.get()).orders.count == 0


async def test_money_without_an_order_is_told(client: Client, cart: Cart) -> None:
    await client.carts.delete(cart.id)
    await tell(client, cart, "succeeded")
    digest = await client.digest.get()
    assert digest.payments.count == 1
    assert digest.payments.items == (await client.payments.without_order()).items


async def test_of_many_only_the_first_are_listed_and_all_are_counted(client: Client, rahim: object) -> None:
    carts = [await client.carts.create(NewCart(market="BD")) for _ in range(MOST_ROWS + 3)]
    for each in carts:
        await client.carts.not_placed(each.id)
    part = (await client.digest.get()).failed
    assert (part.count, len(part.items), part.unlisted) == (MOST_ROWS + 3, MOST_ROWS, 3)
    assert part.items[0].number == carts[-1].number


async def test_of_very_many_payments_it_is_said_that_there_are_at_least_so_many(
    client: Client, cart: Cart
) -> None:
    await client.payments.take_statement(
        statement(paid_row(cart, NOW, transaction="0", merchant_reference=""))
    )
    part = (await client.digest.get()).payments
    assert (part.count, part.is_all) == (1, True)

    rows = (paid_row(cart, NOW, transaction=str(at), merchant_reference="") for at in range(MOST_COUNTED + 1))
    await client.payments.take_statement(statement(*rows))
    digest = await client.digest.get()
    assert (digest.payments.count, digest.payments.is_all) == (MOST_COUNTED, False)
    assert len(digest.payments.items) == MOST_ROWS
    assert digest.failed.is_all


async def test_viewers_see_it(open_as: OpenAs, client: Client, cart: Cart) -> None:
    viewer = await open_as("vera", role=Role.VIEWER)
    edited = await client.carts.edit(
        cart.id, cart.version, [SetNote(note="x"), AddLine(sku="LAMP", quantity=9)]
    )
    await fail(client, edited)
    assert await viewer.digest.get() == await client.digest.get()
