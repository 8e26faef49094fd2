"""Invoices and credit notes: numbered without a gap, issued once, and never another afterwards."""

import asyncio
from datetime import timedelta

import pytest

from cartui.client.protocol import Client, Forbidden, Invalid, NotFound, NotReady, Refused
from cartui.model.actions import Action, AddLine, ApplyCoupon, SetCustomer, SetShippingAddress
from cartui.model.address import Address
from cartui.model.agent import Role
from cartui.model.cart import Cart, NewCart
from cartui.model.changes import DOCUMENT, Change
from cartui.model.customer import Customer, CustomerChanges, NewCustomer
from cartui.model.document import DocumentKind, IssuedDocument
from cartui.model.history import EntryKind
from cartui.model.order import Order, OrderState
from cartui.model.payment import AttemptStatus
from cartui.model.shop import ShopSettings
from tests.contract.conftest import Clock, OpenAs
from tests.contract.payments import tell
from tests.contract.shop import DHAKA, HAMBURG, NOW
from tests.hostile import CONTROLS, HOSTILE
from tests.waiting import PATIENCE

PHONE = "01712345678"

SELLER = Address(company="Acme Ltd.", line1="1 Main Street", city="Dhaka", postcode="1000", country="BD")


async def set_up(client: Client, **settings: object) -> None:
    """Give the shop's settings these values."""
    shop = await client.shop.get()
    changed = shop.settings.model_copy(update=settings)
    await client.shop.apply(shop.model_copy(update={"settings": changed}))


@pytest.fixture
async def seller(client: Client, rahim: Customer) -> ShopSettings:
    """The shop with everything that its invoices have to say of it."""
    assert rahim.number
    await set_up(client, seller=SELLER, vat_id="BIN 0001")
    return (await client.shop.get()).settings


@pytest.fixture
async def order(client: Client, seller: ShopSettings, cart: Cart) -> Order:
    """An approved order of two shirts."""
    assert seller.vat_id
    placed = await client.carts.place(cart.id, phone=PHONE)
    return await client.orders.approve(placed.id)


async def another(client: Client, order: Order) -> Order:
    """One more approved order of the same."""
    clone = await client.carts.clone(order.cart.id)
    placed = await client.carts.place(clone.id, phone=PHONE)
    return await client.orders.approve(placed.id)


async def stock_of(client: Client, sku: str = "SHIRT-LB") -> int | None:
    """What is left of a variant."""
    return (await client.catalog.search(sku, market="BD"))[0].stock


# --- issuing -------------------------------------------------------------------------------------------


async def test_an_invoice_says_what_was_sold_to_whom_and_is_found_by_its_number(
    client: Client, order: Order, clock: Clock
) -> None:
    clock.advance(hours=2)
    invoice = await client.documents.issue_invoice(order.number)

    assert (invoice.number, invoice.kind) == ("INV-BD-2026-000001", DocumentKind.INVOICE)
    assert (invoice.market, invoice.year) == ("BD", 2026)
    assert (invoice.order, invoice.cart) == (order.number, order.cart.number)
    assert (invoice.currency, invoice.total) == ("BDT", order.totals.total)
    assert (invoice.issued_at, invoice.issued_by) == (clock.now, "alice")
    assert (invoice.credits, invoice.credited_by) == ("", "")
    content = invoice.content
    assert (content.kind, content.number, content.issued_at) == (invoice.kind, invoice.number, clock.now)
    assert order.goods_issue is not None
    assert content.delivered_at == order.goods_issue.issued_at
    assert (content.seller.company, content.seller.vat_id) == ("Acme Ltd.", "BIN 0001")
    assert content.buyer.name == "Rahim Uddin"
    assert any("Motijheel" in line for line in content.buyer.address)
    assert content.totals is not None
    assert (content.totals.total, content.totals.tax) == (order.totals.total, order.totals.tax)
    assert [(line.sku, line.quantity) for line in content.lines] == [("SHIRT-LB", 2)]
    assert [(tax.name, tax.rate, tax.amount) for tax in content.taxes] == [("VAT", "15", order.totals.tax)]

    for number in (invoice.number, invoice.number.lower(), " inv-bd-2026-1 ", "INV-BD-2026-0000001"):
        assert await client.documents.get(number) == invoice
        assert (await client.orders.get(number)).id == order.id
    assert await client.documents.of_order(order.id) == (invoice,)
    assert (await client.documents.list()).items == (invoice,)
    assert [found.id for found in await client.orders.list(invoice.number)] == [order.id]
    assert (await client.orders.get(order.id)).invoice == invoice.number


