"""The figures of a cart: its content, the shop's rules and the customer in, totals out.

This joins the single rules (unit prices, coupon, delivery, tax) for a whole cart; it is the only place
that does, so that desk, command line, REST, bulk and preview cannot differ.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from dataclasses import fields as fields_of
from datetime import datetime
from functools import partial
from operator import attrgetter
from typing import Final
from zoneinfo import ZoneInfo

from cartui.model.cart import Totals
from cartui.model.coupon import AppliedCoupon, Coupon, CouponKind, CouponUse
from cartui.model.customer import Customer
from cartui.model.errors import Invalid
from cartui.model.market import DeliveryService, FulfilmentCategory, Market, TaxMode
from cartui.model.money import LARGEST_AMOUNT, Money
from cartui.model.pricing import Explanation, TaxLine
from cartui.model.problem import Problem
from cartui.model.quick_value import quick_value
from cartui.model.record import CartContent, CartFigures, LineContent, LineFigures
from cartui.model.shop import Shop
from cartui.rules.markets import market_of
from cartui.rules.pricing.coupons import coupon_refusal
from cartui.rules.pricing.delivery import service_price
from cartui.rules.pricing.explaining import explanations_of
from cartui.rules.pricing.figures import (
    CouponParts,
    Figures,
    ShippingParts,
    ValuedLines,
    figures_of_valued,
    valued_lines,
)
from cartui.rules.tax.prepared_taxations import Taxations
from cartui.rules.tax.reverse_charge import is_reverse_charged
from cartui.rules.tax.taxation import Taxation

_PRICED_WITHOUT: Final = frozenset(
    {
        "contact",
        "rep",
        "tags",
        "assigned_to",
        "billing_address",
        "billing_same_as_shipping",
        "payment_method",
        "note",
        "prices_held_until",
        "block_waived",
    }
)
"""Parts of a content that no figure depends on."""

_price_inputs: Final = attrgetter(
    *(field.name for field in fields_of(CartContent) if field.name not in _PRICED_WITHOUT)
)

_figures_of_line: Final = partial(tuple.__new__, LineFigures)
"""Makes them of a row without a call into Python for each: there are hundreds of thousands of lines."""


@dataclass(frozen=True, slots=True)
class PricingContext:
    """What a cart's total depends on beside its content."""

    shop: Shop
    customer: Customer | None
    coupon_use: CouponUse
    """How often orders have used the cart's coupon, in all and by this customer."""
    now: datetime
    """The moment of pricing (UTC): coupons and tax rates have dates."""
    taxations: Taxations | None = field(default=None, compare=False)
    """What was prepared for other carts of this very shop; who prices many carts hands on the same one."""


@quick_value
class _Parts:
    """A cart taken apart for :func:`cartui.rules.pricing.figures.figures_of_valued`."""

    taxation: Taxation
    lines: ValuedLines
    coupon: CouponParts | None
    shipping: ShippingParts | None
    state: AppliedCoupon | None
    """The coupon as the cart shows it, taken or not."""
    estimated: bool
    exempt: bool

    def figures(self) -> Figures:
        """The figures of the parts."""
        return figures_of_valued(self.taxation, self.lines, self.coupon, self.shipping)


def cart_figures(content: CartContent, context: PricingContext) -> CartFigures:
    """Price the cart with the unit prices that its lines have. Raises ``Invalid`` when its market is gone."""
    market = market_of(context.shop, content.market)
    parts = _take_apart(content, context, market)
    figures = parts.figures()
    _ensure_storable(content, figures)
    exclusive = market.tax_mode is TaxMode.EXCLUSIVE
    _, grosses, discounts, coupons, taxes, sums = figures.columns
    if exclusive:
        sums = [left + (tax or 0) for left, tax in zip(sums, taxes, strict=True)]
    lines = map(_figures_of_line, zip(grosses, discounts, coupons, taxes, sums, strict=True))
    totals = Totals(
        subtotal=figures.subtotal,
        discounts=sum(discounts),
        coupon=figures.coupon,
        shipping=figures.shipping,
        tax=figures.tax,
        tax_lines=tuple([TaxLine(tax.name, tax.rate, tax.amount) for tax in figures.tax_sums]),
        tax_included=not exclusive,
        tax_estimated=parts.estimated,
        total=figures.total,
    )
    return CartFigures(lines=tuple(lines), totals=totals, coupon=parts.state, tax_exempt=parts.exempt)


def price_here(content: CartContent, context: PricingContext) -> Callable[[int, str | None], int]:
    """Give what a price of the lists, of one unit in a tax class, comes to for this cart's customer.

    That is another amount where tax comes off or another country's goes on. Raises as :func:`cart_figures`.
    """
    market = market_of(context.shop, content.market)
    taxation, _ = _taxation(content, service_of(content, market), context, market)
    if taxation.keeps_prices:
        return as_listed
    return lambda amount, tax_class: taxation.price_here(amount, taxation.tax_of(tax_class))


def as_listed(amount: int, _tax_class: str | None) -> int:
    """What a price of the lists comes to where it stays as it is."""
    return amount


def same_price_inputs(before: CartContent, after: CartContent) -> bool:
    """Whether nothing differs that a figure depends on: a note or a tag prices no cart anew (decision 8)."""
    return _price_inputs(before) == _price_inputs(after)


def explain_cart(content: CartContent, context: PricingContext) -> tuple[Explanation, ...]:
    """Each figure of the cart with the rule and rate it came from, and where each unit price is from."""
    market = market_of(context.shop, content.market)
    own = replace(context, taxations=None)  # its sentences name the place of this very cart
    parts = _take_apart(content, own, market)
    sources = tuple(
        Explanation(
            figure=f"lines.{position}.unit_price",
            amount=line.unit_price,
            rule=_price_rule(line, content),
        )
        for position, line in enumerate(content.lines)
    )
    figures = explanations_of(
        parts.figures(),
        parts.taxation,
        content.lines,
        parts.coupon,
        parts.shipping,
        code=content.coupon_code or "",
        show=_shower(content.currency),
    )
    return sources + figures


