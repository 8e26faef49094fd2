"""The options of a cart's pickers, from what the shop and the customer have."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from cartui.model.address import Address
from cartui.model.cart import Cart, CartSummary
from cartui.model.customer import SavedAddress
from cartui.model.market import DeliveryService, Market
from cartui.model.shop import Shop
from cartui.rules.addresses import is_same_place, not_delivered_to
from cartui.screens.dialogs.pick import Option
from cartui.widgets.amounts import Amounts
from cartui.widgets.cart_facts import one_line


class Other(Enum):
    """What can be chosen beside the things themselves."""

    TYPE = "type it"
    SAME_AS_SHIPPING = "same as shipping"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Level:
    """A price level to give the cart; ``None``: the customer's, else the market's."""

    code: str | None


def delivery_options(cart: Cart, market: Market) -> list[Option[DeliveryService]]:
    """The services of the market by category, in the market's order within each."""
    order = list(dict.fromkeys(service.category for service in market.services))
    services = sorted(market.services, key=lambda service: order.index(service.category))
    now = cart.fulfilment.service if cart.fulfilment else None
    return [
        Option(service, (service.name, service.category.capitalize()), chosen=service.name == now)
        for service in services
    ]


def payment_options(cart: Cart, market: Market) -> list[Option[str]]:
    """The payment methods of the market."""
    return [
        Option(method, (method,), chosen=method == cart.payment_method) for method in market.payment_methods
    ]


def level_options(cart: Cart, shop: Shop, market: Market) -> list[Option[Level]]:
    """The cart's own course first, then every level."""
    own = f"No level of its own (the customer's, else {shop.level_name(market.base_level)})"
    override = cart.price_level_override
    return [
        Option(Level(None), (own,), chosen=override is None),
        *(
            Option(
                Level(level.code),
                (level.name, level.code if level.code != level.name else ""),
                chosen=level.code == override,
            )
            for level in shop.price_levels
        ),
    ]


def address_options(
    saved: Sequence[SavedAddress],
    now: Address | None,
    *,
    same_as_shipping: bool | None = None,
    market: Market | None = None,
) -> list[Option[Address | Other]]:
    """Saved addresses, and typing one; with ``same_as_shipping`` (whether it is so now) that one first.

    ``market``: the one that delivers there, so that addresses outside of it are refused, each with why.
    """
    first: list[Option[Address | Other]] = []
    if same_as_shipping is not None:
        first = [Option(Other.SAME_AS_SHIPPING, ("Same as shipping",), chosen=same_as_shipping)]
    kept: list[Option[Address | Other]] = [
        Option(
            entry.address,
            (
                _person_and_place(entry.address),
                "default" if entry.default else "",
                f"▲ not in {market.name}" if market and not_delivered_to(entry.address, market) else "",
            ),
            chosen=same_as_shipping is not True and is_same_place(entry.address, now),
            refused=not_delivered_to(entry.address, market) if market else "",
        )
        for entry in saved
    ]
    words = "Type another address …" if now is None or now.is_empty else "Change it, or type another …"
    return [*first, *kept, Option(Other.TYPE, (words,))]


def _person_and_place(address: Address) -> str:
    """An address with its person, in one line."""
    return f"{address.name}: {one_line(address)}" if address.name else one_line(address)


def open_cart_options(carts: Sequence[CartSummary], locale: str, *, is_new: bool) -> list[Option[str | None]]:
    """The caller's open carts, then going on with the one at hand; ``is_new``: it was just started."""
    options: list[Option[str | None]] = [
        Option(
            cart.number,
            (
                f"Open {cart.number}" + (" (locked)" if cart.state == "locked" else ""),
                Amounts(cart.currency, locale).money(cart.total),
                ", ".join(cart.products) or "empty",
            ),
        )
        for cart in carts
    ]
    return [*options, Option(None, ("Go on with the new cart" if is_new else "Go on with this cart",))]
