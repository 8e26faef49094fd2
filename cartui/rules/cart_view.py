"""The cart as a client gives it: what is stored, joined with what is true at the moment of reading."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cartui.model.blocklist import Block
from cartui.model.cart import Cart, CartLine, CartState, Fulfilment, NextBreak, PriceBreak
from cartui.model.catalog import SoldVariant
from cartui.model.customer import Customer
from cartui.model.errors import Invalid
from cartui.model.problem import Problem
from cartui.model.record import CartRecord, LineContent, LineFigures
from cartui.model.shop import Shop
from cartui.rules.blocked_carts import blocked_problems
from cartui.rules.pricing.cart_pricing import PricingContext, as_listed, cart_figures, price_here, service_of
from cartui.rules.pricing.price_breaks import breaks_by_sku, breaks_of, next_break
from cartui.rules.pricing.unit_price_refresh import current_unit_prices, quantities
from cartui.rules.readiness import StockLevel, missing_for_order


@dataclass(frozen=True, slots=True)
class ViewContext:
    """What reading a cart needs beside the stored cart."""

    pricing: PricingContext
    variants: Mapping[str, SoldVariant]
    """By SKU, those of the cart."""
    blocks: tuple[Block, ...] = ()
    """The entries of the blocklist that name somebody of it."""

    @property
    def shop(self) -> Shop:
        """What the business decides."""
        return self.pricing.shop

    @property
    def customer(self) -> Customer | None:
        """The cart's customer."""
        return self.pricing.customer


def view_cart(record: CartRecord, context: ViewContext) -> Cart:
    """The whole cart; changed prices and missing requirements only while it can still move."""
    content, figures = record.content, record.figures
    moving = record.state in (CartState.OPEN, CartState.LOCKED)
    market = context.shop.market(content.market)
    lines = _lines(record, context, moving=moving)
    service = service_of(content, market) if market is not None else None
    customer = context.customer
    return Cart(
        id=record.id,
        number=record.number,
        version=record.version,
        state=record.state,
        origin=record.origin,
        market=content.market,
        currency=content.currency,
        channel=content.channel,
        price_level=content.price_level,
        price_level_override=content.price_level_override,
        rep=content.rep,
        assigned_to=content.assigned_to,
        contact=content.contact,
        tags=content.tags,
        customer=customer.ref if customer is not None else None,
        tax_exempt=figures.tax_exempt,
        visitor=record.visitor,
        lock=record.lock,
        attempts=record.attempts,
        lines=lines,
        shipping_address=content.shipping_address,
        billing_address=content.shipping_address
        if content.billing_same_as_shipping
        else content.billing_address,
        billing_same_as_shipping=content.billing_same_as_shipping,
        fulfilment=(
            Fulfilment(category=service.category, service=service.name, price=figures.totals.shipping)
            if service is not None
            else None
        ),
        payment_method=content.payment_method,
        note=content.note,
        coupon=figures.coupon,
        totals=figures.totals,
        prices_changed=moving
        and (any(line.current_price is not None for line in lines) or _figures_differ(record, context)),
        prices_held_until=content.prices_held_until,
        block_waived=content.block_waived,
        missing=missing_requirements(record, context) if moving else (),
        order=record.order_number,
        created_at=record.created_at,
        updated_at=record.updated_at,
        touched_at=record.touched_at,
    )


@dataclass(frozen=True, slots=True)
class _Now:
    """What is true of a line at the moment of reading."""

    sold: SoldVariant | None
    units: int
    """Of its variant, over all lines."""
    price: int | None
    """What the lists say, where that is another price."""
    breaks: tuple[PriceBreak, ...] = ()
    next_break: NextBreak | None = None


def _lines(record: CartRecord, context: ViewContext, *, moving: bool) -> tuple[CartLine, ...]:
    """The lines with their figures and what is true of them now."""
    content = record.content
    units = quantities(content)
    differing = _differing(record, context) if moving else {}
    offered = breaks_by_sku(content, context.shop, context.variants) if moving else {}
    here = price_here(content, context.pricing) if offered else as_listed

    def now(line: LineContent) -> _Now:
        sku = line.sku or ""
        sold, price, steps = context.variants.get(sku), differing.get(line.id), offered.get(sku)
        if not steps:
            return _Now(sold, units[sku], price)
        ahead = next_break(line, units[sku], steps, here)
        return _Now(sold, units[sku], price, breaks_of(line, steps, here), ahead)

    return tuple(
        _line(line, figures, now(line))
        for line, figures in zip(content.lines, record.figures.lines, strict=True)
    )


def _line(line: LineContent, figures: LineFigures, now: _Now) -> CartLine:
    """One line."""
    stock = now.sold.variant.stock if now.sold is not None else None
    backorder = now.sold is not None and now.sold.variant.backorder
    return CartLine(
        id=line.id,
        sku=line.sku,
        title=line.title,
        options=line.options,
        image_url=line.image_url,
        tax_class=line.tax_class,
        price_source=line.price_source,
        quantity=line.quantity,
        unit_price=figures.gross // line.quantity,
        gross=figures.gross,
        discount=figures.discount,
        discount_percent=line.discount_percent,
        discount_amount=line.discount_amount,
        discount_reason=line.discount_reason,
        coupon=figures.coupon,
        tax=figures.tax,
        total=figures.total,
        wholesale_from=line.wholesale_from,
        breaks=now.breaks,
        next_break=now.next_break,
        stock=stock,
        backorder=backorder,
        short=stock is not None and now.units > stock and not backorder,
        current_price=now.price,
    )


def _differing(record: CartRecord, context: ViewContext) -> dict[str, int]:
    """Unit prices of now, where they differ; a market or level that is gone changes nothing by itself."""
    try:
        return current_unit_prices(record.content, context.customer, context.shop, context.variants)
    except Invalid:
        return {}


def _figures_differ(record: CartRecord, context: ViewContext) -> bool:
    """Whether the same unit prices would give another total by now: a new tax rate, an expired coupon."""
    try:
        figures = cart_figures(record.content, context.pricing)
    except Invalid:
        return False
    return figures.totals != record.figures.totals


def _blocked(record: CartRecord, context: ViewContext) -> Iterator[Problem]:
    """Who of the cart is blocked, as a customer or on the list."""
    customer = context.customer
    if customer is not None and customer.blocked:
        yield Problem(field="customer", message="This customer is blocked and cannot order.")
    yield from blocked_problems(context.blocks, record.content, record.visitor, customer)


def missing_requirements(record: CartRecord, context: ViewContext) -> tuple[Problem, ...]:
    """Everything that stands between the cart and an order."""
    market = context.shop.market(record.content.market)
    if market is None:
        return (Problem(field="market", message=f"the shop no longer has market {record.content.market}"),)
    return missing_for_order(
        record.content,
        market=market,
        settings=context.shop.settings,
        blocked=() if record.content.block_waived else tuple(_blocked(record, context)),
        tax_rates=context.shop.tax_rates,
        stock={
            sku: StockLevel(units=sold.variant.stock, backorder=sold.variant.backorder)
            for sku, sold in context.variants.items()
        },
    )
