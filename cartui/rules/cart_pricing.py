"""The figures of a cart: its content, the shop's rules and the customer in, totals out.

This joins the single rules (unit prices, coupon, delivery, tax) for a whole cart; it is the only place
that does, so that desk, command line, REST, bulk and preview cannot differ.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from cartui.model.address import Place
from cartui.model.cart import Totals
from cartui.model.coupon import AppliedCoupon, Coupon, CouponKind, CouponUse
from cartui.model.customer import Customer
from cartui.model.market import DeliveryService, FulfilmentCategory, Market, TaxMode
from cartui.model.money import Money
from cartui.model.pricing import (
    CouponToPrice,
    CustomerToPrice,
    Discount,
    Explanation,
    LineToPrice,
    PricingInput,
    PricingPolicy,
    ShippingToPrice,
)
from cartui.model.record import CartContent, CartFigures, LineContent, LineFigures
from cartui.model.shop import Shop
from cartui.rules.coupons import coupon_refusal
from cartui.rules.delivery import service_price
from cartui.rules.editing import market_of
from cartui.rules.pricing import explain, price
from cartui.rules.reverse_charge import is_reverse_charged


@dataclass(frozen=True, slots=True)
class PricingContext:
    """What a cart's total depends on beside its content."""

    shop: Shop
    customer: Customer | None
    coupon_use: CouponUse
    """How often orders have used the cart's coupon, in all and by this customer."""
    now: datetime
    """The moment of pricing (UTC): coupons and tax rates have dates."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A cart turned into what :func:`cartui.rules.pricing.price` takes."""

    data: PricingInput
    coupon: AppliedCoupon | None
    estimated: bool
    reverse_charge: bool
    market: Market


def cart_figures(content: CartContent, context: PricingContext) -> CartFigures:
    """Price the cart with the unit prices that its lines have."""
    prepared = _prepare(content, context)
    result = price(
        prepared.data, on=_today(prepared.market, context.now), reverse_charge=prepared.reverse_charge
    )
    exclusive = prepared.market.tax_mode is TaxMode.EXCLUSIVE
    lines = tuple(
        LineFigures(
            gross=line.gross,
            discount=line.discount,
            coupon=line.coupon,
            tax=line.tax,
            total=line.gross - line.discount - line.coupon + ((line.tax or 0) if exclusive else 0),
        )
        for line in result.lines
    )
    totals = Totals(
        subtotal=result.subtotal,
        discounts=sum(line.discount for line in lines),
        coupon=result.coupon,
        shipping=result.shipping,
        tax=result.tax,
        tax_lines=result.tax_lines,
        tax_included=not exclusive,
        tax_estimated=prepared.estimated,
        total=result.total,
    )
    exempt = prepared.data.customer.tax_exempt or prepared.reverse_charge
    return CartFigures(lines=lines, totals=totals, coupon=prepared.coupon, tax_exempt=exempt)


def explain_cart(content: CartContent, context: PricingContext) -> tuple[Explanation, ...]:
    """Each figure of the cart with the rule and rate it came from, and where each unit price is from."""
    prepared = _prepare(content, context)
    sources = tuple(
        Explanation(
            figure=f"lines.{position}.unit_price", amount=line.unit_price, rule=_price_rule(line, content)
        )
        for position, line in enumerate(content.lines)
    )
    figures = explain(
        prepared.data, on=_today(prepared.market, context.now), reverse_charge=prepared.reverse_charge
    )
    return sources + figures


def service_of(content: CartContent, market: Market) -> DeliveryService | None:
    """The delivery service of the cart, or ``None`` when none is chosen or the market no longer has it."""
    return market.service(content.service) if content.service is not None else None


