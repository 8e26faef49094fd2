"""Placing: a cart becomes one order, once and for good."""

import asyncio

import pytest

from cartui.client.protocol import Client, Conflict, NotFound, NotReady, Refused, TotalChanged
from cartui.model.actions import (
    AddLine,
    ApplyCoupon,
    HoldPrices,
    SetFulfilment,
    SetNote,
    SetQuantity,
    SetShippingAddress,
)
from cartui.model.cart import Cart, CartState, NewCart
from cartui.model.customer import Customer, CustomerChanges
from cartui.model.order import OrderState
from cartui.model.query import CartQuery, CartSort, Term
from cartui.model.shop import Shop, SubmitPolicy
from tests.contract.conftest import Clock, OpenAs
from tests.contract.shop import NOW

PHONE = "01712345678"


async def stock_of(client: Client, sku: str) -> int | None:
    """What is left of a variant."""
    return (await client.catalog.search(sku, market="BD"))[0].stock


async def dearer(client: Client) -> None:
    """Raise every tax rate, so that totals change."""
    shop: Shop = await client.shop.get()
    rates = tuple(rate.model_copy(update={"rate": "25"}) for rate in shop.tax_rates)
    await client.shop.apply(shop.model_copy(update={"tax_rates": rates}))


async def test_placing_numbers_the_order_takes_stock_and_leaves_the_list(client: Client, cart: Cart) -> None:
    order = await client.carts.place(cart.id, phone=PHONE, version=cart.version, total=cart.totals.total)

    assert (order.number, order.state) == ("ORD-000000000001", OrderState.PENDING)
    assert order.totals == cart.totals
    assert (order.paid, order.due) == (0, cart.totals.total)
    assert (order.placed_by, order.placed_at) == ("alice", NOW)
    assert await stock_of(client, "SHIRT-LB") == 10
    assert (await client.carts.list(CartQuery(), sort=CartSort())).items == ()
    placed = await client.carts.get(cart.id)
    assert (placed.state, placed.order) == (CartState.ORDERED, order.number)


async def test_an_order_is_found_by_its_number_and_by_its_carts(client: Client, cart: Cart) -> None:
    order = await client.carts.place(cart.id, phone=PHONE)

    written = (order.id, order.number, order.number.lower(), "ord-1", "1")
    for ref in (*written, cart.id, cart.number, "c-000001", "C-1"):
        assert await client.orders.get(ref) == order
    assert (await client.carts.get("1")).id == cart.id
    with pytest.raises(NotFound):
        await client.orders.get("ORD-2")


async def test_orders_are_listed_latest_first_by_text_and_state(
    client: Client, cart: Cart, clock: Clock
) -> None:
    second = await client.carts.clone(cart.id)
    one = await client.carts.place(cart.id, phone=PHONE)
    clock.advance(minutes=1)
    two = await client.carts.place(second.id, phone=PHONE)

    assert [order.number for order in await client.orders.list()] == [two.number, one.number]
    assert [order.number for order in await client.orders.list(one.number)] == [one.number]
    assert len((await client.orders.list("rahim", state="pending")).items) == 2
    assert (await client.orders.list(state="approved")).items == ()
    first_page = await client.orders.list(limit=1)
    rest = await client.orders.list(limit=1, after=first_page.next)
    assert [order.number for order in rest] == [one.number]


async def test_the_same_cart_placed_again_gives_the_same_order(
    client: Client, open_as: OpenAs, cart: Cart
) -> None:
    bob = await open_as("bob")
    first = await client.carts.place(cart.id, phone=PHONE, key="k")

    assert await client.carts.place(cart.id, phone=PHONE, key="k") == first
    assert await bob.carts.place(cart.id, phone=PHONE, version=cart.version, total=1) == first
    assert await stock_of(client, "SHIRT-LB") == 10


async def test_many_desks_at_once_make_one_order(open_as: OpenAs, client: Client, cart: Cart) -> None:
    desks = [await open_as(f"desk{n}") for n in range(4)]
    orders = await asyncio.gather(*(desk.carts.place(cart.id, phone=PHONE) for desk in desks))

    assert len({order.number for order in orders}) == 1
    assert await stock_of(client, "SHIRT-LB") == 10


async def test_an_ordered_cart_never_changes_again(client: Client, cart: Cart) -> None:
    await client.carts.place(cart.id, phone=PHONE)
    version = cart.version + 1

    for change in (
        client.carts.edit(cart.id, version, [SetNote(note="x")]),
        client.carts.delete(cart.id),
        client.carts.undo(cart.id),
    ):
        with pytest.raises(Refused, match="ORD-000000000001"):
            await change


async def test_everything_that_is_missing_comes_at_once(client: Client, rahim: Customer) -> None:
    cart = await client.carts.create(NewCart(market="BD"))
    cart = await client.carts.edit(cart.id, cart.version, [SetFulfilment(service=None)])

    with pytest.raises(NotReady) as error:
        await client.carts.place(cart.id, phone="")
    assert [problem.field for problem in error.value.problems] == [
        "lines",
        "customer",
        "contact.phone",
        "shipping_address",
        "fulfilment",
    ]


