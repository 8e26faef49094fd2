"""The figures of a cart from its lines, coupon and delivery: the one computation behind every total.

It takes plain slotted values and a prepared :class:`~cartui.rules.tax.taxation.Taxation`, since bulk prices
carts by the ten thousand; :mod:`cartui.rules.pricing.results` adapts the pydantic words of the model to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat
from operator import attrgetter, mul, sub
from typing import Final, NamedTuple, Protocol

from cartui.model.quick_value import quick_value
from cartui.rules.pricing.distribution import distribute
from cartui.rules.pricing.rounding import share_of
from cartui.rules.tax.taxation import UNTAXED, ClassTax, Taxation
from cartui.rules.tax.taxes import ExactTax, TaxSum, tax_of, taxes_of

_UNIT_PRICE: Final = attrgetter("unit_price")
_QUANTITY: Final = attrgetter("quantity")
_TAX_CLASS: Final = attrgetter("tax_class")
_OWN_DISCOUNT: Final = attrgetter("discount_percent", "discount_amount")
_NO_DISCOUNT: Final = (None, None)


class PricedAs(Protocol):
    """What figures ask of a line: a :class:`LineParts`, or a line's content as it is stored."""

    @property
    def unit_price(self) -> int:
        """Minor units of one unit, already chosen."""

    @property
    def quantity(self) -> int:
        """Units."""

    @property
    def tax_class(self) -> str | None:
        """``None``: untaxed."""

    @property
    def sku(self) -> str | None:
        """``None``: an item of its own."""

    @property
    def discount_percent(self) -> str | None:
        """At most one of the two discounts is given."""

    @property
    def discount_amount(self) -> int | None:
        """Minor units of the whole line."""


@dataclass(frozen=True, slots=True)
class LineParts:
    """A line with its unit price already chosen. At most one of the two discounts is given."""

    unit_price: int
    quantity: int
    tax_class: str | None = None
    sku: str = ""
    discount_percent: str | None = None
    discount_amount: int | None = None
    """Minor units of the whole line."""


@dataclass(frozen=True, slots=True)
class CouponParts:
    """A coupon that matches. One of ``percent``, ``amount`` and ``free_shipping`` is given."""

    percent: str | None = None
    amount: int | None = None
    free_shipping: bool = False
    skus: frozenset[str] | None = None
    """The variants that it is for; ``None``: every line."""


@quick_value
class ShippingParts:
    """A delivery with its price already chosen (minor units)."""

    price: int
    tax_class: str | None = None


class LineResult(NamedTuple):
    """The figures of one line in minor units."""

    unit_price: int
    """What one unit costs here: the price given, unless ``keep_net`` or an exemption changed it."""
    gross: int
    discount: int
    coupon: int
    tax: int | None
    """``None`` where each tax is rounded once for the whole cart."""

    @property
    def value(self) -> int:
        """The line after its own discount."""
        return self.gross - self.discount

    @property
    def taxable(self) -> int:
        """What of the line is taxed."""
        return self.gross - self.discount - self.coupon


@quick_value
class Figures:
    """The figures of a cart in minor units."""

    subtotal: int
    coupon: int
    shipping: int
    shipping_tax: int | None
    """Already in ``tax``; ``None`` where each tax is rounded once for the whole cart."""
    tax: int
    tax_sums: tuple[TaxSum, ...]
    total: int
    columns: "LineColumns"

    @property
    def lines(self) -> tuple[LineResult, ...]:
        """The figures line by line."""
        return tuple(map(LineResult, *self.columns[:5]))


@quick_value
class ValuedLines:
    """The lines of a cart before coupon and tax, each figure in the lines' order."""

    lines: Sequence[PricedAs]
    taxes: list[ClassTax]
    quantities: list[int]
    unit_prices: list[int]
    grosses: list[int]
    discounts: list[int]
    values: list[int]
    """What is left of the gross without the line's own discount."""
    subtotal: int
    """What the conditions of coupons and the prices of delivery ask for."""


