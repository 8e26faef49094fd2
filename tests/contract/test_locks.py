"""Locked carts refuse every change until somebody resolves the lock, once and with a reason."""

import asyncio

import pytest

from cartui.client.protocol import Client, Conflict, Forbidden, Invalid, Locked, NotFound, Refused
from cartui.model.actions import AddLine, SetNote
from cartui.model.agent import Role
from cartui.model.cart import Cart, CartState, NewCart
from cartui.model.history import EntryKind
from cartui.model.locks import LockedCart
from cartui.model.payment import AttemptStatus, LockReason
from cartui.model.query import CartQuery, CartSort, SortKey, Term
from cartui.model.statement import StatementKind, Verdict
from tests.contract.conftest import Clock, OpenAs
from tests.contract.payments import paid_row, statement, tell
from tests.contract.shop import NOW


async def test_an_agent_locks_a_cart_with_a_reason(client: Client, cart: Cart) -> None:
    locked = await client.locks.lock(cart.number, "  the bank rang: 4242 4242 4242 4242  ")
    assert locked.lock is not None
    assert (locked.state, locked.lock.reason) == (CartState.LOCKED, LockReason.BY_HAND)
    assert locked.lock.note == "the bank rang: •••• 4242"
    assert locked.version == cart.version + 1
    with pytest.raises(Locked, match="the bank rang"):
        await client.carts.edit(cart.id, locked.version, [SetNote(note="x")])
    with pytest.raises(Locked):
        await client.locks.lock(cart.id, "again")


async def test_what_is_done_with_a_lock_takes_a_reason_an_agent_and_a_locked_cart(
    client: Client, cart: Cart, open_as: OpenAs
) -> None:
    viewer = await open_as("vera", role=Role.VIEWER)
    for call in (client.locks.lock, client.locks.unlock, client.locks.confirm, client.locks.delete):
        with pytest.raises(Invalid, match="reason"):
            await call(cart.id, "   ")
        with pytest.raises(NotFound):
            await call("C-999999", "because")
    for call in (viewer.locks.lock, viewer.locks.unlock, viewer.locks.confirm, viewer.locks.delete):
        with pytest.raises(Forbidden):
            await call(cart.id, "because")
    for resolve in (client.locks.unlock, client.locks.confirm, client.locks.delete):
        with pytest.raises(Refused, match="not locked"):
            await resolve(cart.id, "because")


async def test_an_unlocked_cart_goes_on_and_nothing_locks_it_again(
    client: Client, cart: Cart, clock: Clock
) -> None:
    await tell(client, cart)
    clock.advance(hours=1)
    unlocked = await client.locks.unlock(cart.id, "they paid at the door")
    assert (unlocked.state, unlocked.lock) == (CartState.OPEN, None)
    clock.advance(hours=1)
    assert (await client.upkeep.run()).carts_locked == 0
    await tell(client, cart, "pending")
    assert (await client.carts.get(cart.id)).state is CartState.OPEN
    entries = await client.history.of_cart(cart.id, kinds=[EntryKind.LOCKED, EntryKind.UNLOCKED])
    assert [entry.summary for entry in entries] == [
        "unlocked: they paid at the door",
        "locked: the customer went to pay and did not come back",
    ]


async def test_taking_an_unlock_back_locks_the_cart_as_it_was(client: Client, cart: Cart) -> None:
    await tell(client, cart, "pending")
    locked = await client.carts.get(cart.id)
    await client.locks.unlock(cart.id, "a mistake")
    again = await client.carts.undo(cart.id)
    assert (again.state, again.lock) == (CartState.LOCKED, locked.lock)
    assert [attempt.is_unresolved for attempt in again.attempts] == [True]
    [row] = await client.locks.list()
    assert row.number == cart.number
    assert (await tell(client, cart, "succeeded")).cart.state is CartState.ORDERED


async def test_a_confirmed_payment_makes_the_order_and_closes_the_attempt(client: Client, cart: Cart) -> None:
    await tell(client, cart, "pending", amount=cart.totals.total - 500)
    order = await client.locks.confirm(cart.id, "PayPal says so on the phone", key="k")
    assert await client.locks.confirm(cart.id, "PayPal says so on the phone", key="k") == order
    assert (order.cart.state, order.cart.lock) == (CartState.ORDERED, None)
    assert (order.paid, order.due) == (cart.totals.total - 500, 500)
    [attempt] = order.cart.attempts
    assert (attempt.status, attempt.ended_at) == (AttemptStatus.SUCCEEDED, NOW)
    [entry] = await client.history.of_cart(cart.id, kinds=[EntryKind.PLACED])
    assert entry.summary.endswith("the payment is confirmed: PayPal says so on the phone")


