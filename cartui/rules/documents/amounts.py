"""The amounts of a document: those of the cart, and what each rate was taken of.

Every figure that a cart has is taken over to the unit. A cart does not keep which rate its lines were taxed
at, nor what a rate was taken of, so that is found again: by the shop's rates at the cart's place on its day,
and only where they explain the taxes that the cart has. Nets add up by these rules:

- Prices without tax: the net is the amount itself.
- Prices with tax: the net is the amount less its own tax, so that nets and taxes sum to what is paid.
- Prices with tax where the market rounds only each tax's sum: what is left of all lines of one class without
  its taxes is spread over them by amount, largest remainder first (``distribute``).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from cartui.model.address import TaxPlace
from cartui.model.cart import Cart, CartLine
from cartui.model.document import DocumentLine, DocumentTax
from cartui.model.percent import PERCENT_SCALE
from cartui.model.shop import Shop
from cartui.rules.documents.parties import is_picked_up
from cartui.rules.pricing.distribution import distribute
from cartui.rules.pricing.rounding import units_of
from cartui.rules.tax.taxes import rates_for

Rate = tuple[str, int]
"""A tax by its name and its percentage in units of ``PERCENT_SCALE``: two spellings are one tax."""

_DELIVERY: Final = -1
"""Stands for the delivery among the lines' positions."""


@dataclass(frozen=True, slots=True)
class _Taxed:
    """One line, or the delivery."""

    position: int
    amount: int
    """What is taxed, as the market's prices are meant."""
    tax: int | None
    quantity: int
    rates: tuple[Rate, ...]


@dataclass(frozen=True, slots=True)
class Amounts:
    """The lines and taxes of a document."""

    lines: tuple[DocumentLine, ...]
    taxes: tuple[DocumentTax, ...]


def amounts_of(cart: Cart, shop: Shop, on: date) -> Amounts:
    """The lines and taxes of a cart that was priced on that day of its market."""
    rates = _rates_by_class(cart, shop, on)
    items = _items(cart, shop, rates)
    nets = _nets(cart, items)
    bases = _bases(items, nets)
    if not _explains(cart, items, bases):
        items = [_of_the_only_rate(cart, item) for item in items]
        bases = _bases(items, nets) if len(cart.totals.tax_lines) == 1 else {}
    written = {(tax.name, units_of(tax.rate)): f"{tax.name} {tax.rate} %" for tax in cart.totals.tax_lines}
    lines = tuple(
        _line(line, nets.get(at), [written[rate] for rate in item.rates if rate in written])
        for at, (line, item) in enumerate(zip(cart.lines, items, strict=False))
    )
    taxes = tuple(
        DocumentTax(
            name=tax.name, rate=tax.rate, net=bases.get((tax.name, units_of(tax.rate))), amount=tax.amount
        )
        for tax in cart.totals.tax_lines
    )
    return Amounts(lines, taxes)


def _line(line: CartLine, net: int | None, rates: Sequence[str]) -> DocumentLine:
    """One line as a document has it."""
    return DocumentLine(
        sku=line.sku or "",
        title=line.title,
        options=line.options,
        quantity=line.quantity,
        unit_price=line.unit_price,
        discount=line.discount + line.coupon,
        net=net,
        tax=line.tax,
        total=line.total,
        rates=tuple(rates),
    )


def _rates_by_class(cart: Cart, shop: Shop, on: date) -> Mapping[str, tuple[Rate, ...]]:
    """The taxes of each class at the cart's place on that day; nothing for who is exempt."""
    market = shop.market(cart.market)
    if market is None or cart.tax_exempt:
        return {}
    address = cart.shipping_address
    if is_picked_up(cart) and cart.fulfilment is not None:
        service = market.service(cart.fulfilment.service)
        address = None if service is None else service.outlet
    place = TaxPlace(country=market.countries[0])
    if address is not None and address.country:
        place = TaxPlace(country=address.country, region=address.region, postcode=address.postcode)
    found: dict[str, tuple[Rate, ...]] = {}
    for row in rates_for(shop.tax_rates, place, on):
        found[row.tax_class] = (*found.get(row.tax_class, ()), (row.name, units_of(row.rate)))
    return found


