"""Pricing of a cart in the model's words: ``PricingInput`` in, ``PricingResult`` or explanations out.

Both answers come from :mod:`cartui.rules.pricing.figures`, so what is explained is what was computed. How a
total comes about is told in ``docs/pricing.md``.
"""

from collections.abc import Callable
from datetime import date

from cartui.model.pricing import (
    CouponToPrice,
    Explanation,
    LineToPrice,
    PricedLine,
    PricingInput,
    PricingResult,
    ShippingToPrice,
    TaxLine,
)
from cartui.rules.pricing.explaining import explanations_of
from cartui.rules.pricing.figures import CouponParts, Figures, LineParts, ShippingParts, figures_of
from cartui.rules.tax.taxation import Taxation, taxation_for


def price(data: PricingInput, *, on: date | None = None, reverse_charge: bool = False) -> PricingResult:
    """Return the figures of a cart.

    Args:
        data: The cart, with its unit prices and its delivery price already chosen and a coupon that matches.
        on: The day on which tax rates must be valid; ``None`` does not look at their days.
        reverse_charge: Whether the customer, a business abroad, owes the tax itself: none is charged.
    """
    figures = _figures(data, _taxation(data, on, reverse_charge))
    return PricingResult.model_construct(
        currency=data.market.currency,
        subtotal=figures.subtotal,
        coupon=figures.coupon,
        shipping=figures.shipping,
        tax=figures.tax,
        tax_lines=tuple(TaxLine(tax.name, tax.rate, tax.amount) for tax in figures.tax_sums),
        total=figures.total,
        lines=tuple(
            PricedLine.model_construct(
                sku=line.sku,
                gross=result.gross,
                discount=result.discount,
                coupon=result.coupon,
                tax=result.tax,
            )
            for line, result in zip(data.lines, figures.lines, strict=True)
        ),
    )


def explain(
    data: PricingInput,
    *,
    on: date | None = None,
    reverse_charge: bool = False,
    show: Callable[[int], str] = str,
) -> tuple[Explanation, ...]:
    """Return each figure of a cart with the rule and the rate that it came from.

    Takes what :func:`price` takes; ``show`` writes minor units in the sentences, as plain numbers by default.
    """
    taxation = _taxation(data, on, reverse_charge)
    code = data.coupon.code if data.coupon is not None else None
    lines, coupon, shipping = _lines(data), _coupon(data.coupon), _shipping(data.shipping)
    figures = figures_of(taxation, lines, coupon, shipping)
    return explanations_of(figures, taxation, lines, coupon, shipping, code=code or "", show=show)


def _taxation(data: PricingInput, on: date | None, reverse_charge: bool) -> Taxation:
    """The taxation of the cart's market at its place."""
    return taxation_for(
        data.market,
        data.tax_rates,
        data.ship_to,
        tax_exempt=data.customer.tax_exempt,
        reverse_charge=reverse_charge,
        on=on,
    )


def _figures(data: PricingInput, taxation: Taxation) -> Figures:
    """The figures of the cart."""
    return figures_of(taxation, _lines(data), _coupon(data.coupon), _shipping(data.shipping))


def _lines(data: PricingInput) -> tuple[LineParts, ...]:
    """The lines as plain values."""
    return tuple(map(_line, data.lines))


def _line(line: LineToPrice) -> LineParts:
    """A line as a plain value."""
    if line.discount is None:
        return LineParts(line.unit_price, line.quantity, line.tax_class, line.sku)
    return LineParts(
        line.unit_price,
        line.quantity,
        line.tax_class,
        line.sku,
        discount_percent=line.discount.percent,
        discount_amount=line.discount.amount,
    )


def _coupon(coupon: CouponToPrice | None) -> CouponParts | None:
    """The coupon as a plain value: a percentage is text, an amount a number."""
    if coupon is None:
        return None
    skus = frozenset(coupon.skus) if coupon.skus is not None else None
    match coupon.kind:
        case "percent":
            return CouponParts(percent=str(coupon.value), skus=skus)
        case "amount":
            return CouponParts(amount=int(coupon.value or 0), skus=skus)
        case "free_shipping":
            return CouponParts(free_shipping=True, skus=skus)


def _shipping(shipping: ShippingToPrice | None) -> ShippingParts | None:
    """The delivery as a plain value."""
    return ShippingParts(shipping.price, shipping.tax_class) if shipping is not None else None