def _prepare(content: CartContent, context: PricingContext) -> _Prepared:
    """Choose the place, the coupon's part and the price of delivery."""
    market = market_of(context.shop, content.market)
    service = service_of(content, market)
    place, estimated = _place_of(content, service, market)
    reverse = is_reverse_charged(market, context.customer, place.country)
    data = PricingInput(
        market=PricingPolicy(
            currency=market.currency,
            countries=market.countries,
            tax_mode=market.tax_mode,
            tax_rounding=market.tax_rounding,
            rounding=market.rounding,
            cross_border=market.cross_border,
        ),
        tax_rates=context.shop.tax_rates,
        ship_to=place,
        customer=CustomerToPrice(tax_exempt=context.customer is not None and context.customer.tax_exempt),
        lines=tuple(_line(line) for line in content.lines),
    )
    if not content.lines and service is None:
        return _Prepared(data, _coupon_state(content, context, market, 0), estimated, reverse, market)
    subtotal = price(data, on=_today(market, context.now), reverse_charge=reverse).subtotal
    coupon = _find_coupon(content, context.shop)
    applied = _coupon_state(content, context, market, subtotal)
    if coupon is not None and applied is not None and applied.applied:
        data = data.model_copy(update={"coupon": _coupon(coupon)})
    if service is not None:
        weight = sum(line.weight * line.quantity for line in content.lines)
        charge = service_price(service, subtotal=subtotal, weight=weight) if content.lines else 0
        data = data.model_copy(
            update={"shipping": ShippingToPrice(price=charge, tax_class=service.tax_class)}
        )
    return _Prepared(data, applied, estimated, reverse, market)


def _place_of(content: CartContent, service: DeliveryService | None, market: Market) -> tuple[Place, bool]:
    """Where tax is due, and whether that is a guess (pricing.md, "Tax")."""
    if service is not None and service.category is FulfilmentCategory.PICKUP and service.outlet is not None:
        outlet = service.outlet
        return Place(
            country=outlet.country, region=outlet.region or None, postcode=outlet.postcode or None
        ), False
    address = content.shipping_address
    if address is not None and address.country:
        return Place(
            country=address.country, region=address.region or None, postcode=address.postcode or None
        ), False
    return Place(country=market.countries[0]), True


def _line(line: LineContent) -> LineToPrice:
    """A line as pricing takes it. Values were checked when they entered, so they are not checked again."""
    discount = None
    if line.discount_percent is not None or line.discount_amount is not None:
        discount = Discount.model_construct(percent=line.discount_percent, amount=line.discount_amount)
    return LineToPrice.model_construct(
        sku=line.sku or "",
        quantity=line.quantity,
        unit_price=line.unit_price,
        tax_class=line.tax_class,
        discount=discount,
    )


def _coupon(coupon: Coupon) -> CouponToPrice:
    """A coupon as pricing takes it."""
    value = coupon.percent if coupon.kind is CouponKind.PERCENT else coupon.amount
    return CouponToPrice.model_construct(
        code=coupon.code, kind=coupon.kind.value, value=value, skus=coupon.skus
    )


def _find_coupon(content: CartContent, shop: Shop) -> Coupon | None:
    """The shop's coupon of the cart's code, or ``None``."""
    return next((coupon for coupon in shop.coupons if coupon.code == content.coupon_code), None)


def _coupon_state(
    content: CartContent, context: PricingContext, market: Market, subtotal: int
) -> AppliedCoupon | None:
    """The state of the cart's coupon: taken, or kept with the condition that failed."""
    if content.coupon_code is None:
        return None
    coupon = _find_coupon(content, context.shop)
    if coupon is None:
        return AppliedCoupon(code=content.coupon_code, applied=False, reason="there is no such coupon")
    reason = coupon_refusal(
        coupon,
        market=market.code,
        currency=market.currency,
        price_level=content.price_level,
        subtotal=subtotal,
        skus=tuple(line.sku for line in content.lines),
        use=context.coupon_use,
        customer_known=context.customer is not None,
        now=context.now,
        show=_shower(market.currency),
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


def _today(market: Market, now: datetime) -> date:
    """The date in the market's time zone, on which tax rates are valid."""
    return now.astimezone(ZoneInfo(market.time_zone)).date()
