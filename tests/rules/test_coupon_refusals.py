"""Why a coupon is refused."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cartui.model.coupon import Coupon, CouponKind, CouponUse
from cartui.model.money import Money
from cartui.rules.pricing.coupons import coupon_refusal

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def refusal(
    *,
    cart_skus: tuple[str | None, ...] = ("A", None),
    use: CouponUse | None = None,
    customer_known: bool = True,
    **conditions: Any,
) -> str | None:
    """What a cart of 499.99 in market BD at level retail hears of a coupon with those conditions."""
    return coupon_refusal(
        Coupon(code="SAVE10", kind=CouponKind.PERCENT, percent="10", **conditions),
        market="BD",
        currency="BDT",
        price_level="retail",
        subtotal=49_999,
        skus=cart_skus,
        use=use if use is not None else CouponUse(),
        customer_known=customer_known,
        now=NOW,
        show=lambda amount: Money(amount, "BDT").major(),
    )


@pytest.mark.parametrize(
    ("conditions", "reason"),
    [
        ({"market": "EU"}, "only in market EU, this cart is in BD"),
        ({"currency": "EUR"}, "only in EUR, this cart is in BDT"),
        ({"starts_at": NOW + MINUTE}, "not valid before 2026-11-21 12:01 UTC"),
        ({"ends_at": NOW}, "expired at 2026-11-21 12:00 UTC"),
        ({"price_levels": ("trade", "staff")}, "only for price level trade, staff, this cart has retail"),
        ({"skus": ("B",)}, "no line of this cart is among its products"),
        (
            {"min_subtotal": 50_000, "currency": "BDT"},
            "needs a subtotal of 500.00 or more, this cart has 499.99",
        ),
    ],
)
def test_the_condition_that_failed_is_said(conditions: dict[str, Any], reason: str) -> None:
    assert refusal(**conditions) == reason


@pytest.mark.parametrize(
    "conditions",
    [
        {},
        {"market": "BD", "currency": "BDT", "min_subtotal": 49_999},
        {"starts_at": NOW, "ends_at": NOW + MINUTE},
        {"price_levels": ("trade", "retail"), "skus": ("B", "A")},
        {"max_uses": 3, "max_uses_per_customer": 2},
    ],
)
def test_conditions_that_are_just_met_refuse_nothing(conditions: dict[str, Any]) -> None:
    assert refusal(use=CouponUse(in_all=2, by_customer=1), **conditions) is None


def test_a_coupon_can_be_used_up() -> None:
    use = CouponUse(in_all=5, by_customer=1)
    assert refusal(use=use, max_uses=5) == "used up: 5 uses in all"
    assert refusal(use=use, max_uses_per_customer=1) == "used up by this customer: 1 use for each"


def test_uses_of_a_customer_can_only_be_counted_for_a_customer() -> None:
    assert refusal(customer_known=False, max_uses_per_customer=2) == "needs a customer: 2 uses for each"
    assert refusal(customer_known=False, max_uses=2) is None


def test_a_coupon_for_every_line_can_be_applied_before_the_first_line() -> None:
    assert refusal(cart_skus=()) is None


def test_what_has_ended_is_said_before_what_more_lines_could_mend() -> None:
    reason = refusal(ends_at=NOW - MINUTE, min_subtotal=50_000, currency="BDT")
    assert reason is not None
    assert reason.startswith("expired")
