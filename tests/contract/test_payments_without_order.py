"""Money that belongs to no order is one list, whoever told of it, until a person has settled it."""

from datetime import timedelta

import pytest

from cartui.client.protocol import Client, Conflict, Forbidden, Invalid, NotFound, Refused
from cartui.model.actions import AddLine
from cartui.model.agent import Role
from cartui.model.cart import Cart
from cartui.model.payment_without_order import GivenBack, KnownFrom, PaymentWithoutOrder
from cartui.model.statement import StatementKind, StatementRow
from tests.contract.conftest import Clock, OpenAs
from tests.contract.payments import paid_row, statement, tell
from tests.contract.shop import NOW


async def without_order(client: Client, cart: Cart, reference: str = "") -> str:
    """Report a payment of the cart that comes too late; gives its id in the list."""
    other = {"reference": reference} if reference else {}
    await tell(client, cart, **other)
    await client.carts.edit(cart.id, (await client.carts.get(cart.id)).version, [AddLine(sku="MUG-01")])
    assert (await tell(client, cart, "succeeded", **other)).without_order
    [first, *_] = await client.payments.without_order()
    return first.id


def stray(transaction: str = "EBAY-1", **other: object) -> StatementRow:
    """A payment that nobody reported."""
    given = {"provider": "paypal", "transaction": transaction, "kind": "payment", "at": NOW, "amount": 1_900}
    return StatementRow.model_validate({**given, "currency": "EUR", "payer_email": "x@y.example", **other})


async def test_a_payment_that_a_statement_tells_of_too_is_there_once(client: Client, cart: Cart) -> None:
    ref = await without_order(client, cart)
    [reported] = await client.payments.without_order()
    assert (reported.known_from, reported.rows) == (KnownFrom.REPORT, ())
    await client.payments.take_statement(statement(paid_row(cart, NOW)))
    [told] = await client.payments.without_order()
    assert (told.id, told.known_from, told.cart) == (ref, KnownFrom.BOTH, cart.number)
    assert (told.given_back, told.why) == (GivenBack.NOTHING, reported.why)
    assert [row.transaction for row in told.rows] == [f"REF-{cart.number}"]