async def test_what_a_confirmed_cart_misses_is_waived_with_the_reason(client: Client, rahim: object) -> None:
    bare = await client.carts.create(NewCart(market="BD"))
    bare = await client.carts.edit(bare.id, bare.version, [AddLine(sku="LAMP", quantity=3)])
    assert {problem.field for problem in bare.missing} >= {"customer", "shipping_address"}
    await client.locks.lock(bare.id, "paid at the counter")
    order = await client.locks.confirm(bare.id, "the till has it")
    assert len(order.waived) >= len(bare.missing)
    assert all("Waived: the payment is confirmed: the till has it" in each for each in order.waived)
    assert (order.paid, order.due) == (bare.totals.total, 0)


async def test_a_deleted_lock_leaves_a_cart_in_the_trash_that_comes_back_open(
    client: Client, cart: Cart
) -> None:
    await tell(client, cart, "pending")
    deleted = await client.locks.delete(cart.id, "nobody paid")
    assert (deleted.state, deleted.lock) == (CartState.DELETED, None)
    assert not (await client.locks.list()).items
    assert (await client.carts.restore(cart.id)).state is CartState.OPEN


async def test_taking_back_the_end_of_a_lock_brings_the_locked_cart_back(client: Client, cart: Cart) -> None:
    await tell(client, cart, "pending")
    await client.locks.delete(cart.id, "nobody paid")
    assert (await client.carts.undo(cart.id)).state is CartState.LOCKED


@pytest.mark.parametrize("first", ["unlock", "confirm", "delete"])
@pytest.mark.parametrize("second", ["unlock", "confirm", "delete"])
async def test_the_second_who_resolves_a_lock_is_told_who_did_what(
    client: Client, cart: Cart, open_as: OpenAs, first: str, second: str
) -> None:
    bob = await open_as("bob", role=Role.AGENT)
    await client.locks.lock(cart.id, "to be looked at")
    await getattr(bob.locks, first)(cart.id, "the bank said so")
    with pytest.raises(Conflict, match=r"by bob: .*the bank said so") as refused:
        await getattr(client.locks, second)(cart.id, "I think")
    assert refused.value.current is not None
    assert refused.value.current.number == cart.number


async def test_of_two_who_resolve_a_lock_at_once_one_does(
    client: Client, cart: Cart, open_as: OpenAs
) -> None:
    bob = await open_as("bob", role=Role.AGENT)
    await client.locks.lock(cart.id, "to be looked at")
    results = await asyncio.gather(
        client.locks.confirm(cart.id, "paid"), bob.locks.unlock(cart.id, "not paid"), return_exceptions=True
    )
    assert sorted(isinstance(result, Conflict) for result in results) == [False, True]


async def test_the_queue_has_the_latest_lock_first_page_by_page(
    client: Client, cart: Cart, clock: Clock
) -> None:
    carts = [cart, *[await client.carts.clone(cart.id) for _ in range(4)]]
    await tell(client, carts[0], amount=4_800, currency="USD")
    await tell(client, carts[1])
    clock.advance(minutes=10)
    await client.locks.lock(carts[2].id, "by hand")
    clock.advance(minutes=25)
    await tell(client, carts[3], "pending")
    rows: list[LockedCart] = []
    page = await client.locks.list(limit=1)
    rows += page
    while page.next:
        page = await client.locks.list(limit=1, after=page.next)
        rows += page
    assert {row.number for row in rows} == {each.number for each in carts[:4]}
    since = [row.lock.since for row in rows]
    assert since == sorted(since, reverse=True)
    assert rows == [*await client.locks.list()]
    oldest = next(row for row in rows if row.number == cart.number)
    assert oldest.attempt is not None
    assert (oldest.attempt.amount, oldest.attempt.currency, oldest.attempt.card_last4) == (
        4_800,
        "USD",
        "4242",
    )
    assert (oldest.total, oldest.currency) == (cart.totals.total, "BDT")
    assert oldest.contact.phone
    by_hand = next(row for row in rows if row.number == carts[2].number)
    assert (by_hand.attempt, by_hand.evidence.verdict) == (None, Verdict.UNKNOWN)


