"""Which tax each line of a priced cart bears, and what it was taken of.

A cart keeps the sums of its taxes, not which line bears which: that follows from the shop's rates. They may
have changed since, so whatever is found here is checked: reckoned once more, it gives the cart's own sums, to
the unit. Where nothing does, the parts say that they do not know.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from math import lcm
from typing import NamedTuple
from zoneinfo import ZoneInfo

from cartui.model.address import Address
from cartui.model.cart import Cart
from cartui.model.document import DocumentTax
from cartui.model.market import FulfilmentCategory, Market
from cartui.model.percent import PERCENT_SCALE
from cartui.model.shop import Shop
from cartui.rules.pricing.distribution import distribute
from cartui.rules.pricing.figures import taxes_on
from cartui.rules.tax.prepared_taxations import Taxations
from cartui.rules.tax.taxation import UNTAXED, ClassTax, Taxation


class TaxedPart(NamedTuple):
    """What a document says of the tax on one line, or on the delivery."""

    net: int | None
    """Minor units without tax; ``None``: it cannot be told any more."""
    rates: tuple[str, ...] = ()
    """What it bears, as :attr:`DocumentTax.label` has it."""


class TaxedParts(NamedTuple):
    """The taxes of a cart, part by part and rate by rate."""

    lines: tuple[TaxedPart, ...]
    delivery: TaxedPart
    taxes: tuple[DocumentTax, ...]


def taxed_parts(cart: Cart, shop: Shop, *, at: datetime) -> TaxedParts:
    """Take the cart's taxes apart.

    The net of a line is what it costs after its discount and its part of the coupon, without the tax that an
    inclusive price holds; where the market rounds only each tax's sum, that sum is spread over what bears it
    by largest remainder. So nets and taxes add up to the cart's total; the base of a rate (``net`` of its
    :class:`DocumentTax`) is the sum of the nets of what bears it.

    Args:
        cart: Priced, as a client gives it.
        shop: Whose rates may be those that it was priced with.
        at: The moment (UTC) whose rates are tried first; then those of the cart's last change and its start.
    """
    taxable = [*(line.value - line.coupon for line in cart.lines), cart.totals.shipping]
    market = shop.market(cart.market)
    if market is not None:
        for taxation, bearing in _candidates(cart, shop, market, at):
            if _gives_the_same(cart, taxable, bearing, taxation):
                return _apart(cart, taxable, bearing, taxation)
    return _unknown(cart, taxable)


def taxed_at(cart: Cart, market: Market | None) -> Address:
    """Where the cart is taxed: its outlet, its address, or the market's home country."""
    address = cart.shipping_address
    if market is not None and cart.fulfilment and cart.fulfilment.category is FulfilmentCategory.PICKUP:
        service = market.service(cart.fulfilment.service)
        address = service.outlet if service is not None else None
    if address is not None and address.country:
        return address
    return Address(country=market.countries[0]) if market is not None else Address()


def _candidates(
    cart: Cart, shop: Shop, market: Market, at: datetime
) -> Iterator[tuple[Taxation, list[ClassTax]]]:
    """Ways in which the cart may have been taxed, the likeliest first: what bears which tax."""
    place, zone, taxations = taxed_at(cart, market), ZoneInfo(market.time_zone), Taxations(shop.tax_rates)
    service = market.service(cart.fulfilment.service) if cart.fulfilment else None
    for moment in (at, cart.updated_at, cart.created_at):
        taxation = taxations.of(
            market,
            place.country,
            place.region,
            place.postcode,
            tax_exempt=cart.tax_exempt,
            reverse_charge=False,
            on=moment.astimezone(zone).date(),
        )
        lines = [taxation.tax_of(line.tax_class) for line in cart.lines]
        delivered = [taxation.tax_of(service.tax_class)] if service is not None else []
        # A service that is gone, or whose class is another by now: any class may have been its own.
        for delivery in (*delivered, UNTAXED, *taxation.classes.values()):
            yield taxation, [*lines, delivery]