class LineColumns(NamedTuple):
    """The figures of all lines, each in the lines' order: columns are reckoned by the thousand, not rows."""

    unit_prices: Sequence[int]
    grosses: Sequence[int]
    discounts: Sequence[int]
    coupons: Sequence[int]
    taxes: Sequence[int | None]
    taxable: Sequence[int]
    """What is left of the gross without discount and coupon."""


def figures_of(
    taxation: Taxation,
    lines: Sequence[PricedAs],
    coupon: CouponParts | None = None,
    shipping: ShippingParts | None = None,
) -> Figures:
    """Compute every figure of a cart.

    Raises:
        ValueError: A discount is no percentage.
    """
    return figures_of_valued(taxation, valued_lines(taxation, lines), coupon, shipping)


def valued_lines(taxation: Taxation, lines: Sequence[PricedAs]) -> ValuedLines:
    """Compute what the lines come to before coupon and tax; raises as :func:`figures_of` does."""
    classes = taxation.classes
    taxes = [classes.get(tax_class, UNTAXED) for tax_class in map(_TAX_CLASS, lines)]
    quantities = list(map(_QUANTITY, lines))
    units = list(map(_UNIT_PRICE, lines))
    if not taxation.keeps_prices:
        units = [taxation.price_here(unit, tax) for unit, tax in zip(units, taxes, strict=True)]
    grosses = list(map(mul, units, quantities))
    discounts = [0] * len(lines)
    for place, given in enumerate(map(_OWN_DISCOUNT, lines)):
        if given != _NO_DISCOUNT:
            discounts[place] = _line_discount(lines[place], grosses[place], taxation)
    values = list(map(sub, grosses, discounts))
    return ValuedLines(lines, taxes, quantities, units, grosses, discounts, values, sum(values))


def figures_of_valued(
    taxation: Taxation,
    valued: ValuedLines,
    coupon: CouponParts | None = None,
    shipping: ShippingParts | None = None,
) -> Figures:
    """Compute the same as :func:`figures_of` of lines that were valued for that taxation."""
    lines, values = valued.lines, valued.values
    parts = _coupon_parts(coupon, lines, values, taxation)
    shipping_class = taxation.tax_of(shipping.tax_class) if shipping is not None else None
    shipping_price = _shipping_price(shipping, shipping_class, coupon, lines, taxation)

    left = list(map(sub, values, parts))
    if shipping_class is None:
        line_taxes, sums = taxes_on(left, valued.quantities, valued.taxes, taxation)
        shipping_tax: int | None = 0
    else:
        taxable, quantities = [*left, shipping_price], [*valued.quantities, 1]
        line_taxes, sums = taxes_on(taxable, quantities, [*valued.taxes, shipping_class], taxation)
        shipping_tax = line_taxes.pop()

    coupon_amount = sum(parts)
    tax = sum([item.amount for item in sums])
    return Figures(
        subtotal=valued.subtotal,
        coupon=coupon_amount,
        shipping=shipping_price,
        shipping_tax=shipping_tax,
        tax=tax,
        tax_sums=sums,
        total=valued.subtotal - coupon_amount + shipping_price + (0 if taxation.inclusive else tax),
        columns=LineColumns(valued.unit_prices, valued.grosses, valued.discounts, parts, line_taxes, left),
    )


def _line_discount(line: PricedAs, gross: int, taxation: Taxation) -> int:
    """What the line's own discount takes off: never more than the line."""
    if line.discount_percent is not None:
        return share_of(gross, line.discount_percent, taxation.policy.rounding)
    if line.discount_amount is not None:
        return min(line.discount_amount, gross)
    return 0


def is_eligible(coupon: CouponParts, line: PricedAs) -> bool:
    """Whether the coupon is for that line."""
    return coupon.skus is None or line.sku in coupon.skus


