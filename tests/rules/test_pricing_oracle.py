"""The same figures computed a second way, with exact fractions and none of the product's rules."""

from decimal import Decimal
from fractions import Fraction
from math import floor

from hypothesis import given, settings

from cartui.model.pricing import LineToPrice, PricingInput
from cartui.rules.pricing.results import price
from tests.rules.carts_to_price import carts
from tests.scale import full_or_tenth


def nearest(value: Fraction, rounding: str) -> int:
    """The nearest integer of a value that is not negative."""
    below = floor(value)
    rest = value - below
    if rest == Fraction(1, 2):
        return {"half_up": below + 1, "half_down": below, "half_even": below + below % 2}[rounding]
    return below + (rest > Fraction(1, 2))


def percent(text: str) -> Fraction:
    """A percentage as a fraction of one."""
    return Fraction(Decimal(text)) / 100


def spread(amount: int, weights: list[int]) -> list[int]:
    """Largest remainder, handing out one unit after the other."""
    if not amount:
        return [0] * len(weights)
    exact = [Fraction(amount * weight, sum(weights)) for weight in weights]
    parts = [floor(share) for share in exact]
    while sum(parts) < amount:
        gaps = [share - part for share, part in zip(exact, parts, strict=True)]
        parts[gaps.index(max(gaps))] += 1
    return parts


class Oracle:
    """A cart priced slowly."""

    def __init__(self, data: PricingInput) -> None:
        self.data = data
        self.market = data.market
        self.inclusive = data.market.tax_mode == "inclusive"
        self.exempt = data.customer.tax_exempt
        self.home = data.market.countries[0]
        self.country = data.ship_to.country if data.ship_to else self.home
        self.region = data.ship_to.region if data.ship_to else None
        self.exact: dict[tuple[str, Fraction], Fraction] = {}
        self.rounded: dict[tuple[str, Fraction], int] = {}

    def round(self, value: Fraction) -> int:
        return nearest(value, self.market.rounding)

    def rates(self, tax_class: str | None, country: str, region: str | None) -> list[tuple[str, Fraction]]:
        return [
            (row.name, percent(row.rate))
            for row in self.data.tax_rates
            if row.tax_class == tax_class and row.country == country and row.region in (None, region)
        ]

    def charged(self, tax_class: str | None) -> list[tuple[str, Fraction]]:
        return [] if self.exempt else self.rates(tax_class, self.country, self.region)

    def price_here(self, amount: int, tax_class: str | None) -> int:
        if not self.inclusive:
            return amount
        held = self.rates(tax_class, self.country, self.region)
        if self.market.cross_border == "keep_net" and self.country != self.home:
            held = self.rates(tax_class, self.home, None)
        off, on = sum(rate for _, rate in held), sum(rate for _, rate in self.charged(tax_class))
        return self.round(Fraction(amount) * (1 + on) / (1 + off))

    def discount(self, line: LineToPrice, gross: int) -> int:
        if line.discount is None:
            return 0
        if line.discount.amount is not None:
            return min(gross, line.discount.amount)
        return self.round(gross * percent(line.discount.percent or "0"))

    def coupon(self, values: list[int]) -> list[int]:
        coupon = self.data.coupon
        if coupon is None or coupon.kind == "free_shipping":
            return [0] * len(values)
        lines = zip(self.data.lines, values, strict=True)
        weights = [value if coupon.skus is None or line.sku in coupon.skus else 0 for line, value in lines]
        text = str(coupon.value)
        amount = self.round(sum(weights) * percent(text)) if coupon.kind == "percent" else int(text)
        return spread(min(amount, sum(weights)), weights)

    def delivery(self) -> tuple[int, str | None]:
        shipping, coupon = self.data.shipping, self.data.coupon
        if shipping is None:
            return 0, None
        if coupon is not None and coupon.kind == "free_shipping":
            matching = [line for line in self.data.lines if coupon.skus is None or line.sku in coupon.skus]
            if matching:
                return 0, shipping.tax_class
        return self.price_here(shipping.price, shipping.tax_class), shipping.tax_class

    def tax(self, taxable: int, quantity: int, tax_class: str | None) -> int:
        """Note the taxes of an amount, and answer what they come to when they are rounded at once."""
        charged = self.charged(tax_class)
        rate = sum(rate for _, rate in charged)
        times = quantity if self.market.tax_rounding == "unit" else 1
        base = Fraction(taxable, times) / (1 + rate if self.inclusive else 1)
        for name, one in charged:
            self.exact[name, one] = self.exact.get((name, one), Fraction(0)) + base * times * one
        if self.inclusive:
            whole = self.round(base * rate) * times
            parts = spread(whole, [int(one * 10**8) for _, one in charged])
        else:
            parts = [self.round(base * one) * times for _, one in charged]
        for key, part in zip(charged, parts, strict=True):
            self.rounded[key] = self.rounded.get(key, 0) + part
        return sum(parts)

    def figures(self) -> dict[str, object]:
        lines = self.data.lines
        grosses = [self.price_here(line.unit_price, line.tax_class) * line.quantity for line in lines]
        discounts = [self.discount(line, gross) for line, gross in zip(lines, grosses, strict=True)]
        values = [gross - discount for gross, discount in zip(grosses, discounts, strict=True)]
        parts = self.coupon(values)
        taxes: list[int | None] = [
            self.tax(value - part, line.quantity, line.tax_class)
            for line, value, part in zip(lines, values, parts, strict=True)
        ]
        shipping, shipping_class = self.delivery()
        self.tax(shipping, 1, shipping_class)
        sums = self.rounded
        if self.market.tax_rounding == "total":
            taxes = [None] * len(lines)
            sums = {key: self.round(value) for key, value in self.exact.items()}
        tax = sum(sums.values())
        return {
            "lines": list(zip(grosses, discounts, parts, taxes, strict=True)),
            "shipping": shipping,
            "sums": sums,
            "tax": tax,
            "total": sum(values) - sum(parts) + shipping + (0 if self.inclusive else tax),
        }


@settings(max_examples=full_or_tenth(5000), deadline=None)
@given(carts)
def test_the_rules_agree_with_exact_fractions(data: PricingInput) -> None:
    result = price(data)
    assert Oracle(data).figures() == {
        "lines": [(line.gross, line.discount, line.coupon, line.tax) for line in result.lines],
        "shipping": result.shipping,
        "sums": {(item.name, percent(item.rate)): item.amount for item in result.tax_lines},
        "tax": result.tax,
        "total": result.total,
    }
