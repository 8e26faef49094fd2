"""A shop's words as these tests say them."""

from collections.abc import Mapping
from typing import Any

from cartui.client.resources.storefront import Storefront
from cartui.model.agent import Role
from cartui.model.cart import Cart
from cartui.model.storefront import ShopAnswer, ShopCart, ShopCartNow, ShopEvent, ShopLine
from tests.contract.conftest import OpenAs


async def open_shop(open_as: OpenAs, name: str = "gospelshop", role: Role = Role.STOREFRONT) -> Storefront:
    """The door of a shop of that name, or of somebody who is none."""
    return (await open_as(name, role=role)).storefront


def word(revision: int = 1, /, cart: str = "session 1", **other: Any) -> ShopCart:
    """What a shop says of a cart: two shirts in Bangladesh, where nothing else is said."""
    lines = other.pop("lines", {"SHIRT-LB": 2})
    if isinstance(lines, Mapping):
        lines = tuple(ShopLine(sku=sku, quantity=quantity) for sku, quantity in lines.items())
    return ShopCart(**({"cart": cart, "revision": revision, "market": "BD", "lines": lines} | other))


async def told(shop: Storefront, event: ShopEvent) -> ShopAnswer:
    """Tell one event."""
    [answer] = await shop.tell([event])
    return answer


async def begun(shop: Storefront, *, cart: str = "session 1", **other: Any) -> ShopCartNow:
    """A cart that the shop told of for the first time."""
    answer = await told(shop, word(1, cart, **other))
    assert answer.cart is not None
    return answer.cart


def quantities(cart: Cart | ShopCartNow | None) -> dict[str, int]:
    """How many there are of each variant, and of each custom item under its title."""
    assert cart is not None
    found: dict[str, int] = {}
    for line in cart.lines:
        name = line.sku or line.title
        found[name] = found.get(name, 0) + line.quantity
    return found