def _items(cart: Cart, shop: Shop, rates: Mapping[str, tuple[Rate, ...]]) -> list[_Taxed]:
    """The lines in their order, and the delivery behind them."""
    items = [
        _Taxed(
            at,
            line.gross - line.discount - line.coupon,
            line.tax,
            line.quantity,
            rates.get(line.tax_class or "", ()),
        )
        for at, line in enumerate(cart.lines)
    ]
    market = shop.market(cart.market)
    name = "" if cart.fulfilment is None else cart.fulfilment.service
    service = None if market is None else market.service(name)
    tax_class = "" if service is None else service.tax_class or ""
    taxes = [line.tax for line in cart.lines]
    rest = cart.totals.tax - sum(tax or 0 for tax in taxes)
    tax = None if any(each is None for each in taxes) else rest
    return [*items, _Taxed(_DELIVERY, cart.totals.shipping, tax, 1, rates.get(tax_class, ()))]


def _nets(cart: Cart, items: Sequence[_Taxed]) -> dict[int, int]:
    """What each is without its tax, by position, as far as that can be told."""
    if not cart.totals.tax_included or cart.tax_exempt:
        return {item.position: item.amount for item in items}
    if all(item.tax is not None for item in items):
        return {item.position: item.amount - (item.tax or 0) for item in items}
    classes: dict[tuple[Rate, ...], list[_Taxed]] = {}
    for item in items:
        classes.setdefault(item.rates, []).append(item)
    shared = [rate for rates in classes for rate in set(rates)]
    taxes = {(tax.name, units_of(tax.rate)): tax.amount for tax in cart.totals.tax_lines}
    nets: dict[int, int] = {}
    for rates, members in classes.items():
        if any(shared.count(rate) > 1 for rate in rates):
            continue  # the sum of a tax that two classes have cannot be told apart
        left = sum(item.amount for item in members) - sum(taxes.get(rate, 0) for rate in set(rates))
        parts = distribute(left, [item.amount for item in members])
        nets |= {item.position: part for item, part in zip(members, parts, strict=True)}
    return nets


def _bases(items: Iterable[_Taxed], nets: Mapping[int, int]) -> dict[Rate, int]:
    """What each tax was taken of; one of which a part is not known is left out."""
    bases: dict[Rate, int] = {}
    unknown: set[Rate] = set()
    for item in items:
        for rate in set(item.rates):
            bases[rate] = bases.get(rate, 0) + nets.get(item.position, 0)
            if item.position not in nets:
                unknown.add(rate)
    return {rate: base for rate, base in bases.items() if rate not in unknown}


def _explains(cart: Cart, items: Sequence[_Taxed], bases: Mapping[Rate, int]) -> bool:
    """Whether the rates give the cart's taxes, as near as rounding each line or unit of it allows."""
    units = sum(item.quantity for item in items)
    taxes = {(tax.name, units_of(tax.rate)): tax.amount for tax in cart.totals.tax_lines}
    applied = {rate for item in items if item.amount for rate in item.rates if rate[1]}
    if not applied <= taxes.keys():
        return False
    for rate, amount in taxes.items():
        base = bases.get(rate)
        if rate not in applied and amount:
            return False
        if base is not None and abs(base * rate[1] - amount * PERCENT_SCALE) > units * 2 * PERCENT_SCALE:
            return False
    return True


def _of_the_only_rate(cart: Cart, item: _Taxed) -> _Taxed:
    """The item by what the cart itself tells: with one tax alone, whatever was taxed was taxed at that."""
    taxes = cart.totals.tax_lines
    rates: tuple[Rate, ...] = ()
    if len(taxes) == 1 and item.tax:
        rates = ((taxes[0].name, units_of(taxes[0].rate)),)
    return _Taxed(item.position, item.amount, item.tax, item.quantity, rates)