async def test_the_confirmed_phone_goes_onto_the_order(client: Client, cart: Cart) -> None:
    order = await client.carts.place(cart.id, phone="+44 20 7946 0018")

    assert order.cart.contact.phone == "+442079460018"


async def test_pickup_needs_no_address(client: Client, cart: Cart) -> None:
    cart = await client.carts.edit(
        cart.id, cart.version, [SetShippingAddress(address=None), SetFulfilment(service="Gulshan Outlet")]
    )

    assert (await client.carts.place(cart.id, phone=PHONE)).state is OrderState.PENDING


async def test_more_than_there_is_cannot_be_placed(client: Client, cart: Cart) -> None:
    cart = await client.carts.edit(cart.id, cart.version, [SetQuantity(line=cart.lines[0].id, quantity=13)])

    with pytest.raises(NotReady) as error:
        await client.carts.place(cart.id, phone=PHONE)
    assert [problem.field for problem in error.value.problems] == ["lines.0.quantity"]
    assert await stock_of(client, "SHIRT-LB") == 12


async def test_backorder_may_go_below_what_there_is(client: Client, cart: Cart) -> None:
    cart = await client.carts.edit(cart.id, cart.version, [AddLine(sku="POSTER", quantity=3)])
    await client.carts.place(cart.id, phone=PHONE)

    assert await stock_of(client, "POSTER") == -3


async def test_the_last_one_is_sold_once(client: Client, cart: Cart) -> None:
    first = await client.carts.edit(cart.id, cart.version, [AddLine(sku="LAMP")])
    second = await client.carts.clone(first.id)
    results = await asyncio.gather(
        client.carts.place(first.id, phone=PHONE),
        client.carts.place(second.id, phone=PHONE),
        return_exceptions=True,
    )

    assert [isinstance(result, NotReady) for result in results].count(True) == 1
    assert await stock_of(client, "LAMP") == 0
    assert len((await client.orders.list()).items) == 1


async def test_a_stale_version_is_not_placed(client: Client, cart: Cart) -> None:
    await client.carts.edit(cart.id, cart.version, [SetNote(note="wait")])

    with pytest.raises(Conflict):
        await client.carts.place(cart.id, phone=PHONE, version=cart.version)


async def test_another_total_than_shown_takes_a_second_word(client: Client, cart: Cart) -> None:
    await dearer(client)

    with pytest.raises(TotalChanged) as error:
        await client.carts.place(cart.id, phone=PHONE, version=cart.version, total=cart.totals.total, key="k")
    assert error.value.shown == cart.totals.total
    assert error.value.now > cart.totals.total
    assert (await client.carts.get(cart.id)).totals == cart.totals

    order = await client.carts.place(
        cart.id, phone=PHONE, version=cart.version, total=error.value.now, key="k"
    )
    assert order.totals.total == error.value.now


async def test_a_quote_keeps_its_unit_prices_until_its_date(client: Client, cart: Cart) -> None:
    cart = await client.carts.edit(cart.id, cart.version, [HoldPrices(until=NOW.replace(year=2027))])
    await dearer(client)
    order = await client.carts.place(cart.id, phone=PHONE, total=cart.totals.total)

    assert order.totals == cart.totals


async def test_a_coupon_counts_when_it_is_placed(client: Client, cart: Cart) -> None:
    once = await client.carts.edit(cart.id, cart.version, [ApplyCoupon(code="ONCE")])
    other = await client.carts.clone(once.id)
    assert other.totals.coupon == once.totals.coupon > 0
    await client.carts.place(once.id, phone=PHONE)

    with pytest.raises(TotalChanged):
        await client.carts.place(other.id, phone=PHONE, total=other.totals.total)
    seen = await client.carts.edit(other.id, other.version, [SetQuantity(line=other.lines[0].id, quantity=1)])
    assert seen.coupon is not None
    assert not seen.coupon.applied


async def test_a_blocked_customer_cannot_order(client: Client, cart: Cart, rahim: Customer) -> None:
    await client.customers.update(
        rahim.id, rahim.version, CustomerChanges(blocked=True, blocked_reason="fraud")
    )

    with pytest.raises(NotReady, match="blocked"):
        await client.carts.place(cart.id, phone=PHONE)


async def test_where_only_customers_order_the_desk_cannot(client: Client, cart: Cart) -> None:
    shop = await client.shop.get()
    settings = shop.settings.model_copy(update={"submit_policy": SubmitPolicy.CUSTOMERS_ONLY})
    await client.shop.apply(shop.model_copy(update={"settings": settings}))

    with pytest.raises(NotReady) as error:
        await client.carts.place(cart.id, phone=PHONE)
    assert [problem.field for problem in error.value.problems] == ["policy"]


async def test_ordered_and_deleted_carts_are_found_by_their_state(client: Client, cart: Cart) -> None:
    gone = await client.carts.clone(cart.id)
    await client.carts.delete(gone.id)
    await client.carts.place(cart.id, phone=PHONE)

    async def numbers(state: str) -> list[str]:
        query = CartQuery(terms=(Term(key="state", values=(state,)),))
        return [summary.number for summary in await client.carts.list(query, sort=CartSort())]

    assert await numbers("ordered") == [cart.number]
    assert await numbers("deleted") == [gone.number]
    assert await numbers("open") == []