def _ensure_storable(content: CartContent, figures: Figures) -> None:
    """Refuse amounts beyond :data:`LARGEST_AMOUNT`: sums of many of them must fit a database's 64 bits."""
    largest = max(figures.columns.grosses, default=0)
    if max(largest, figures.total) <= LARGEST_AMOUNT:
        return
    for position, (line, result) in enumerate(zip(content.lines, figures.lines, strict=True)):
        if result.gross > LARGEST_AMOUNT:
            message = (
                f"{line.title}: {line.quantity:,} times {line.unit_price:,} is more than a cart can hold"
            )
            raise Invalid(message, [Problem(field=f"lines.{position}.quantity", message=message)])
    if figures.total > LARGEST_AMOUNT:
        message = "the total is more than a cart can hold"
        raise Invalid(message, [Problem(field="totals.total", message=message)])


def service_of(content: CartContent, market: Market) -> DeliveryService | None:
    """The delivery service of the cart, or ``None`` when none is chosen or the market no longer has it."""
    return market.service(content.service) if content.service is not None else None


def _take_apart(content: CartContent, context: PricingContext, market: Market) -> _Parts:
    """Choose the place of taxation, the coupon's part and the price of delivery."""
    service = service_of(content, market)
    taxation, estimated = _taxation(content, service, context, market)
    lines = valued_lines(taxation, content.lines)
    coupon = _coupon_of(content, context.shop)
    state = _coupon_state(content, coupon, context, lines.subtotal)
    return _Parts(
        taxation=taxation,
        lines=lines,
        coupon=_coupon(coupon) if coupon is not None and state is not None and state.applied else None,
        shipping=_shipping(content, service, lines.subtotal),
        state=state,
        estimated=estimated,
        exempt=taxation.exempt,
    )


def _taxation(
    content: CartContent, service: DeliveryService | None, context: PricingContext, market: Market
) -> tuple[Taxation, bool]:
    """How the cart is taxed, and whether its place is a guess."""
    country, region, postcode, estimated = _place_of(content, service, market)
    customer = context.customer
    reverse_charge = is_reverse_charged(market, customer, country)
    tax_exempt = customer is not None and customer.tax_exempt
    day = context.now.astimezone(ZoneInfo(market.time_zone)).date()
    taxations = Taxations(context.shop.tax_rates) if context.taxations is None else context.taxations
    taxation = taxations.of(
        market,
        country,
        region,
        postcode,
        tax_exempt=tax_exempt,
        reverse_charge=reverse_charge,
        on=day,
    )
    return taxation, estimated


def _place_of(
    content: CartContent, service: DeliveryService | None, market: Market
) -> tuple[str, str, str, bool]:
    """Country, region and postcode where tax is due, and whether that is a guess (pricing.md, "Tax")."""
    if service is not None and service.category is FulfilmentCategory.PICKUP:
        address = service.outlet
    else:
        address = content.shipping_address
    if address is None or not address.country:
        return market.countries[0], "", "", True
    return address.country, address.region, address.postcode, False


def _coupon_of(content: CartContent, shop: Shop) -> Coupon | None:
    """The shop's coupon that the cart names, if there is one."""
    if content.coupon_code is None:
        return None
    return next((each for each in shop.coupons if each.code == content.coupon_code), None)


def _coupon(coupon: Coupon) -> CouponParts:
    """A coupon as the figures take it."""
    return CouponParts(
        percent=coupon.percent,
        amount=coupon.amount,
        free_shipping=coupon.kind is CouponKind.FREE_SHIPPING,
        skus=frozenset(coupon.skus) if coupon.skus is not None else None,
    )


def _shipping(content: CartContent, service: DeliveryService | None, subtotal: int) -> ShippingParts | None:
    """The delivery as the figures take it; nothing is delivered of an empty cart."""
    if service is None or not content.lines:
        return None
    weight = sum(line.weight * line.quantity for line in content.lines)
    return ShippingParts(service_price(service, subtotal=subtotal, weight=weight), service.tax_class)


def _coupon_state(
    content: CartContent, coupon: Coupon | None, context: PricingContext, subtotal: int
) -> AppliedCoupon | None:
    """The state of the cart's coupon: taken, or kept with the condition that failed."""
    if content.coupon_code is None:
        return None
    if coupon is None:
        return AppliedCoupon(code=content.coupon_code, applied=False, reason="there is no such coupon")
    reason = coupon_refusal(
        coupon,
        market=content.market,
        currency=content.currency,
        price_level=content.price_level,
        subtotal=subtotal,
        skus=tuple(line.sku for line in content.lines),
        use=context.coupon_use,
        customer_known=context.customer is not None,
        now=context.now,
        show=_shower(content.currency),
    )
    return AppliedCoupon(code=coupon.code, applied=reason is None, reason=reason)


def _shower(currency: str) -> Callable[[int], str]:
    """How reasons write an amount: plain, in major units."""
    return lambda amount: Money(amount, currency).major()


def _price_rule(line: LineContent, content: CartContent) -> str:
    """Where a line's unit price is from, in words."""
    words = {
        "list": f"price list of market {content.market}",
        "level": f"price level {content.price_level}",
        "wholesale": f"wholesale break from {line.wholesale_from or 1} on, price level {content.price_level}",
        "override": "set by hand",
        "imported": "as imported",
        "storefront": "as the storefront had it",
    }
    return words[line.price_source]