async def test_lists_and_counts_know_who_is_locked_by_now(client: Client, cart: Cart, clock: Clock) -> None:
    other = await client.carts.clone(cart.id)
    await client.locks.lock(other.id, "by hand")
    await tell(client, cart)
    locked = CartQuery(terms=(Term(key="is", values=("locked",)),))
    opened = CartQuery(terms=(Term(key="state", values=("open",)),))
    by_reason = CartQuery(terms=(Term(key="lock", values=("no_return",)),))

    async def numbers(query: CartQuery, sort: SortKey = SortKey.UPDATED) -> list[str]:
        found = await client.carts.list(query, sort=CartSort(key=sort))
        assert (await client.carts.count(query)).value == len(found.items)
        return sorted(summary.number for summary in found)

    assert await numbers(locked) == [other.number]
    clock.advance(minutes=31)
    for _ in range(2):  # before it is written, and after
        for sort in SortKey:
            assert await numbers(locked, sort) == sorted([cart.number, other.number])
            assert await numbers(opened, sort) == []
            assert await numbers(by_reason, sort) == [cart.number]
        page = await client.carts.list(CartQuery(), sort=CartSort())
        assert {(summary.number, summary.state) for summary in page} == {
            (cart.number, "locked"),
            (other.number, "locked"),
        }
        at = await client.carts.list(locked, sort=CartSort(), at=cart.number)
        assert at.items[0].number == cart.number
        with pytest.raises(NotFound):
            await client.carts.list(opened, sort=CartSort(), at=cart.number)
        await client.upkeep.run()


async def test_the_statement_tells_who_paid(client: Client, cart: Cart, clock: Clock) -> None:
    other = await client.carts.clone(cart.id)
    for each in (cart, other):
        await tell(client, each)
    clock.advance(hours=30)
    assert {row.evidence.verdict for row in await client.locks.list()} == {Verdict.UNKNOWN}
    await client.payments.take_statement(statement(paid_row(cart, NOW)))
    verdicts = {row.number: row.evidence.verdict for row in await client.locks.list()}
    assert verdicts == {cart.number: Verdict.PAID, other.number: Verdict.NOT_PAID}


async def test_going_against_the_statement_has_to_be_meant(client: Client, cart: Cart, clock: Clock) -> None:
    other = await client.carts.clone(cart.id)
    for each in (cart, other):
        await tell(client, each)
    clock.advance(hours=30)
    await client.payments.take_statement(statement(paid_row(cart, NOW)))
    for refused in (
        client.locks.unlock(cart.id, "not paid"),
        client.locks.delete(cart.id, "not paid"),
        client.locks.confirm(other.id, "paid"),
    ):
        with pytest.raises(Refused, match="against the evidence"):
            await refused
    assert {row.number for row in await client.locks.list()} == {cart.number, other.number}
    await client.locks.unlock(cart.id, "they want it back", against_evidence=True)
    await client.locks.confirm(other.id, "cash", against_evidence=True)
    assert not (await client.locks.list()).items


async def test_one_payment_never_serves_two_carts(client: Client, cart: Cart, clock: Clock) -> None:
    other = await client.carts.clone(cart.id)
    await tell(client, cart, reference="SAME", merchant_reference="")
    clock.advance(hours=30)
    row = paid_row(cart, NOW, transaction="SAME", merchant_reference="")
    await client.payments.take_statement(statement(row))
    await client.locks.confirm(cart.id, "it is in the statement")
    await tell(client, other, reference="SAME", merchant_reference="", started_at=NOW)
    [locked] = await client.locks.list()
    assert locked.number == other.number
    assert locked.evidence.verdict is not Verdict.PAID


async def test_one_locked_cart_is_given_as_the_queue_has_it(
    client: Client, cart: Cart, clock: Clock, open_as: OpenAs
) -> None:
    with pytest.raises(Refused, match="not locked"):
        await client.locks.get(cart.number)
    with pytest.raises(NotFound):
        await client.locks.get("C-999999")
    await tell(client, cart)
    clock.advance(hours=1)  # nobody writes the lock
    viewer = await open_as("vera", role=Role.VIEWER)
    [row] = await client.locks.list()
    assert await client.locks.get(cart.id) == await viewer.locks.get(cart.number) == row
    await client.payments.take_statement(statement(paid_row(cart, NOW)))
    assert (await client.locks.get(cart.id)).evidence.verdict is Verdict.PAID


@pytest.mark.parametrize("resolution", ["unlock", "confirm", "delete"])
async def test_what_was_decided_by_evidence_that_has_changed_since_is_not_done(
    client: Client, cart: Cart, resolution: str
) -> None:
    await tell(client, cart, "pending")
    [seen] = await client.locks.list()
    assert seen.evidence.verdict is Verdict.UNKNOWN
    await client.payments.take_statement(statement(paid_row(cart, NOW)))
    call = getattr(client.locks, resolution)
    with pytest.raises(Conflict, match="said unknown, and says paid by now") as raised:
        await call(cart.id, "because", seen=Verdict.UNKNOWN, against_evidence=True)
    assert raised.value.changed == ("evidence",)
    assert (await client.carts.get(cart.id)).state is CartState.LOCKED
    done = await call(cart.id, "because", seen=Verdict.PAID, against_evidence=True, key="once")
    assert not (await client.locks.list()).items
    assert await call(cart.id, "because", against_evidence=True, key="once") == done, "it is done once"


