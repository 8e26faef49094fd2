"""Each figure of a cart in words: which rule and which rate it came from."""

from collections.abc import Callable, Iterator, Sequence

from cartui.model.percent import DECIMALS
from cartui.model.pricing import Explanation
from cartui.rules.pricing.figures import (
    CouponParts,
    Figures,
    LineResult,
    PricedAs,
    ShippingParts,
    is_eligible,
)
from cartui.rules.tax.taxation import ClassTax, Taxation

_ROUNDINGS = {"half_up": "a half up", "half_even": "a half to the even", "half_down": "a half down"}


def explanations_of(
    figures: Figures,
    taxation: Taxation,
    lines: Sequence[PricedAs],
    coupon: CouponParts | None,
    shipping: ShippingParts | None,
    *,
    code: str,
    show: Callable[[int], str],
) -> tuple[Explanation, ...]:
    """Explain what :func:`cartui.rules.pricing.figures.figures_of` answered for the same arguments.

    ``code`` is what the coupon is called; ``show`` writes minor units in the sentences.
    """
    words = _Words(taxation, coupon, code, show)
    found: list[Explanation] = []
    for index, (line, result) in enumerate(zip(lines, figures.lines, strict=True)):
        found += words.line(f"lines.{index}", line, result)
    found.append(Explanation(figure="subtotal", amount=figures.subtotal, rule="sum of gross less discount"))
    found.append(Explanation(figure="coupon", amount=figures.coupon, rule=words.coupon_rule()))
    found += words.shipping(shipping, figures)
    names = [tax.name for tax in figures.tax_sums]
    for tax in figures.tax_sums:
        # VAT at two rates is two figures; the path tells them apart only where it has to.
        path = f"tax.{tax.name}" if names.count(tax.name) == 1 else f"tax.{tax.name} {tax.rate} %"
        found.append(Explanation(figure=path, amount=tax.amount, rule=words.tax_sum_rule(tax.rate)))
    found.append(Explanation(figure="tax", amount=figures.tax, rule=words.tax_rule()))
    top = "subtotal - coupon + shipping" + ("" if taxation.inclusive else " + tax")
    found.append(Explanation(figure="total", amount=figures.total, rule=top))
    return tuple(found)


class _Words:
    """The sentences about one cart."""

    def __init__(
        self, taxation: Taxation, coupon: CouponParts | None, code: str, show: Callable[[int], str]
    ) -> None:
        self._taxation = taxation
        self._coupon = coupon
        self._code = code
        self._show = show
        self._half = _ROUNDINGS[taxation.policy.rounding]

    def line(self, path: str, line: PricedAs, result: LineResult) -> Iterator[Explanation]:
        """The figures of one line."""
        show = self._show
        tax = self._taxation.tax_of(line.tax_class)
        gross = f"{line.quantity} x {show(result.unit_price)}{self._price_change(line.unit_price, tax)}"
        yield Explanation(figure=f"{path}.gross", amount=result.gross, rule=gross)
        discount = self._discount_rule(line, result)
        yield Explanation(figure=f"{path}.discount", amount=result.discount, rule=discount)
        part = self._coupon_part_rule(line, result)
        yield Explanation(figure=f"{path}.coupon", amount=result.coupon, rule=part)
        if result.tax is not None:
            rule = self._tax_of(result.taxable, line.quantity, line.tax_class, tax)
            yield Explanation(figure=f"{path}.tax", amount=result.tax, rule=rule)

    def shipping(self, shipping: ShippingParts | None, figures: Figures) -> Iterator[Explanation]:
        """The figures of the delivery."""
        if shipping is None:
            yield Explanation(figure="shipping", amount=figures.shipping, rule="no delivery chosen")
            return
        tax = self._taxation.tax_of(shipping.tax_class)
        if self._coupon is not None and self._coupon.free_shipping and not figures.shipping:
            rule = f"free with coupon {self._code}, instead of {self._show(shipping.price)}"
        else:
            rule = f"price of the service{self._price_change(shipping.price, tax)}"
        yield Explanation(figure="shipping", amount=figures.shipping, rule=rule)
        if figures.shipping_tax is not None:
            rule = self._tax_of(figures.shipping, 1, shipping.tax_class, tax)
            yield Explanation(figure="shipping.tax", amount=figures.shipping_tax, rule=rule)

    def coupon_rule(self) -> str:
        """What the coupon takes off."""
        coupon = self._coupon
        if coupon is None:
            return "no coupon"
        if coupon.free_shipping:
            return f"{self._code}: free shipping"
        lines = "every line" if coupon.skus is None else "the lines of its products"
        if coupon.percent is not None:
            return f"{self._code}: {coupon.percent} % of {lines} after discounts, {self._half}"
        return f"{self._code}: {self._show(coupon.amount or 0)}, at most {lines} after discounts"

    def tax_sum_rule(self, rate: str) -> str:
        """How one tax is summed."""
        if self._taxation.by_total:
            return f"{rate} % of all its lines, summed exactly and rounded once, {self._half}"
        return f"{rate} %, sum of its lines and shipping"

    def tax_rule(self) -> str:
        """Where tax is due, and why there may be none."""
        taxation = self._taxation
        if taxation.reverse_charge:
            return "reverse charge: the customer owes the tax"
        if taxation.exempt:
            return "the customer is exempt from tax"
        place = taxation.place
        where = " ".join(part for part in (place.country, place.region, place.postcode) if part)
        return f"sum of the taxes of {where}, {'in' if taxation.inclusive else 'on top of'} the prices"

    def _price_change(self, amount: int, tax: ClassTax) -> str:
        """How a price became another one here."""
        if tax.contained == tax.wanted:
            return ""
        off, on = _percent(tax.contained), _percent(tax.wanted)
        change = f"with {off} % tax replaced by {on} %" if tax.wanted else f"less its {off} % tax"
        return f" ({self._show(amount)} {change}, {self._half})"

    def _discount_rule(self, line: PricedAs, result: LineResult) -> str:
        """Where the line's discount came from."""
        if line.discount_percent is not None:
            return f"{line.discount_percent} % of {self._show(result.gross)}, {self._half}"
        if line.discount_amount is None:
            return "no discount"
        return f"{self._show(line.discount_amount)}, at most the line"

    def _coupon_part_rule(self, line: PricedAs, result: LineResult) -> str:
        """Where the line's part of the coupon came from."""
        if self._coupon is None or self._coupon.free_shipping:
            return "none"
        if not is_eligible(self._coupon, line):
            return f"{self._code} is not for this product"
        return f"part of {self._code} by value {self._show(result.value)}, largest remainder first"

    def _tax_of(self, taxable: int, quantity: int, tax_class: str | None, tax: ClassTax) -> str:
        """How the tax of one line came about."""
        if self._taxation.exempt:
            return "none is due"
        if tax_class is None:
            return "no tax class"
        if not tax.charges:
            return f"no rate for class {tax_class} here"
        rates = " + ".join(f"{charge.name} {charge.rate} %" for charge in tax.charges)
        inside = "inside" if self._taxation.inclusive else "of"
        each = f", rounded by unit x {quantity}" if self._taxation.by_unit and quantity > 1 else ""
        return f"{rates} {inside} {self._show(taxable)}{each}, {self._half}"


def _percent(units: int) -> str:
    """Units of ``PERCENT_SCALE`` as a percentage without idle zeros."""
    whole, fraction = divmod(units, 10**DECIMALS)
    return f"{whole}.{fraction:0{DECIMALS}}".rstrip("0").rstrip(".")