async def test_what_does_not_exist_is_not_found(client: Client, order: Order) -> None:
    for number in ("INV-BD-2026-000002", "", order.number, *HOSTILE):
        with pytest.raises(NotFound):
            await client.documents.get(number)
    for ref in ("ORD-9", "INV-BD-2026-000002"):
        with pytest.raises(NotFound):
            await client.documents.of_order(ref)
        with pytest.raises(NotFound):
            await client.documents.issue_invoice(ref)
    assert await client.documents.of_order(order.id) == ()


async def test_the_invoice_stands_on_the_timeline_and_in_the_feed(client: Client, order: Order) -> None:
    invoice = await client.documents.issue_invoice(order.id)

    (entry,) = await client.history.of_cart(order.cart.id, limit=1)
    assert (entry.kind, entry.agent) == (EntryKind.INVOICED, "alice")
    assert entry.summary == f"{order.number} invoiced as {invoice.number}"
    assert (await client.orders.get(order.id)).version == order.version

    async def told() -> Change:
        return await anext(change async for change in client.changes(0) if change.kind == DOCUMENT)

    assert (await asyncio.wait_for(told(), PATIENCE)).id == order.id


async def test_an_order_has_one_invoice(client: Client, open_as: OpenAs, order: Order, clock: Clock) -> None:
    first = await client.documents.issue_invoice(order.id, key="k")
    clock.advance(days=400)
    bob = await open_as("bob")

    assert await bob.documents.issue_invoice(order.number) == first
    assert await client.documents.issue_invoice(order.id, key="k") == first
    with pytest.raises(Invalid):
        await client.documents.issue_invoice("ORD-2", key="k")
    assert (await client.documents.list()).items == (first,)


async def test_two_desks_at_once_issue_one_invoice(client: Client, open_as: OpenAs, order: Order) -> None:
    bob = await open_as("bob")
    both = await asyncio.gather(
        *(desk.documents.issue_invoice(order.id) for desk in (client, bob, client, bob))
    )
    assert len({issued.number for issued in both}) == 1
    assert len((await client.documents.list()).items) == 1


async def test_only_an_approved_order_is_invoiced(client: Client, seller: ShopSettings, cart: Cart) -> None:
    assert seller.vat_id
    order = await client.carts.place(cart.id, phone=PHONE)
    with pytest.raises(Refused, match=f"{order.number} is not approved yet"):
        await client.documents.issue_invoice(order.id)
    await client.orders.hold(order.id, "asks")
    with pytest.raises(Refused, match=f"{order.number} is on hold"):
        await client.documents.issue_invoice(order.id)
    await client.orders.cancel(order.id)
    with pytest.raises(Refused, match=f"{order.number} is cancelled"):
        await client.documents.issue_invoice(order.id)
    assert await client.documents.of_order(order.id) == ()


async def test_everything_that_is_missing_is_said_at_once_and_leaves_no_gap(
    client: Client, cart: Cart
) -> None:
    placed = await client.carts.place(cart.id, phone=PHONE)
    order = await client.orders.approve(placed.id)

    with pytest.raises(NotReady) as refused:
        await client.documents.issue_invoice(order.id)
    said = {problem.field: problem.message for problem in refused.value.problems}
    assert said.keys() == {"shop.seller", "shop.vat_id"}
    assert all("cartui shop apply" in message for message in said.values())

    await set_up(client, seller=SELLER, vat_id="BIN 0001")
    assert (await client.documents.issue_invoice(order.id)).number == "INV-BD-2026-000001"


# --- numbers -------------------------------------------------------------------------------------------


async def test_numbers_follow_each_other_within_market_and_year(
    client: Client, order: Order, rahim: Customer, clock: Clock
) -> None:
    empty = await client.carts.create(NewCart(market="EU"))
    actions: list[Action] = [SetCustomer(customer=rahim.id), AddLine(sku="MUG-01")]
    actions.append(SetShippingAddress(address=HAMBURG))
    cart = await client.carts.edit(empty.id, empty.version, actions)
    abroad = await client.orders.approve((await client.carts.place(cart.id, phone=PHONE)).id)
    orders = [order, await another(client, order), await another(client, order)]
    numbers = [(await client.documents.issue_invoice(each.id)).number for each in orders[:2]]
    clock.advance(days=41)
    numbers.append((await client.documents.issue_invoice(orders[2].id)).number)

    assert numbers == ["INV-BD-2026-000001", "INV-BD-2026-000002", "INV-BD-2027-000001"]
    assert (await client.documents.issue_invoice(abroad.id)).number == "INV-EU-2027-000001"


