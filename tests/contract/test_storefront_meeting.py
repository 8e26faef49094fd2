"""An agent's change and the shopper's meet: who wins each field, as docs/storefront.md has it."""

from typing import Any

import pytest

from cartui.client.protocol import Client
from cartui.client.resources.storefront import Storefront
from cartui.model.actions import (
    Action,
    AddCustomLine,
    AddLine,
    ApplyCoupon,
    RemoveLine,
    SetContact,
    SetCustomer,
    SetFulfilment,
    SetLineDiscount,
    SetLinePrice,
    SetMarket,
    SetNote,
    SetPaymentMethod,
    SetQuantity,
    SetShippingAddress,
)
from cartui.model.address import Address, Contact
from cartui.model.cart import Cart, PriceSource
from cartui.model.customer import Customer, NewCustomer
from cartui.model.storefront import ShopCartNow, ShopOutcome
from tests.contract.conftest import OpenAs
from tests.contract.shop import DHAKA, OUTLET
from tests.contract.storefronts import begun, open_shop, quantities, told, word


@pytest.fixture
async def shop(open_as: OpenAs, rahim: Customer) -> Storefront:
    """A shop that sells what there is."""
    assert rahim.number
    return await open_shop(open_as)


@pytest.fixture
async def now(shop: Storefront) -> ShopCartNow:
    """A cart that the shop told of: two shirts and three mugs."""
    return await begun(shop, lines={"SHIRT-LB": 2, "MUG-01": 3})


async def edited(client: Client, ref: str, *actions: Action) -> Cart:
    """The cart after what an agent does to it as it is."""
    cart = await client.carts.get(ref)
    return await client.carts.edit(ref, cart.version, list(actions))


async def line_of(client: Client, ref: str, sku: str) -> str:
    """The id of a variant's line."""
    return next(line.id for line in (await client.carts.get(ref)).lines if line.sku == sku)


async def test_an_agents_quantity_stays_and_the_shoppers_others_are_taken(
    shop: Storefront, client: Client, now: ShopCartNow
) -> None:
    shirts = await line_of(client, now.id, "SHIRT-LB")
    await edited(client, now.id, SetQuantity(line=shirts, quantity=5))
    answer = await told(shop, word(2, base=1, lines={"SHIRT-LB": 3, "MUG-01": 4, "POSTER": 1}))
    assert answer.outcome is ShopOutcome.TAKEN
    assert quantities(answer.cart) == {"SHIRT-LB": 5, "MUG-01": 4, "POSTER": 1}
    [problem] = answer.problems
    assert problem.field == "lines.0.quantity"


async def test_who_saw_it_may_change_it_again(shop: Storefront, client: Client, now: ShopCartNow) -> None:
    shirts = await line_of(client, now.id, "SHIRT-LB")
    seen = await edited(client, now.id, SetQuantity(line=shirts, quantity=5), AddLine(sku="LAMP"))
    lines = {"SHIRT-LB": 4, "MUG-01": 3}
    answer = await told(shop, word(2, base=seen.version, lines=lines))
    assert quantities(answer.cart) == lines


@pytest.mark.parametrize("base", [1, None])
async def test_an_agents_line_stays_where_the_shopper_did_not_know_it(
    shop: Storefront, client: Client, now: ShopCartNow, base: int | None
) -> None:
    await edited(client, now.id, AddLine(sku="LAMP"))
    answer = await told(shop, word(2, base=base, lines={"MUG-01": 1}))
    assert quantities(answer.cart) == {"LAMP": 1, "MUG-01": 1}
    assert answer.problems == ()
    later = await told(shop, word(3, base=base, lines={"MUG-01": 2}))
    assert quantities(later.cart) == {"LAMP": 1, "MUG-01": 2}