def _gives_the_same(
    cart: Cart, taxable: Sequence[int], bearing: Sequence[ClassTax], taxation: Taxation
) -> bool:
    """Whether the cart's taxes come out of it, each line's and each rate's."""
    totals = cart.totals
    if taxation.inclusive != totals.tax_included:
        return False
    amounts, sums = taxes_on(taxable, [*(line.quantity for line in cart.lines), 1], bearing, taxation)
    named = [(tax.name, tax.rate, tax.amount) for tax in totals.tax_lines if tax.amount]
    found = [(tax.name, tax.rate, tax.amount) for tax in sums if tax.amount]
    return named == found and amounts[:-1] == [line.tax for line in cart.lines]


def _apart(cart: Cart, taxable: Sequence[int], bearing: Sequence[ClassTax], taxation: Taxation) -> TaxedParts:
    """The parts, now that it is known what bears which tax."""
    amounts, sums = taxes_on(taxable, [*(line.quantity for line in cart.lines), 1], bearing, taxation)
    held = _held(taxable, bearing, taxation, amounts)
    nets = [amount - tax for amount, tax in zip(taxable, held, strict=True)]
    borne = [
        tuple(dict.fromkeys(taxation.names[charge.position] for charge in tax.charges)) for tax in bearing
    ]
    delivered = bool(cart.totals.shipping)
    taxes = []
    for tax in sums:
        key = (tax.name, tax.rate)
        bears = [net for net, names in zip(nets, borne, strict=True) if key in names]
        if any(key in names for names in borne[:-1]) or (delivered and key in borne[-1]):
            taxes.append(DocumentTax(name=tax.name, rate=tax.rate, net=sum(bears), amount=tax.amount))
    parts = [
        TaxedPart(net, tuple(f"{name} {rate} %" for name, rate in names))
        for net, names in zip(nets, borne, strict=True)
    ]
    return TaxedParts(tuple(parts[:-1]), parts[-1], tuple(taxes))


def _held(
    taxable: Sequence[int],
    bearing: Sequence[ClassTax],
    taxation: Taxation,
    amounts: Sequence[int | None],
) -> list[int]:
    """The tax that each amount holds: none where tax goes on top."""
    if not taxation.inclusive:
        return [0] * len(taxable)
    if not taxation.by_total:
        return [amount or 0 for amount in amounts]
    _, sums = taxes_on(taxable, [1] * len(taxable), bearing, taxation)
    whole = {(tax.name, tax.rate): tax.amount for tax in sums}
    over = lcm(*(PERCENT_SCALE + tax.rate for tax in bearing))
    held = [0] * len(taxable)
    for position, key in enumerate(taxation.names):
        weights = [
            amount
            * sum(charge.units for charge in tax.charges if charge.position == position)
            * (over // (PERCENT_SCALE + tax.rate))
            for amount, tax in zip(taxable, bearing, strict=True)
        ]
        for place, part in enumerate(distribute(whole.get(key, 0), weights)):
            held[place] += part
    return held


def _unknown(cart: Cart, taxable: Sequence[int]) -> TaxedParts:
    """What can still be said where nobody knows any more what bore which tax."""
    totals = cart.totals
    whole = totals.total - totals.tax
    nets: list[int | None]
    if not totals.tax_included or not totals.tax:
        nets = [*taxable]
    elif any(line.tax is None for line in cart.lines):
        nets = [None] * len(taxable)
    else:
        known = [amount - (line.tax or 0) for amount, line in zip(taxable[:-1], cart.lines, strict=True)]
        nets = [*known, whole - sum(known)]
    taxes = tuple(DocumentTax(name=tax.name, rate=tax.rate, amount=tax.amount) for tax in totals.tax_lines)
    parts = [TaxedPart(net) for net in nets]
    return TaxedParts(tuple(parts[:-1]), parts[-1], taxes)