async def test_the_year_is_that_of_the_markets_own_day(client: Client, order: Order, clock: Clock) -> None:
    shop = await client.shop.get()
    markets = tuple(
        market.model_copy(update={"time_zone": "Asia/Dhaka"}) if market.code == "BD" else market
        for market in shop.markets
    )
    await client.shop.apply(shop.model_copy(update={"markets": markets}))
    clock.now = NOW.replace(month=12, day=31, hour=18, minute=0)  # midnight in Dhaka

    second = await another(client, order)
    clock.now -= timedelta(seconds=1)
    assert (await client.documents.issue_invoice(order.id)).number == "INV-BD-2026-000001"
    clock.now += timedelta(seconds=1)
    assert (await client.documents.issue_invoice(second.id)).number == "INV-BD-2027-000001"


async def test_the_shop_says_how_its_invoices_are_numbered(client: Client, order: Order) -> None:
    shop = await client.shop.get()
    numbering = shop.settings.numbering.model_copy(
        update={"invoice_prefix": "R/", "credit_note_prefix": "G/", "invoice_digits": 2}
    )
    await set_up(client, numbering=numbering)

    invoice = await client.documents.issue_invoice(order.id)
    credit = await client.documents.credit("r/bd-2026-1", "wrong size")
    assert (invoice.number, credit.number) == ("R/BD-2026-01", "G/BD-2026-01")


# --- what was issued stays as it is ----------------------------------------------------------------------


async def test_what_was_issued_never_changes(client: Client, order: Order, rahim: Customer) -> None:
    invoice = await client.documents.issue_invoice(order.id)

    await set_up(client, name="Other", seller=Address(company="Other", line1="2", country="BD"), vat_id="X")
    known = await client.customers.get(rahim.id)
    changes = CustomerChanges(name="Somebody Else", vat_id="DE136695976", addresses=(HAMBURG,))
    await client.customers.update(rahim.id, known.version, changes)

    assert await client.documents.get(invoice.number) == invoice
    assert await client.documents.issue_invoice(order.id) == invoice
    assert [found.id for found in await client.orders.list(invoice.number)] == [order.id]


# --- taking back -----------------------------------------------------------------------------------------


async def test_a_credit_note_takes_the_invoice_back_and_cancels_the_order(
    client: Client, order: Order, clock: Clock
) -> None:
    invoice = await client.documents.issue_invoice(order.id)
    before = await stock_of(client)
    clock.advance(days=1)
    credit = await client.documents.credit(invoice.number, "  arrived broken ")

    assert (credit.number, credit.kind) == ("CN-BD-2026-000001", DocumentKind.CREDIT_NOTE)
    assert (credit.credits, credit.order, credit.total) == (invoice.number, order.number, invoice.total)
    assert credit.issued_at == clock.now
    content = credit.content
    assert (content.credits, content.reason, content.number) == (
        invoice.number,
        "arrived broken",
        credit.number,
    )
    assert content.lines == invoice.content.lines
    assert content.taxes == invoice.content.taxes
    ended = await client.orders.get(order.id)
    assert (ended.state, ended.cancel_reason) == (OrderState.CANCELLED, "arrived broken")
    assert (ended.due, ended.version) == (0, order.version + 1)
    assert (ended.invoice, ended.credit_note) == (invoice.number, credit.number)
    assert before is not None
    assert await stock_of(client) == before + 2
    known = await client.documents.get(invoice.number)
    assert known == invoice.model_copy(update={"credited_by": credit.number})
    assert await client.documents.of_order(credit.number) == (known, credit)
    kinds = [entry.kind for entry in await client.history.of_cart(order.cart.id, limit=2)]
    assert set(kinds) == {EntryKind.CREDITED, EntryKind.CANCELLED}


async def test_what_was_paid_is_to_be_paid_back_and_a_coupon_is_free_again(
    client: Client, seller: ShopSettings, cart: Cart
) -> None:
    assert seller.vat_id
    cart = await client.carts.edit(cart.id, cart.version, [ApplyCoupon(code="ONCE")])
    await tell(client, cart, AttemptStatus.SUCCEEDED)
    await client.orders.approve(cart.number)
    invoice = await client.documents.issue_invoice(cart.number)
    assert invoice.content.totals is not None
    assert (invoice.content.totals.paid, invoice.content.totals.due) == (cart.totals.total, 0)
    await client.documents.credit(invoice.number, "arrived broken")

    ended = await client.orders.get(cart.number)
    assert (ended.paid, ended.refund, ended.due) == (cart.totals.total, cart.totals.total, 0)
    again = await client.carts.clone(cart.id)
    again = await client.carts.edit(again.id, again.version, [ApplyCoupon(code="ONCE")])
    assert again.coupon is not None
    assert again.coupon.applied