def _coupon_parts(
    coupon: CouponParts | None, lines: Sequence[PricedAs], values: Sequence[int], taxation: Taxation
) -> list[int]:
    """Each line's part of the coupon, spread over the eligible lines by value."""
    if coupon is None or coupon.free_shipping:
        return [0] * len(lines)
    weights = [value if is_eligible(coupon, line) else 0 for value, line in zip(values, lines, strict=True)]
    whole = sum(weights)
    if coupon.percent is not None:
        amount = share_of(whole, coupon.percent, taxation.policy.rounding)
    else:
        amount = min(coupon.amount or 0, whole)
    return distribute(amount, weights)


def _shipping_price(
    shipping: ShippingParts | None,
    tax: ClassTax | None,
    coupon: CouponParts | None,
    lines: Sequence[PricedAs],
    taxation: Taxation,
) -> int:
    """What delivery costs here; nothing with a coupon for free shipping that matches a line."""
    if shipping is None or tax is None:
        return 0
    if coupon is not None and coupon.free_shipping and any(is_eligible(coupon, line) for line in lines):
        return 0
    return taxation.price_here(shipping.price, tax)


def taxes_on(
    taxable: Sequence[int], quantities: Sequence[int], taxes: Sequence[ClassTax], taxation: Taxation
) -> tuple[list[int | None], tuple[TaxSum, ...]]:
    """Compute the tax of each amount, ``None`` where only sums are rounded, and the sum of each (name, rate).

    ``taxable`` are minor units after discount and coupon, delivery among them as one of quantity 1, and
    ``taxes`` what applies to each.
    """
    if taxation.by_total:
        return [None] * len(taxable), _taxes_by_total(taxable, taxes, taxation)
    rounding, inclusive, by_unit = taxation.policy.rounding, taxation.inclusive, taxation.by_unit
    sums: list[int | None] = [None] * len(taxation.names)
    if taxes and len(taxes[0].charges) == 1 and taxes.count(taxes[0]) == len(taxes):  # nearly always
        tax = taxes[0]
        shares = quantities if by_unit else repeat(1)
        same = map(tax_of, taxable, shares, repeat(tax.rate), repeat(inclusive), repeat(rounding))
        found = list(same)
        sums[tax.charges[0].position] = sum(found)
        return [*found], _named(sums, taxation)
    amounts: list[int | None] = []
    for amount, quantity, tax in zip(taxable, quantities, taxes, strict=True):
        charges = tax.charges
        shared = quantity if by_unit else 1
        if len(charges) == 1:
            part = tax_of(amount, shared, tax.rate, inclusive, rounding)
            position = charges[0].position
            sums[position] = (sums[position] or 0) + part
            amounts.append(part)
            continue
        parts = taxes_of(amount, shared, charges, inclusive=inclusive, rounding=rounding)
        for charge, part in zip(charges, parts, strict=True):
            sums[charge.position] = (sums[charge.position] or 0) + part
        amounts.append(sum(parts))
    return amounts, _named(sums, taxation)


def _taxes_by_total(
    taxable: Sequence[int], taxes: Sequence[ClassTax], taxation: Taxation
) -> tuple[TaxSum, ...]:
    """The sum of each (name, rate), exact over all lines and then rounded once."""
    exact: list[ExactTax | None] = [None] * len(taxation.names)
    for amount, tax in zip(taxable, taxes, strict=True):
        extracted = tax.rate if taxation.inclusive else 0
        for charge in tax.charges:
            found = exact[charge.position]
            if found is None:
                found = exact[charge.position] = ExactTax()
            found.add(amount, charge, extracted)
    rounding = taxation.policy.rounding
    return _named([found.rounded(rounding) if found is not None else None for found in exact], taxation)


def _named(sums: Sequence[int | None], taxation: Taxation) -> tuple[TaxSum, ...]:
    """The sums of the taxes that some line has, even where they come to nothing."""
    return tuple(
        TaxSum(name, rate, amount)
        for (name, rate), amount in zip(taxation.names, sums, strict=True)
        if amount is not None
    )
