"""A shop whose carts are of every kind, for changes of many of them."""

from datetime import timedelta
from typing import Final

from cartui.client.protocol import Client
from cartui.model.actions import (
    Action,
    AddCustomLine,
    AddLine,
    ApplyCoupon,
    Assign,
    SetCustomer,
    SetFulfilment,
    SetLineDiscount,
    SetLinePrice,
    SetPriceLevel,
    SetTags,
)
from cartui.model.cart import Cart, NewCart
from cartui.model.catalog import PriceRow, Product, Variant
from cartui.model.imports import ImportBatch, ImportedProduct
from tests.contract.payments import tell
from tests.contract.shop import NOW

_PLAIN: Final[tuple[tuple[str, tuple[Action, ...]], ...]] = (
    ("BD", ()),
    ("BD", (AddLine(sku="MUG-01", quantity=3), AddLine(sku="POSTER"))),
    ("BD", (AddLine(sku="MUG-01", quantity=49), AddLine(sku="MUG-01", quantity=11))),
    ("BD", (AddLine(sku="LAMP"), AddLine(sku="SHIRT-MR", quantity=2))),
    ("BD", (AddLine(sku="SHIRT-LB"), SetPriceLevel(level="vip"), Assign(agent="bob"))),
    (
        "BD",
        (AddLine(sku="SHIRT-LB"), SetTags(tags=("Spring", "gift")), SetFulfilment(service="Gulshan Outlet")),
    ),
    ("BD", (AddLine(sku="SHIRT-LB", quantity=8), ApplyCoupon(code="BIG"))),
    ("BD", (AddLine(sku="MUG-01", quantity=2), ApplyCoupon(code="SAVE10"), SetTags(tags=("winter",)))),
    ("BD", (AddCustomLine(title="Wrap", unit_price=500), AddLine(sku="POSTER", quantity=4))),
    ("EU", (AddLine(sku="CLOCK", quantity=2), AddLine(sku="MUG-01", quantity=5))),
    ("EU", (AddLine(sku="POSTER"), SetPriceLevel(level="trade"), SetTags(tags=("spring", "winter")))),
)
"""Carts by their market and how they are made."""


async def every_kind_of_cart(client: Client, customer: str) -> list[str]:
    """Carts that can be changed and carts that cannot, for every reason there is; gives their ids."""
    made = [await _edited(client, market, *actions) for market, actions in _PLAIN]
    made += [await _of_customer(client, customer) for _ in range(5)]
    locked, deleted, ordered, paying, _ = made[-5:]
    await client.locks.lock(locked.id, "the bank rang")
    await client.carts.delete(deleted.id)
    await client.carts.place(ordered.id, phone="+8801712345678")
    await tell(client, paying, started_at=NOW - timedelta(hours=3))
    made.append(await _with_price_by_hand(client))
    await _no_longer_sell_lamps_in_bangladesh(client)
    return [cart.id for cart in made]


async def _edited(client: Client, market: str, *actions: Action) -> Cart:
    """A new cart after these actions."""
    cart = await client.carts.create(NewCart(market=market))
    return await client.carts.edit(cart.id, cart.version, actions) if actions else cart


async def _of_customer(client: Client, customer: str) -> Cart:
    """A cart of the customer, ready to be placed."""
    return await _edited(client, "BD", SetCustomer(customer=customer), AddLine(sku="SHIRT-LB", quantity=2))


async def _with_price_by_hand(client: Client) -> Cart:
    """A cart whose first line has a price of its own, and whose second a discount."""
    cart = await _edited(client, "BD", AddLine(sku="MUG-01", quantity=7), AddLine(sku="POSTER"))
    actions: list[Action] = [
        SetLinePrice(line=cart.lines[0].id, unit_price=51_234),
        SetLineDiscount(line=cart.lines[1].id, percent="12.5", reason="scratched"),
    ]
    return await client.carts.edit(cart.id, cart.version, actions)


async def _no_longer_sell_lamps_in_bangladesh(client: Client) -> None:
    """Leave the lamp a price in Europe alone: carts that have one cannot be priced anew."""
    prices = (PriceRow(market="EU", level="retail", amount=4900),)
    lamp = Product(id="last", title="Last Lamp", variants=(Variant(sku="LAMP", stock=1, prices=prices),))
    await client.imports.apply(ImportBatch(products=(ImportedProduct(product=lamp),)))
