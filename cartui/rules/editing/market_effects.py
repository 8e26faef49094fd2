"""What comes with a cart's move to another market, beside its prices, out of the cart before and after."""

from collections.abc import Iterator

from cartui.model.cart import Cart
from cartui.model.market import Market
from cartui.model.shop import Shop


def market_effects(before: Cart, after: Cart, market: Market, shop: Shop) -> tuple[str, ...]:
    """Sentences for whoever is about to move the cart to ``market``; none where only prices change."""
    return (
        *_taken_out(before, after, market),
        *_outside(after, market),
        *_coupon(before, after),
        *_now_another(before, after, shop),
    )


def _taken_out(before: Cart, after: Cart, market: Market) -> Iterator[str]:
    """The lines that it would lose, by name."""
    gone = [line for line in before.lines if after.line(line.id) is None]
    if gone:
        names = ", ".join(" ".join(filter(None, (line.title, line.options))) for line in gone)
        yield f"Not sold in {market.name}, so taken out: {names}."


def _outside(after: Cart, market: Market) -> Iterator[str]:
    """Addresses to which the market does not deliver."""
    address = after.shipping_address
    if address is not None and address.country and address.country not in market.countries:
        allowed = ", ".join(market.countries)
        yield f"The shipping address is in {address.country}: {market.name} delivers to {allowed}."


def _coupon(before: Cart, after: Cart) -> Iterator[str]:
    """A coupon that takes something now and would not there."""
    now, then = before.coupon, after.coupon
    if now is not None and now.applied and then is not None and not then.applied:
        yield f"Coupon {then.code} would take nothing: {then.reason or 'it does not match there'}."


def _now_another(before: Cart, after: Cart, shop: Shop) -> Iterator[str]:
    """What goes to the market's own: delivery, payment, level, and where the tax is."""
    old = before.fulfilment.service if before.fulfilment else "none"
    new = after.fulfilment.service if after.fulfilment else "none"
    if old != new:
        yield f"Delivery: {old} → {new}."
    if before.payment_method != after.payment_method:
        yield f"Payment: {before.payment_method or 'none'} → {after.payment_method or 'none'}."
    if before.price_level != after.price_level:
        levels = (shop.price_level(code) for code in (before.price_level, after.price_level))
        names = [level.name if level else "none" for level in levels]
        yield f"Price level: {names[0]} → {names[1]}."
    if before.totals.tax_included != after.totals.tax_included:
        yield f"Prices: tax {'included' if after.totals.tax_included else 'on top'} there."