@pytest.mark.parametrize("base", [1, None])
async def test_a_line_that_an_agent_took_out_stays_out(
    shop: Storefront, client: Client, now: ShopCartNow, base: int | None
) -> None:
    await edited(client, now.id, RemoveLine(line=await line_of(client, now.id, "MUG-01")))
    answer = await told(shop, word(2, base=base, lines={"SHIRT-LB": 1, "MUG-01": 3}))
    assert quantities(answer.cart) == {"SHIRT-LB": 1}


async def test_items_by_hand_are_the_agents_alone(shop: Storefront, client: Client, now: ShopCartNow) -> None:
    seen = await edited(client, now.id, AddCustomLine(title="Gift wrap", unit_price=5000))
    answer = await told(shop, word(2, base=seen.version, lines={}))
    assert quantities(answer.cart) == {"Gift wrap": 1}


async def test_discounts_and_prices_by_hand_stay_on_their_lines(
    shop: Storefront, client: Client, now: ShopCartNow
) -> None:
    shirts, mugs = [await line_of(client, now.id, sku) for sku in ("SHIRT-LB", "MUG-01")]
    await edited(
        client,
        now.id,
        SetLineDiscount(line=shirts, percent="10", reason="kind"),
        SetLinePrice(line=mugs, unit_price=10000),
    )
    answer = await told(shop, word(2, base=1, lines={"SHIRT-LB": 7, "MUG-01": 60}))
    assert answer.problems == ()
    cart = await client.carts.get(now.id)
    by_sku = {line.sku: line for line in cart.lines}
    assert (by_sku["SHIRT-LB"].quantity, by_sku["SHIRT-LB"].discount_percent) == (7, "10")
    assert (by_sku["MUG-01"].quantity, by_sku["MUG-01"].unit_price) == (60, 10000)
    assert by_sku["MUG-01"].price_source is PriceSource.OVERRIDE
    gone = await told(shop, word(3, base=1, lines={}))
    assert quantities(gone.cart) == {"SHIRT-LB": 7, "MUG-01": 60}  # a discount just given is not thrown away


async def test_states_that_are_made_of_the_same_answer_replace_each_other(
    shop: Storefront, client: Client, now: ShopCartNow
) -> None:
    await told(shop, word(2, base=1, lines={"SHIRT-LB": 2, "MUG-01": 3, "POSTER": 2}))
    await edited(client, now.id, SetNote(note="rang"))
    answer = await told(shop, word(3, base=1, lines={"SHIRT-LB": 1, "MUG-01": 3}))
    assert quantities(answer.cart) == {"SHIRT-LB": 1, "MUG-01": 3}
    assert (await client.carts.get(now.id)).note == "rang"


Said = dict[str, Any]

HEADERS: tuple[tuple[str, Action, Said, Said], ...] = (
    ("contact.name", SetContact(name="Agent's"), {"contact": Contact(name="Shopper's")}, {"name": "Agent's"}),
    (
        "contact.phone",
        SetContact(phone="+8801711111111"),
        {"contact": Contact(phone="01722222222")},
        {"phone": "+8801711111111"},
    ),
    (
        "shipping_address",
        SetShippingAddress(address=OUTLET),
        {"shipping_address": DHAKA},
        {"shipping_address": OUTLET},
    ),
    ("service", SetFulfilment(service="Gulshan Outlet"), {"service": ""}, {"service": "Gulshan Outlet"}),
    ("payment_method", SetPaymentMethod(method="bKash"), {"payment_method": ""}, {"payment": "bKash"}),
    ("coupon", ApplyCoupon(code="SAVE10"), {"coupon": "ONCE"}, {"coupon": "SAVE10"}),
)
"""A field, what an agent does to it, what the shop says of it, and what it is in the end."""


def facts(cart: Cart) -> Said:
    """What the table above speaks of."""
    return {
        "name": cart.contact.name,
        "phone": cart.contact.phone,
        "shipping_address": cart.shipping_address,
        "service": cart.fulfilment.service if cart.fulfilment else "",
        "payment": cart.payment_method,
        "coupon": cart.coupon.code if cart.coupon else None,
    }