async def test_an_invoice_is_taken_back_once(client: Client, open_as: OpenAs, order: Order) -> None:
    invoice = await client.documents.issue_invoice(order.id)
    before = await stock_of(client)
    bob = await open_as("bob", role=Role.LEAD)
    notes = await asyncio.gather(
        *(desk.documents.credit(invoice.number, "broken") for desk in (client, bob, client, bob))
    )

    assert {note.number for note in notes} == {"CN-BD-2026-000001"}
    assert await bob.documents.credit(invoice.number, "another reason", key="k") == notes[0]
    assert before is not None
    assert await stock_of(client) == before + 2
    assert (await client.documents.issue_invoice(order.id)).number == invoice.number


async def test_taking_back_takes_a_reason_and_an_invoice(client: Client, order: Order) -> None:
    invoice = await client.documents.issue_invoice(order.id)
    for nothing in ("", "  "):
        with pytest.raises(Invalid):
            await client.documents.credit(invoice.number, nothing)
    with pytest.raises(NotFound):
        await client.documents.credit("INV-BD-2026-000002", "broken")
    assert (await client.orders.get(order.id)).state is OrderState.APPROVED

    credit = await client.documents.credit(invoice.number, "broken")
    with pytest.raises(Invalid, match=invoice.number):
        await client.documents.credit(credit.number, "broken")


async def test_an_agent_issues_and_only_a_lead_takes_back(
    client: Client, open_as: OpenAs, order: Order
) -> None:
    assert order.number
    agent, lead, viewer = [
        await open_as(role.value, role=role) for role in (Role.AGENT, Role.LEAD, Role.VIEWER)
    ]
    with pytest.raises(Forbidden):
        await viewer.documents.issue_invoice(order.id)
    invoice = await agent.documents.issue_invoice(order.id)
    with pytest.raises(Forbidden):
        await agent.documents.credit(invoice.number, "broken")
    assert await viewer.documents.get(invoice.number) == invoice
    assert (await lead.documents.credit(invoice.number, "broken")).issued_by == "lead"
    assert (await client.orders.get(order.id)).state is OrderState.CANCELLED


async def test_hostile_words_are_data_in_what_is_issued(client: Client, seller: ShopSettings) -> None:
    assert seller.vat_id
    text = " ".join(HOSTILE)
    address = Address.model_validate(DHAKA.model_dump() | {"name": text, "company": text, "line2": text})
    who = NewCustomer(name="Ann", phone=PHONE, country="BD", addresses=(address,))
    ann = await client.customers.create(who)
    empty = await client.carts.create(NewCart(market="BD"))
    cart = await client.carts.edit(
        empty.id, empty.version, [SetCustomer(customer=ann.id), AddLine(sku="MUG-01")]
    )
    order = await client.orders.approve((await client.carts.place(cart.id, phone=PHONE)).id)
    invoice = await client.documents.issue_invoice(order.id)
    credit = await client.documents.credit(invoice.number, text)

    assert await client.documents.get(credit.number) == credit
    assert CONTROLS.isdisjoint(credit.content.reason)
    assert CONTROLS.isdisjoint(credit.content.buyer.name)


# --- listing ---------------------------------------------------------------------------------------------


async def test_a_list_goes_on_and_is_narrowed(client: Client, order: Order, clock: Clock) -> None:
    orders = [order, await another(client, order)]
    issued: list[IssuedDocument] = [await client.documents.issue_invoice(each.id) for each in orders]
    clock.advance(days=400)
    credit = await client.documents.credit(issued[0].number, "broken")
    first = issued[0].model_copy(update={"credited_by": credit.number})

    page = await client.documents.list(limit=2)
    assert page.items == (credit, issued[1])
    assert (await client.documents.list(limit=2, after=page.next)).items == (first,)
    assert (await client.documents.list(kind=DocumentKind.CREDIT_NOTE)).items == (credit,)
    assert (await client.documents.list(year=2026)).items == (issued[1], first)
    assert (await client.documents.list(market="EU")).items == ()
    assert (await client.documents.list(market="BD", year=2027)).items == (credit,)
    assert (await client.documents.list(year=2**70)).items == ()
    with pytest.raises(Invalid):
        await client.documents.list(limit=2, year=2026, after=page.next)
    with pytest.raises(Invalid):
        await client.documents.list(limit=0)
