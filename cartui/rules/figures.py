"""The figures of a cart from its lines, coupon and delivery: the one computation behind every total.

It takes plain slotted values and a prepared :class:`~cartui.rules.taxation.Taxation`, since bulk prices carts
by the ten thousand; :mod:`cartui.rules.pricing` adapts the pydantic words of the model to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cartui.rules.distribution import distribute
from cartui.rules.rounding import share_of
from cartui.rules.tax import ExactTax, TaxSum, taxes_of
from cartui.rules.taxation import ClassTax, Taxation


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


@dataclass(frozen=True, slots=True)
class ShippingParts:
    """A delivery with its price already chosen (minor units)."""

    price: int
    tax_class: str | None = None


@dataclass(frozen=True, slots=True)
class LineResult:
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


@dataclass(frozen=True, slots=True)
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
    lines: tuple[LineResult, ...]


def figures_of(
    taxation: Taxation,
    lines: Sequence[LineParts],
    coupon: CouponParts | None = None,
    shipping: ShippingParts | None = None,
) -> Figures:
    """Compute every figure of a cart.

    Raises:
        ValueError: A discount is no percentage.
    """
    taxes = [taxation.tax_of(line.tax_class) for line in lines]
    units, grosses, discounts = _before_coupon(taxation, lines, taxes)
    values = [gross - discount for gross, discount in zip(grosses, discounts, strict=True)]
    parts = _coupon_parts(coupon, lines, values, taxation)
    shipping_class = taxation.tax_of(shipping.tax_class) if shipping is not None else None
    shipping_price = _shipping_price(shipping, shipping_class, coupon, lines, taxation)

    taxed = [
        (value - part, line.quantity, tax)
        for value, part, line, tax in zip(values, parts, lines, taxes, strict=True)
    ]
    if shipping_class is not None:
        taxed.append((shipping_price, 1, shipping_class))
    line_taxes, sums = _taxes(taxed, taxation)
    shipping_tax = line_taxes.pop() if shipping_class is not None else 0

    subtotal, coupon_amount = sum(values), sum(parts)
    tax = sum(item.amount for item in sums)
    return Figures(
        subtotal=subtotal,
        coupon=coupon_amount,
        shipping=shipping_price,
        shipping_tax=shipping_tax,
        tax=tax,
        tax_sums=sums,
        total=subtotal - coupon_amount + shipping_price + (0 if taxation.inclusive else tax),
        lines=tuple(map(LineResult, units, grosses, discounts, parts, line_taxes)),
    )


def subtotal_of(taxation: Taxation, lines: Sequence[LineParts]) -> int:
    """Compute the subtotal alone: what the conditions of coupons and the prices of delivery ask for."""
    taxes = [taxation.tax_of(line.tax_class) for line in lines]
    _, grosses, discounts = _before_coupon(taxation, lines, taxes)
    return sum(grosses) - sum(discounts)


def _before_coupon(
    taxation: Taxation, lines: Sequence[LineParts], taxes: Sequence[ClassTax]
) -> tuple[list[int], list[int], list[int]]:
    """The unit price, the gross and the own discount of each line."""
    units = [taxation.price_here(line.unit_price, tax) for line, tax in zip(lines, taxes, strict=True)]
    grosses = [unit * line.quantity for unit, line in zip(units, lines, strict=True)]
    discounts = [_line_discount(line, gross, taxation) for line, gross in zip(lines, grosses, strict=True)]
    return units, grosses, discounts


def _line_discount(line: LineParts, gross: int, taxation: Taxation) -> int:
    """What the line's own discount takes off: never more than the line."""
    if line.discount_percent is not None:
        return share_of(gross, line.discount_percent, taxation.policy.rounding)
    if line.discount_amount is not None:
        return min(line.discount_amount, gross)
    return 0


def is_eligible(coupon: CouponParts, line: LineParts) -> bool:
    """Whether the coupon is for that line."""
    return coupon.skus is None or line.sku in coupon.skus


def _coupon_parts(
    coupon: CouponParts | None, lines: Sequence[LineParts], values: Sequence[int], taxation: Taxation
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
    lines: Sequence[LineParts],
    taxation: Taxation,
) -> int:
    """What delivery costs here; nothing with a coupon for free shipping that matches a line."""
    if shipping is None or tax is None:
        return 0
    if coupon is not None and coupon.free_shipping and any(is_eligible(coupon, line) for line in lines):
        return 0
    return taxation.price_here(shipping.price, tax)


def _taxes(
    taxed: Sequence[tuple[int, int, ClassTax]], taxation: Taxation
) -> tuple[list[int | None], tuple[TaxSum, ...]]:
    """The tax of each (taxable, quantity, class), and the sum of each (name, rate)."""
    if taxation.by_total:
        return [None] * len(taxed), _taxes_by_total(taxed, taxation)
    rounding, inclusive, by_unit = taxation.policy.rounding, taxation.inclusive, taxation.by_unit
    sums: list[int | None] = [None] * len(taxation.names)
    amounts: list[int | None] = []
    for taxable, quantity, tax in taxed:
        parts = taxes_of(
            taxable, quantity if by_unit else 1, tax.charges, inclusive=inclusive, rounding=rounding
        )
        for charge, part in zip(tax.charges, parts, strict=True):
            sums[charge.position] = (sums[charge.position] or 0) + part
        amounts.append(sum(parts))
    return amounts, _named(sums, taxation)


def _taxes_by_total(taxed: Sequence[tuple[int, int, ClassTax]], taxation: Taxation) -> tuple[TaxSum, ...]:
    """The sum of each (name, rate), exact over all lines and then rounded once."""
    exact: list[ExactTax | None] = [None] * len(taxation.names)
    for taxable, _, tax in taxed:
        extracted = tax.rate if taxation.inclusive else 0
        for charge in tax.charges:
            found = exact[charge.position]
            if found is None:
                found = exact[charge.position] = ExactTax()
            found.add(taxable, charge, extracted)
    rounding = taxation.policy.rounding
    return _named([found.rounded(rounding) if found is not None else None for found in exact], taxation)


def _named(sums: Sequence[int | None], taxation: Taxation) -> tuple[TaxSum, ...]:
    """The sums of the taxes that some line has, even where they come to nothing."""
    return tuple(
        TaxSum(name, rate, amount)
        for (name, rate), amount in zip(taxation.names, sums, strict=True)
        if amount is not None
    )