async def test_what_an_agent_changed_meanwhile_stays_theirs(shop: Storefront, client: Client) -> None:
    for field, action, said, stays in HEADERS:
        now = await begun(shop, cart=field)
        seen = await edited(client, now.id, action)
        answer = await told(shop, word(2, field, base=1, lines={"POSTER": 1}, **said))
        assert [problem.field for problem in answer.problems] == [field]
        cart = await client.carts.get(now.id)
        assert facts(cart) == facts(cart) | stays
        assert quantities(cart) == {"POSTER": 1}
        again = await told(shop, word(3, field, base=seen.version, lines={"POSTER": 1}, **said))
        assert again.problems == ()
        cart = await client.carts.get(now.id)
        assert facts(cart) != facts(cart) | stays


async def test_who_signs_in_meanwhile_does_not_undo_what_an_agent_was_told(
    shop: Storefront, client: Client, now: ShopCartNow, rahim: Customer
) -> None:
    await edited(client, now.id, SetContact(phone="+8801711111111"), SetShippingAddress(address=OUTLET))
    answer = await told(shop, word(2, base=1, customer=rahim.number))
    assert answer.cart is not None
    assert answer.cart.customer == rahim.number
    assert answer.cart.contact == Contact(name=rahim.name, email=rahim.email, phone="+8801711111111")
    assert (await client.carts.get(now.id)).shipping_address == OUTLET


async def test_a_customer_whom_an_agent_linked_stays(
    shop: Storefront, client: Client, now: ShopCartNow, rahim: Customer
) -> None:
    other = await client.customers.create(NewCustomer(name="Karim", email="karim@example.com"))
    seen = await edited(client, now.id, SetCustomer(customer=rahim.id))
    unsaid = await told(shop, word(2, base=seen.version, lines={"POSTER": 1}))
    assert unsaid.cart is not None
    assert unsaid.cart.customer == rahim.number
    meanwhile = await told(shop, word(3, base=1, customer=other.number, lines={"POSTER": 2}))
    assert [problem.field for problem in meanwhile.problems] == ["customer"]
    knowing = await told(shop, word(4, base=3, customer=other.number, lines={"POSTER": 2}))
    assert knowing.cart is not None
    assert knowing.cart.customer == other.number


async def test_a_market_that_an_agent_chose_stays(shop: Storefront, client: Client, now: ShopCartNow) -> None:
    await edited(client, now.id, SetMarket(market="EU"))
    answer = await told(shop, word(2, base=1, lines={"SHIRT-LB": 3}, service="Express Delivery"))
    assert answer.cart is not None
    assert answer.cart.market == "EU"
    assert quantities(answer.cart) == {"SHIRT-LB": 3}
    assert {problem.field for problem in answer.problems} == {"market", "service"}


async def test_a_billing_address_that_is_the_one_of_delivery_is_said_to_be_the_same(
    shop: Storefront, client: Client, now: ShopCartNow
) -> None:
    await told(shop, word(2, base=1, shipping_address=DHAKA, billing_address=DHAKA))
    cart = await client.carts.get(now.id)
    assert cart.billing_same_as_shipping
    await told(shop, word(3, base=2, shipping_address=DHAKA, billing_address=Address(city="Sylhet")))
    assert (await client.carts.get(now.id)).billing_address == Address(city="Sylhet")


async def test_undoing_what_the_shopper_did_is_an_agents_change(
    shop: Storefront, client: Client, now: ShopCartNow
) -> None:
    told_more = await told(shop, word(2, base=1, lines={"SHIRT-LB": 2, "MUG-01": 8}))
    assert told_more.cart is not None
    await client.carts.undo(now.id)
    again = await told(shop, word(3, base=2, lines={"SHIRT-LB": 2, "MUG-01": 9}))
    assert quantities(again.cart) == {"SHIRT-LB": 2, "MUG-01": 3}
