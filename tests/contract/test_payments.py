"""Payments lock carts, make orders of them and let them go, however often and in any order it is told."""

import pytest

from cartui.client.protocol import Client, Invalid, Locked, NotFound, Refused
from cartui.model.actions import AddLine, SetNote, SetQuantity
from cartui.model.cart import Cart, CartState
from cartui.model.history import EntryKind
from cartui.model.order import OrderState
from cartui.model.payment import AttemptStatus, LockReason
from cartui.model.shop import LockSettings, PendingPayments
from tests.contract.conftest import Clock
from tests.contract.payments import paid_row, report, statement, tell
from tests.contract.shop import NOW


async def accepting(client: Client) -> None:
    """Let the shop deliver on a promise to pay."""
    shop = await client.shop.get()
    locks = LockSettings(pending_payments=PendingPayments.ACCEPT)
    await client.shop.apply(
        shop.model_copy(update={"settings": shop.settings.model_copy(update={"locks": locks})})
    )


async def test_a_payment_that_begins_leaves_the_cart_open_and_is_kept_with_it(
    client: Client, cart: Cart
) -> None:
    taken = await tell(client, cart)
    assert (taken.cart.state, taken.cart.version, taken.without_order) == (
        CartState.OPEN,
        cart.version,
        False,
    )
    [attempt] = taken.cart.attempts
    assert (attempt.status, attempt.amount, attempt.started_at) == (
        AttemptStatus.STARTED,
        cart.totals.total,
        NOW,
    )
    [entry] = await client.history.of_cart(cart.id, kinds=[EntryKind.PAYMENT])
    assert "PayPal payment of BDT" in entry.summary
    assert entry.version == cart.version


@pytest.mark.parametrize("status", AttemptStatus)
async def test_what_is_told_twice_is_done_once(client: Client, cart: Cart, status: AttemptStatus) -> None:
    await tell(client, cart)
    first = await tell(client, cart, status)
    before = await client.history.of_cart(cart.id)
    again = await tell(client, cart, status)
    assert again.cart == first.cart
    assert await client.history.of_cart(cart.id) == before


async def test_one_key_is_one_report(client: Client, cart: Cart) -> None:
    first = await client.payments.record(cart.id, report(cart, "pending"), key="webhook 1")
    assert await client.payments.record(cart.id, report(cart, "pending"), key="webhook 1") == first
    with pytest.raises(Invalid, match="something else"):
        await client.payments.record(cart.id, report(cart, "failed"), key="webhook 1")


async def test_a_pending_result_locks_the_cart_and_says_why(client: Client, cart: Cart) -> None:
    taken = await tell(client, cart, "pending")
    assert taken.cart.state is CartState.LOCKED
    assert taken.cart.lock is not None
    assert (taken.cart.lock.reason, taken.cart.lock.since) == (LockReason.PENDING_PAYMENT, NOW)
    with pytest.raises(Locked, match="still pending") as refused:
        await client.carts.edit(cart.id, taken.cart.version, [SetNote(note="x")])
    assert refused.value.since == NOW


async def test_a_pending_result_places_the_cart_where_the_shop_takes_promises(
    client: Client, cart: Cart
) -> None:
    await accepting(client)
    taken = await tell(client, cart, "pending")
    assert taken.cart.state is CartState.ORDERED
    order = await client.orders.get(cart.id)
    assert (order.state, order.paid, order.due) == (OrderState.PENDING, 0, cart.totals.total)
    kept = await tell(client, cart, "succeeded")
    assert not kept.without_order
    order = await client.orders.get(cart.id)
    assert (order.paid, order.due) == (cart.totals.total, 0)
    assert not (await client.payments.without_order()).items


@pytest.mark.parametrize("before", [(), ("started",), ("started", "pending"), ("pending",)])
async def test_a_success_places_the_cart_and_it_is_paid(
    client: Client, cart: Cart, before: tuple[str, ...]
) -> None:
    for status in before:
        await tell(client, cart, status)
    taken = await tell(client, cart, "succeeded")
    assert taken.cart.state is CartState.ORDERED
    order = await client.orders.get(cart.id)
    assert (order.paid, order.due, order.totals) == (cart.totals.total, 0, cart.totals)
    assert taken.cart.order == order.number
    assert taken.cart.lock is None


async def test_a_success_places_a_cart_whatever_it_misses_and_notes_that(client: Client, cart: Cart) -> None:
    line = cart.lines[0].id
    cart = await client.carts.edit(cart.id, cart.version, [SetQuantity(line=line, quantity=40)])
    assert cart.missing
    await tell(client, cart, "succeeded")
    order = await client.orders.get(cart.id)
    assert any("Waived" in each and "succeeded" in each for each in order.waived)
    [hit] = await client.catalog.search("SHIRT-LB", market="BD", limit=1)
    assert hit.stock == 12 - 40


@pytest.mark.parametrize("status", ["failed", "cancelled"])
async def test_a_failure_lets_a_cart_go_that_its_payment_locked(
    client: Client, cart: Cart, status: str
) -> None:
    await tell(client, cart, "pending")
    taken = await tell(client, cart, status)
    assert (taken.cart.state, taken.cart.lock) == (CartState.OPEN, None)
    edited = await client.carts.edit(cart.id, taken.cart.version, [SetNote(note="rings again")])
    assert edited.note == "rings again"


async def test_a_failure_does_not_open_what_another_payment_or_an_agent_locked(
    client: Client, cart: Cart
) -> None:
    await tell(client, cart, "pending", reference="one")
    await tell(client, cart, "pending", reference="two")
    assert (await tell(client, cart, "failed", reference="one")).cart.state is CartState.LOCKED
    assert (await tell(client, cart, "failed", reference="two")).cart.state is CartState.OPEN
    await client.locks.lock(cart.id, "the bank rang")
    await tell(client, cart, reference="three")
    assert (await tell(client, cart, "failed", reference="three")).cart.state is CartState.LOCKED


