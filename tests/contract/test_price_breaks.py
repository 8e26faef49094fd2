"""Wholesale breaks: which there are for a line, which comes next, and what one unit costs there."""

from cartui.client.protocol import Client
from cartui.model.actions import (
    Action,
    AddCustomLine,
    AddLine,
    SetCustomer,
    SetLinePrice,
    SetMarket,
    SetPriceLevel,
    SetQuantity,
)
from cartui.model.cart import Cart, NewCart, NextBreak, PriceBreak
from cartui.model.catalog import PriceRow, Product, Variant
from cartui.model.customer import Customer, CustomerChanges
from cartui.model.imports import ImportBatch, ImportedProduct


async def mugs(client: Client, cart: Cart, quantity: int) -> Cart:
    """The cart with so many mugs in its last line."""
    return await client.carts.edit(cart.id, cart.version, [AddLine(sku="MUG-01", quantity=quantity)])


async def test_a_line_says_how_many_more_the_next_break_takes(client: Client, cart: Cart) -> None:
    line = (await mugs(client, cart, 38)).lines[-1]
    assert line.breaks == (PriceBreak(min_quantity=50, unit_price=45000),)
    assert line.next_break == NextBreak(min_quantity=50, unit_price=45000, more=12)


async def test_the_last_break_has_none_after_it(client: Client, cart: Cart) -> None:
    line = (await mugs(client, cart, 50)).lines[-1]
    assert (line.wholesale_from, line.next_break, len(line.breaks)) == (50, None, 1)


async def test_a_price_by_hand_and_a_custom_item_have_no_break_before_them(
    client: Client, cart: Cart
) -> None:
    full = await mugs(client, cart, 38)
    actions: list[Action] = [
        SetLinePrice(line=full.lines[-1].id, unit_price=40000),
        AddCustomLine(title="Wrap", unit_price=500),
    ]
    by_hand, wrap = (await client.carts.edit(cart.id, full.version, actions)).lines[-2:]
    assert (by_hand.next_break, wrap.next_break, wrap.breaks) == (None, None, ())


async def test_the_breaks_are_those_of_the_carts_level(client: Client, cart: Cart) -> None:
    full = await mugs(client, cart, 10)
    vip = await client.carts.edit(cart.id, full.version, [SetPriceLevel(level="vip")])
    assert vip.lines[-1].next_break == NextBreak(min_quantity=50, unit_price=40500, more=40)
    trade = await client.carts.edit(cart.id, vip.version, [SetPriceLevel(level="trade")])
    assert (trade.lines[-1].unit_price, trade.lines[-1].next_break) == (50000, None)


async def test_a_break_is_reached_at_the_price_that_was_said(client: Client, cart: Cart) -> None:
    full = await mugs(client, cart, 38)
    line = full.lines[-1]
    assert line.next_break is not None
    reached = await client.carts.edit(
        cart.id, full.version, [SetQuantity(line=line.id, quantity=line.quantity + line.next_break.more)]
    )
    assert reached.lines[-1].unit_price == line.next_break.unit_price
    assert reached.lines[-1].wholesale_from == line.next_break.min_quantity


async def test_who_pays_no_tax_is_told_the_price_without_it(client: Client, rahim: Customer) -> None:
    await client.imports.apply(ImportBatch(products=(ImportedProduct(product=_cups()),)))
    await client.customers.update(rahim.id, rahim.version, CustomerChanges(tax_exempt=True))
    cart = await client.carts.create(NewCart(market="EU", customer=rahim.id))
    taxless = (await client.carts.edit(cart.id, cart.version, [AddLine(sku="CUP", quantity=5)])).lines[0]
    assert taxless.next_break == NextBreak(min_quantity=10, unit_price=1000, more=5)

    ten = await client.carts.edit(cart.id, cart.version + 1, [SetQuantity(line=taxless.id, quantity=10)])
    assert ten.lines[0].unit_price == 1000
    guest = await client.carts.edit(cart.id, ten.version, [SetCustomer(customer=None)])
    assert guest.lines[0].breaks == (PriceBreak(min_quantity=10, unit_price=1190),)


async def test_a_market_without_breaks_has_none(client: Client, cart: Cart) -> None:
    full = await mugs(client, cart, 10)
    abroad = await client.carts.edit(cart.id, full.version, [SetMarket(market="EU")])
    assert (abroad.lines[-1].breaks, abroad.lines[-1].next_break) == ((), None)


async def test_an_order_has_no_breaks_before_it(client: Client, cart: Cart) -> None:
    full = await mugs(client, cart, 10)
    order = await client.carts.place(cart.id, phone="01712345678", total=full.totals.total)
    assert (order.cart.lines[-1].breaks, order.cart.lines[-1].next_break) == ((), None)


def _cups() -> Product:
    """A cup for 23.80 with tax, and for half of it from ten on."""
    prices = (
        PriceRow(market="EU", level="retail", amount=2380),
        PriceRow(market="EU", level="retail", min_quantity=10, amount=1190),
    )
    return Product(id="cup", title="Cup", variants=(Variant(sku="CUP", prices=prices),))