async def test_what_was_given_back_since_is_said(client: Client, cart: Cart) -> None:
    await without_order(client, cart)
    row = paid_row(cart, NOW)
    part, rest = (
        row.model_copy(
            update={
                "transaction": name,
                "kind": StatementKind.REFUND,
                "amount": -amount,
                "about": row.transaction,
                "at": NOW + timedelta(hours=1),
            }
        )
        for name, amount in (("PART", row.amount // 3), ("REST", row.amount - row.amount // 3))
    )
    await client.payments.take_statement(statement(row, part))
    [told] = await client.payments.without_order()
    assert told.given_back is GivenBack.PART
    await client.payments.take_statement(statement(rest))
    [told] = await client.payments.without_order()
    assert told.given_back is GivenBack.ALL
    assert {each.transaction for each in told.rows} == {row.transaction, "PART", "REST"}


async def test_a_statements_payment_is_there_unless_it_serves_a_cart_or_went_back(
    client: Client, cart: Cart
) -> None:
    ordered = await client.carts.clone(cart.id)
    await tell(client, ordered, "succeeded")
    gone = stray("GONE")
    await client.payments.take_statement(
        statement(
            paid_row(ordered, NOW),
            stray(merchant_reference="ebay-77"),
            stray("LATE", status="pending"),
            gone,
            gone.model_copy(
                update={
                    "transaction": "BACK",
                    "kind": StatementKind.REFUND,
                    "amount": -1_900,
                    "about": "GONE",
                }
            ),
        )
    )
    [told] = await client.payments.without_order()
    assert (told.id, told.known_from, told.cart) == ("paypal:EBAY-1", KnownFrom.STATEMENT, "")
    assert "no cart" in told.why


async def test_a_locked_carts_payment_is_there_only_once_the_lock_is_resolved_without_it(
    client: Client, cart: Cart
) -> None:
    await tell(client, cart, "pending")
    await client.payments.take_statement(statement(paid_row(cart, NOW)))
    assert not (await client.payments.without_order()).items
    with pytest.raises(Refused, match="locked"):
        await client.payments.settle(f"REF-{cart.number}", "because")
    await client.locks.delete(cart.id, "the customer rang", against_evidence=True)
    [told] = await client.payments.without_order()
    assert (told.cart, told.why) == (cart.number, "the cart had been deleted")
    await client.carts.restore(cart.id)
    [told] = await client.payments.without_order()
    assert "open" in told.why


async def test_the_second_payment_under_one_invoice_id_is_there_and_the_first_is_not(
    client: Client, cart: Cart
) -> None:
    await tell(client, cart, "succeeded", reference="ORDER-8")
    rows = [paid_row(cart, NOW + timedelta(minutes=at), transaction=f"CAPTURE-{at}") for at in (1, 9)]
    await client.payments.take_statement(statement(rows[0]))
    assert not (await client.payments.without_order()).items
    await client.payments.take_statement(statement(*rows))
    [told] = await client.payments.without_order()
    assert (told.reference, told.cart) == ("CAPTURE-9", cart.number)
    assert "ordered without it" in told.why


async def test_a_payment_reported_beside_an_orders_own_is_that_second_one(client: Client, cart: Cart) -> None:
    await tell(client, cart, "succeeded", reference="ORDER-8")
    assert (await tell(client, cart, "succeeded", reference="ORDER-9")).without_order
    rows = [paid_row(cart, NOW + timedelta(minutes=at), transaction=f"CAPTURE-{at}") for at in (1, 9)]
    await client.payments.take_statement(statement(*rows))
    [told] = await client.payments.without_order()
    assert told.known_from is KnownFrom.BOTH


async def test_a_settled_payment_asks_nobody_any_more_and_is_kept_with_who_when_and_why(
    client: Client, cart: Cart, clock: Clock
) -> None:
    await client.payments.take_statement(statement(stray()))
    clock.advance(minutes=5)
    typed = " refunded by hand, 4242 4242 4242 4242 "
    settled = await client.payments.settle("EBAY-1", typed, key="k")
    assert settled.settled is not None
    assert (settled.settled.agent, settled.settled.at) == (client.actor.name, clock.now)
    assert settled.settled.reason == "refunded by hand, •••• 4242"
    assert settled.rows == ()
    assert (
        await client.payments.settle("EBAY-1", " refunded by hand, 4242 4242 4242 4242 ", key="k") == settled
    )
    assert not (await client.payments.without_order()).items
    [kept] = await client.payments.without_order(settled=True)
    assert kept.model_copy(update={"rows": ()}) == settled
    with pytest.raises(Conflict, match=f"settled by {client.actor.name}: refunded by hand"):
        await client.payments.settle(kept.id, "once more")


async def test_what_was_settled_by_mistake_is_reopened(client: Client, cart: Cart) -> None:
    ref = await without_order(client, cart)
    with pytest.raises(Refused, match="not settled"):
        await client.payments.reopen(ref)
    await client.payments.settle(ref, "another shop's")
    assert (await client.payments.reopen(ref, key="back")).settled is None
    assert (await client.payments.reopen(ref, key="back")).settled is None
    [told] = await client.payments.without_order()
    assert (told.id, told.settled) == (ref, None)
    assert not (await client.payments.without_order(settled=True)).items
    await client.payments.settle(ref, "booked on ORD-7")
    [kept] = await client.payments.without_order(settled=True)
    assert kept.settled is not None
    assert kept.settled.reason == "booked on ORD-7"


async def test_what_was_settled_by_a_statement_stays_settled_when_it_is_reported_late(
    client: Client, cart: Cart
) -> None:
    await client.carts.delete(cart.id)
    await client.payments.take_statement(statement(paid_row(cart, NOW)))
    await client.payments.settle(f"paypal:REF-{cart.number}", "refunded by hand")
    assert (await tell(client, cart, "succeeded")).without_order
    assert not (await client.payments.without_order()).items
    [kept] = await client.payments.without_order(settled=True)
    assert kept.known_from is KnownFrom.BOTH
    await client.payments.reopen(kept.id)
    assert [each.id for each in await client.payments.without_order()] == [kept.id]


async def test_settling_takes_a_reason_an_agent_and_one_payment(
    client: Client, cart: Cart, open_as: OpenAs
) -> None:
    stripes = stray(provider="stripe")
    await client.payments.take_statement(statement(stray()))
    await client.payments.take_statement(statement(stripes))
    viewer = await open_as("vera", role=Role.VIEWER)
    assert len((await viewer.payments.without_order()).items) == 2
    for refused in (viewer.payments.settle("paypal:EBAY-1", "because"), viewer.payments.reopen("EBAY-1")):
        with pytest.raises(Forbidden):
            await refused
    with pytest.raises(Invalid, match="reason"):
        await client.payments.settle("paypal:EBAY-1", "  ")
    with pytest.raises(Invalid, match="stripe:EBAY-1"):
        await client.payments.settle("EBAY-1", "because")
    for unknown in ("P-77", "P-99999999999999999999999", "paypal:NONE", "NONE", "", ":", "P-", "../x"):
        with pytest.raises(NotFound):
            await client.payments.settle(unknown, "because")
        with pytest.raises(NotFound):
            await client.payments.reopen(unknown)
    await client.payments.settle("stripe:EBAY-1", "because")
    assert [each.provider for each in await client.payments.without_order()] == ["paypal"]


async def test_a_payment_is_settled_wherever_its_provider_and_its_transaction_have_colons(
    client: Client,
) -> None:
    await client.payments.take_statement(statement(stray("T9", provider="shop: ebay"), stray("x:y:1")))
    for ref in ("shop: ebay:T9", "paypal:x:y:1"):
        settled = await client.payments.settle(ref, "another shop's")
        assert settled.id == ref
    assert not (await client.payments.without_order()).items
    told = (await client.payments.without_order(settled=True)).items
    assert [each.id for each in told] == ["paypal:x:y:1", "shop: ebay:T9"]
    assert (await client.payments.reopen("shop: ebay:T9")).reference == "T9"


async def test_pages_of_both_kinds_are_the_whole_list_in_order(
    client: Client, cart: Cart, clock: Clock
) -> None:
    strays = [stray(f"S-{at}", at=NOW + timedelta(minutes=at * 7)) for at in range(9)]
    await client.payments.take_statement(statement(*strays))
    for at in range(3):
        clock.advance(minutes=20)
        await without_order(client, await client.carts.clone(cart.id), f"R-{at}")
    whole = (await client.payments.without_order()).items
    assert len(whole) == 12
    assert [each.at for each in whole] == sorted((each.at for each in whole), reverse=True)
    found: list[PaymentWithoutOrder] = []
    after: str | None = None
    while True:
        page = await client.payments.without_order(limit=2, after=after)
        found += page.items
        after = page.next
        if after is None:
            break
    assert tuple(found) == whole
    for each in whole:
        await client.payments.settle(each.id, "all of them")
    assert not (await client.payments.without_order()).items
    page = await client.payments.without_order(settled=True, limit=5)
    rest = await client.payments.without_order(settled=True, after=page.next)
    assert [each.id for each in (*page, *rest)] == [each.id for each in reversed(whole)]
    with pytest.raises(Invalid):
        await client.payments.without_order(after=page.next)


async def test_statements_tell_of_the_last_year_and_reports_stay(
    client: Client, cart: Cart, clock: Clock
) -> None:
    await client.payments.take_statement(statement(stray()))
    ref = await without_order(client, cart)
    clock.advance(days=365)
    assert len((await client.payments.without_order()).items) == 2
    clock.advance(days=10)
    assert [each.id for each in await client.payments.without_order()] == [ref]


async def test_the_feed_tells_of_what_is_settled(client: Client, cart: Cart) -> None:
    await client.payments.take_statement(statement(stray()))
    changes = client.changes(0)
    await client.payments.settle("EBAY-1", "because")
    async for change in changes:
        if change.kind == "payment":
            assert (change.id, change.agent) == ("paypal:EBAY-1", client.actor.name)
            break
