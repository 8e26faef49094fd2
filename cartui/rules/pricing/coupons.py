"""Whether a coupon counts for a cart, and if not, which condition failed."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import chain

from cartui.model.coupon import Coupon, CouponUse


def coupon_refusal(
    coupon: Coupon,
    *,
    market: str,
    currency: str,
    price_level: str,
    subtotal: int,
    skus: Sequence[str | None],
    use: CouponUse,
    customer_known: bool,
    now: datetime,
    show: Callable[[int], str],
) -> str | None:
    """Say which condition of the coupon a cart fails, or return ``None`` where all are met.

    Conditions that no change of the cart's lines can meet come first, so that an agent is not sent to fill a
    cart for a coupon that has ended.

    Args:
        coupon: The coupon.
        market: Code of the cart's market.
        currency: The cart's currency.
        price_level: The cart's effective price level.
        subtotal: Sum of the lines after their own discounts, in minor units.
        skus: The lines' SKUs; ``None`` for a custom item.
        use: How often placed orders have used it, in all and by this customer.
        customer_known: Whether the cart has a customer whose uses can be counted.
        now: The moment for which is asked.
        show: Writes minor units of the cart's currency for people.
    """
    checks = chain(
        _where(coupon, market, currency),
        _when(coupon, now),
        _how_often(coupon, use, customer_known),
        _for_whom(coupon, price_level),
        _on_what(coupon, subtotal, skus, show),
    )
    return next(checks, None)


def _where(coupon: Coupon, market: str, currency: str) -> Sequence[str]:
    """Conditions on the market."""
    if coupon.market is not None and coupon.market != market:
        return [f"only in market {coupon.market}, this cart is in {market}"]
    if coupon.currency is not None and coupon.currency != currency:
        return [f"only in {coupon.currency}, this cart is in {currency}"]
    return []


def _when(coupon: Coupon, now: datetime) -> Sequence[str]:
    """Conditions on the time; ``ends_at`` itself is already too late."""
    if coupon.starts_at is not None and now < coupon.starts_at:
        return [f"not valid before {_moment(coupon.starts_at)}"]
    if coupon.ends_at is not None and now >= coupon.ends_at:
        return [f"expired at {_moment(coupon.ends_at)}"]
    return []


def _how_often(coupon: Coupon, use: CouponUse, customer_known: bool) -> Sequence[str]:
    """Conditions on earlier orders."""
    if coupon.max_uses is not None and use.in_all >= coupon.max_uses:
        return [f"used up: {_times(coupon.max_uses)} in all"]
    if coupon.max_uses_per_customer is None:
        return []
    allowed = _times(coupon.max_uses_per_customer)
    if not customer_known:
        return [f"needs a customer: {allowed} for each"]
    if use.by_customer >= coupon.max_uses_per_customer:
        return [f"used up by this customer: {allowed} for each"]
    return []


def _for_whom(coupon: Coupon, price_level: str) -> Sequence[str]:
    """Conditions on the price level."""
    if coupon.price_levels is not None and price_level not in coupon.price_levels:
        return [f"only for price level {', '.join(coupon.price_levels)}, this cart has {price_level}"]
    return []


def _on_what(
    coupon: Coupon, subtotal: int, skus: Sequence[str | None], show: Callable[[int], str]
) -> Sequence[str]:
    """Conditions on the lines."""
    if coupon.skus is not None and not set(coupon.skus).intersection(skus):
        return ["no line of this cart is among its products"]
    if coupon.min_subtotal is not None and subtotal < coupon.min_subtotal:
        return [f"needs a subtotal of {show(coupon.min_subtotal)} or more, this cart has {show(subtotal)}"]
    return []


def _moment(moment: datetime) -> str:
    """A stored moment as people read it; stored moments are in UTC."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _times(count: int) -> str:
    """How many uses, in words."""
    return "1 use" if count == 1 else f"{count} uses"