async def test_a_payment_of_a_cart_that_was_changed_since_makes_no_order_and_is_kept(
    client: Client, cart: Cart
) -> None:
    await tell(client, cart)
    changed = await client.carts.edit(cart.id, cart.version, [AddLine(sku="MUG-01")])
    taken = await tell(client, cart, "succeeded")
    assert (taken.cart.state, taken.without_order) == (CartState.OPEN, True)
    assert taken.cart.lines == changed.lines
    [kept] = await client.payments.without_order()
    assert (kept.cart, kept.amount, kept.currency) == (cart.number, cart.totals.total, "BDT")
    assert "changed" in kept.why


async def test_a_note_on_the_cart_is_no_other_purchase(client: Client, cart: Cart) -> None:
    await tell(client, cart)
    await client.carts.edit(cart.id, cart.version, [SetNote(note="gift")])
    assert (await tell(client, cart, "succeeded")).cart.state is CartState.ORDERED


async def test_a_payment_of_a_deleted_or_ordered_cart_is_kept_without_an_order(
    client: Client, cart: Cart
) -> None:
    other = await client.carts.clone(cart.id)
    for each in (cart, other):
        await tell(client, each)
    await client.carts.delete(cart.id)
    await client.carts.place(other.id, phone="01712345678")
    for each in (cart, other):
        assert (await tell(client, each, "succeeded")).without_order
    page = await client.payments.without_order(limit=1)
    assert [kept.cart for kept in page] == [other.number]
    assert [kept.cart for kept in await client.payments.without_order(after=page.next)] == [cart.number]
    order = await client.orders.get(other.id)
    assert (order.paid, order.due) == (0, order.totals.total)


async def test_nobody_begins_to_pay_what_is_ordered_or_deleted(client: Client, cart: Cart) -> None:
    await client.carts.delete(cart.id)
    with pytest.raises(Refused, match="trash"):
        await tell(client, cart)
    with pytest.raises(NotFound):
        await client.payments.record("C-999999", report(cart))


async def test_a_cart_whose_customer_does_not_come_back_from_paying_is_locked(
    client: Client, cart: Cart, clock: Clock
) -> None:
    await tell(client, cart)
    clock.advance(minutes=29, seconds=59)
    assert (await client.carts.get(cart.id)).state is CartState.OPEN
    clock.advance(seconds=1)
    locked = await client.carts.get(cart.id)
    assert (locked.state, locked.version) == (CartState.LOCKED, cart.version)
    assert locked.lock is not None
    assert (locked.lock.reason, locked.lock.since) == (LockReason.NO_RETURN, clock.now)
    for refused in (
        client.carts.edit(cart.id, cart.version, [SetNote(note="x")]),
        client.carts.edit(cart.id, cart.version, [SetNote(note="x")], rebase=True),
        client.carts.preview(cart.id, cart.version, [SetNote(note="x")]),
        client.carts.place(cart.id, phone="01712345678"),
        client.carts.undo(cart.id),
        client.carts.cancel(cart.id, since=1),
        client.carts.delete(cart.id),
        client.locks.lock(cart.id, "once more"),
    ):
        with pytest.raises(Locked, match="did not come back"):
            await refused
    assert [entry.kind for entry in await client.history.of_cart(cart.id, limit=1)] == [EntryKind.PAYMENT]


async def test_the_background_writes_that_a_cart_is_locked_as_of_then(
    client: Client, cart: Cart, clock: Clock
) -> None:
    await tell(client, cart)
    assert (await client.upkeep.run()).carts_locked == 0
    clock.advance(hours=2)
    seen = await client.carts.get(cart.id)
    assert (await client.upkeep.run()).carts_locked == 1
    written = await client.carts.get(cart.id)
    assert (written.lock, written.version) == (seen.lock, cart.version + 1)
    assert (await client.upkeep.run()).carts_locked == 0
    [entry] = await client.history.of_cart(cart.id, limit=1)
    assert entry.kind is EntryKind.LOCKED


async def test_a_customer_who_comes_back_late_is_served(client: Client, cart: Cart, clock: Clock) -> None:
    other = await client.carts.clone(cart.id)
    for each in (cart, other):
        await tell(client, each)
    clock.advance(hours=2)
    await client.upkeep.run()
    assert (await tell(client, cart, "cancelled")).cart.state is CartState.OPEN
    assert (await tell(client, other, "succeeded")).cart.state is CartState.ORDERED


async def test_a_statement_is_kept_once_however_often_it_comes(client: Client, cart: Cart) -> None:
    told = statement(paid_row(cart, NOW), paid_row(cart, NOW, transaction="OTHER"))
    first = await client.payments.take_statement(told)
    assert (first.rows, first.accepted, first.unchanged) == (2, 2, 0)
    again = await client.payments.take_statement(told)
    assert (again.rows, again.accepted, again.unchanged) == (2, 0, 2)


async def test_what_became_of_a_pending_row_replaces_it(client: Client, cart: Cart) -> None:
    await client.payments.take_statement(statement(paid_row(cart, NOW, status="pending")))
    done = await client.payments.take_statement(statement(paid_row(cart, NOW)))
    assert done.accepted == 1
    back = await client.payments.take_statement(statement(paid_row(cart, NOW, status="pending")))
    assert back.unchanged == 1


async def test_times_that_touch_are_covered_as_one(client: Client) -> None:
    await client.payments.take_statement(statement(days=1))
    await client.payments.take_statement(statement(days=4))
    await client.payments.take_statement(statement(days=2))
    [covered] = await client.payments.coverage()
    assert (covered.end - covered.start).days == 4
