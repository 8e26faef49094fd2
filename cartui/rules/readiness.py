"""Readiness to order: everything that stands between a cart and an order, all at once.

Whether the cart's state allows it at all is another rule (:mod:`cartui.rules.life`).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from cartui.model.market import DeliveryService, FulfilmentCategory, Market
from cartui.model.problem import Problem
from cartui.model.record import CartContent
from cartui.model.shop import ShopSettings, SubmitPolicy, TaxRate
from cartui.rules.addresses import missing_address_parts, region_key, region_label


@dataclass(frozen=True, slots=True)
class StockLevel:
    """What there is of one variant."""

    units: int | None
    """``None``: not counted. May be below zero."""
    backorder: bool = False
    """Whether it may be sold beyond its stock."""

    def covers(self, wanted: int) -> bool:
        """Whether that many units can be sold."""
        return self.units is None or self.backorder or wanted <= self.units


def missing_for_order(
    content: CartContent,
    *,
    market: Market,
    settings: ShopSettings,
    stock: Mapping[str, StockLevel],
    blocked: Iterable[Problem] = (),
    tax_rates: Iterable[TaxRate] = (),
) -> tuple[Problem, ...]:
    """Everything that is missing before this cart can be placed, in the order in which one would ask for it.

    ``market`` is the cart's own; ``stock`` has every SKU of the cart that the catalogue still has;
    ``blocked`` says who of the cart is, unless that is waived; ``tax_rates`` are the shop's. Empty: ready.
    """
    service = None if content.service is None else market.service(content.service)
    return (
        *_missing_people(content),
        *_missing_address(content, market, service),
        *_untaxable_region(content, service, tax_rates),
        *_missing_choices(content, market, service),
        *short_lines(content, stock),
        *blocked,
        *_forbidden(settings),
    )


def short_lines(content: CartContent, stock: Mapping[str, StockLevel]) -> Iterator[Problem]:
    """A problem for each variant of which more is wanted, over all its lines, than can be sold.

    It stands at the first line that goes beyond what there is. A SKU that ``stock`` does not have is no
    longer in the catalogue.
    """
    wanted_in_all: dict[str, int] = {}
    for line in content.lines:
        if line.sku is not None:
            wanted_in_all[line.sku] = wanted_in_all.get(line.sku, 0) + line.quantity
    wanted_so_far: dict[str, int] = {}
    reported: set[str] = set()
    for index, line in enumerate(content.lines):
        if line.sku is None or line.sku in reported:
            continue
        wanted_so_far[line.sku] = wanted_so_far.get(line.sku, 0) + line.quantity
        level = stock.get(line.sku)
        name = " ".join(filter(None, (line.title, line.options)))
        if level is None:
            reported.add(line.sku)
            yield Problem(
                field=f"lines.{index}.sku", message=f"{name} ({line.sku}) is no longer in the catalogue."
            )
        elif not level.covers(wanted_so_far[line.sku]):
            reported.add(line.sku)
            there = max(level.units or 0, 0)
            message = f"{name}: {there} in stock, {wanted_in_all[line.sku]} wanted."
            yield Problem(field=f"lines.{index}.quantity", message=message)


def _missing_people(content: CartContent) -> Iterator[Problem]:
    """Lines, customer and phone."""
    if not content.lines:
        yield Problem(field="lines", message="The cart is empty: add at least one product.")
    if content.customer_id is None:
        yield Problem(field="customer", message="No customer is linked: find or create the customer.")
    phone = content.contact.phone
    if not phone:
        yield Problem(
            field="contact.phone", message="A phone number is needed to reach the customer about the order."
        )
    elif not any(char.isdecimal() for char in phone):
        yield Problem(field="contact.phone", message=f"{phone} is not a phone number.")


def _missing_address(
    content: CartContent, market: Market, service: DeliveryService | None
) -> Iterator[Problem]:
    """Where it goes, unless it is picked up."""
    if service is not None and service.category is FulfilmentCategory.PICKUP:
        return
    address = content.shipping_address
    if address is None or address.is_empty:
        yield Problem(
            field="shipping_address", message="A shipping address is needed, unless it is picked up."
        )
        return
    for part in missing_address_parts(address):
        yield Problem(field=f"shipping_address.{part.field}", message=part.message)
    if address.country and address.country not in market.countries:
        message = f"{address.country} is not in the market {market.name}: change the address or the market."
        yield Problem(field="shipping_address.country", message=message)


def _untaxable_region(
    content: CartContent, service: DeliveryService | None, tax_rates: Iterable[TaxRate]
) -> Iterator[Problem]:
    """A region that decides the tax and is missing or not understood: without it none would be charged."""
    address = content.shipping_address
    if address is None or (service is not None and service.category is FulfilmentCategory.PICKUP):
        return
    if not any(rate.region and rate.country == address.country for rate in tax_rates):
        return
    label = region_label(address.country)
    if not address.region:
        message = f"The {label.lower()} is needed: tax depends on it."
        yield Problem(field="shipping_address.region", message=message)
    elif region_key(address.country, address.region) is None:
        message = (
            f"{address.region} is no {label.lower()} of {address.country} that we know: tax depends on it."
        )
        yield Problem(field="shipping_address.region", message=message)


def _missing_choices(
    content: CartContent, market: Market, service: DeliveryService | None
) -> Iterator[Problem]:
    """Delivery service and payment method, each one that the market still has."""
    if content.service is None:
        yield Problem(field="fulfilment", message="No delivery service is chosen.")
    elif service is None:
        message = (
            f"The market {market.name} does not offer {content.service}: choose another delivery service."
        )
        yield Problem(field="fulfilment", message=message)
    if content.payment_method is None:
        yield Problem(field="payment_method", message="No payment method is chosen.")
    elif content.payment_method not in market.payment_methods:
        message = (
            f"The market {market.name} does not take {content.payment_method}: choose another payment method."
        )
        yield Problem(field="payment_method", message=message)


def _forbidden(settings: ShopSettings) -> Iterator[Problem]:
    """What no change of the cart can mend."""
    if settings.submit_policy is SubmitPolicy.CUSTOMERS_ONLY:
        message = "In this shop only customers place orders: send the cart to the customer."
        yield Problem(field="policy", message=message)