@pytest.mark.parametrize("resolution", ["unlock", "confirm", "delete"])
async def test_what_was_decided_about_an_earlier_lock_of_the_cart_is_not_done_to_a_later_one(
    client: Client, cart: Cart, clock: Clock, open_as: OpenAs, resolution: str
) -> None:
    bob = await open_as("bob")
    await tell(client, cart, reference="A1")
    clock.advance(hours=3)
    [seen] = await client.locks.list()
    unlocked = await bob.locks.unlock(cart.id, "they went on shopping")
    edited = await bob.carts.edit(cart.id, unlocked.version, [AddLine(sku="MUG-01", quantity=5)])
    await tell(bob, edited, reference="A2", started_at=clock())
    clock.advance(hours=3)  # the same verdict, about another payment of another purchase
    call = getattr(client.locks, resolution)
    with pytest.raises(Conflict, match="unlocked meanwhile and locked again") as raised:
        await call(cart.id, "A1 came in", seen=seen.evidence.verdict, since=seen.lock.since)
    assert raised.value.changed == ("lock",)
    [now] = await client.locks.list()
    assert (now.evidence.verdict, now.attempt and now.attempt.reference) == (seen.evidence.verdict, "A2")
    await call(cart.id, "A2 came in", seen=now.evidence.verdict, since=now.lock.since)
    assert not (await client.locks.list()).items


async def test_a_lock_that_was_written_meanwhile_is_the_one_that_was_seen(
    client: Client, cart: Cart, clock: Clock
) -> None:
    await tell(client, cart)
    clock.advance(hours=3)
    seen = await client.locks.get(cart.id)  # nobody has written it
    assert (await client.upkeep.run()).carts_locked == 1
    order = await client.locks.confirm(cart.id, "the bank rang", since=seen.lock.since)
    assert order.paid == cart.totals.total


async def test_a_payment_that_failed_pays_nothing_of_a_cart_that_was_locked_by_hand_since(
    client: Client, cart: Cart
) -> None:
    for status in ("started", "failed"):
        await tell(client, cart, status, reference="A1", amount=500)
    await client.locks.lock(cart.id, "they announced a transfer")
    [row] = await client.locks.list()
    assert row.attempt is None
    order = await client.locks.confirm(cart.id, "the transfer came in")
    assert (order.paid, order.due) == (cart.totals.total, 0)
    assert [each.status for each in order.cart.attempts] == [AttemptStatus.FAILED]


async def test_a_cart_confirmed_against_a_mismatch_is_paid_with_what_the_statement_has(
    client: Client, cart: Cart
) -> None:
    await tell(client, cart, "pending", reference="A1")
    row = paid_row(cart, NOW, transaction="A1", amount=100)
    await client.payments.take_statement(statement(row))
    order = await client.locks.confirm(cart.id, "they pay the rest at the door", against_evidence=True)
    assert (order.paid, order.due) == (100, cart.totals.total - 100)
    [noted] = order.waived
    assert noted.startswith("Confirmed against the evidence: ")
    assert not (await client.payments.without_order()).items
    other = await client.carts.create(NewCart(market="BD"))
    await tell(client, other, "pending", reference="A1", amount=100)
    [locked] = await client.locks.list()
    assert locked.evidence.verdict is Verdict.AMBIGUOUS


async def test_a_cart_confirmed_although_its_payment_went_back_is_not_paid_with_that(
    client: Client, cart: Cart
) -> None:
    await tell(client, cart, "pending", reference="A1")
    paid, total = paid_row(cart, NOW, transaction="A1"), cart.totals.total
    back = paid.model_copy(
        update={"transaction": "R1", "kind": StatementKind.REFUND, "amount": -total, "about": "A1"}
    )
    await client.payments.take_statement(statement(paid, back))
    [row] = await client.locks.list()
    assert row.evidence.verdict is Verdict.REFUNDED
    order = await client.locks.confirm(cart.id, "they pay at the door", against_evidence=True)
    assert (order.paid, order.due) == (0, total)
    [noted] = order.waived
    assert noted.startswith("Confirmed against the evidence: ")
    assert "went back to the payer" in noted
