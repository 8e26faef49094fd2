"""Carts to price: short builders for the worked cases, and hypothesis strategies for any cart."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from cartui.model.pricing import PricingInput

RATES = ("0", "5", "7", "9.975", "10", "19", "20", "23", "25", "33.333333", "100")
CLASSES = ("standard", "reduced", None)


def cart(
    lines: Sequence[dict[str, object]], *, rates: Sequence[dict[str, object]] = (), **rest: Any
) -> PricingInput:
    """A cart in euros at home in Germany unless said otherwise; keywords of the market go to the market."""
    market = {"currency": "EUR", "countries": ["DE"]}
    for key in ("currency", "countries", "tax_mode", "tax_rounding", "rounding", "cross_border"):
        if key in rest:
            market[key] = rest.pop(key)
    return PricingInput.model_validate({"market": market, "tax_rates": rates, "lines": lines, **rest})


def line(unit_price: int, quantity: int = 1, **rest: object) -> dict[str, object]:
    """A line at the standard tax class unless said otherwise."""
    return {"unit_price": unit_price, "quantity": quantity, **rest}


def tax(rate: str, country: str = "DE", **rest: object) -> dict[str, object]:
    """A tax row."""
    return {"country": country, "rate": rate, "name": "VAT", **rest}


percents = st.one_of(
    st.sampled_from(("0", "10", "15", "33.33", "50", "99.999999", "100")),
    st.integers(0, 100 * 10**6).map(lambda units: f"{units // 10**6}.{units % 10**6:06}"),
)
amounts = st.one_of(st.integers(0, 50), st.integers(0, 20_000), st.integers(0, 10**12))
discounts = st.one_of(
    st.none(),
    percents.map(lambda percent: {"percent": percent}),
    amounts.map(lambda amount: {"amount": amount}),
)
skus = st.sampled_from(("A", "B", "C", "D"))
cart_lines = st.fixed_dictionaries(
    {
        "sku": skus,
        "quantity": st.one_of(st.integers(1, 12), st.integers(1, 1_000_000)),
        "unit_price": amounts,
        "tax_class": st.sampled_from(CLASSES),
        "discount": discounts,
    }
)
coupon_skus = st.one_of(st.none(), st.lists(skus, min_size=1, max_size=3))
coupons = st.one_of(
    st.none(),
    st.builds(
        lambda value, skus: {"code": "X", "kind": "percent", "value": value, "skus": skus},
        percents,
        coupon_skus,
    ),
    st.builds(
        lambda value, skus: {"code": "X", "kind": "amount", "value": value, "skus": skus},
        amounts,
        coupon_skus,
    ),
    st.builds(lambda skus: {"code": "X", "kind": "free_shipping", "skus": skus}, coupon_skus),
)
shippings = st.one_of(
    st.none(), st.fixed_dictionaries({"price": amounts, "tax_class": st.sampled_from(CLASSES)})
)
tax_rows = st.fixed_dictionaries(
    {
        "country": st.sampled_from(("DE", "DK")),
        "region": st.sampled_from((None, "QC")),
        "class": st.sampled_from(("standard", "reduced")),
        "name": st.sampled_from(("VAT", "GST", "QST")),
        "rate": st.sampled_from(RATES),
    }
)
markets = st.fixed_dictionaries(
    {
        "currency": st.sampled_from(("EUR", "JPY", "KWD")),
        "countries": st.just(["DE", "DK"]),
        "tax_mode": st.sampled_from(("exclusive", "inclusive")),
        "tax_rounding": st.sampled_from(("line", "unit", "total")),
        "rounding": st.sampled_from(("half_up", "half_even", "half_down")),
        "cross_border": st.sampled_from(("keep_gross", "keep_net")),
    }
)
places = st.sampled_from(
    (
        None,
        {"country": "DE"},
        {"country": "DE", "region": "QC"},
        {"country": "DK", "region": "QC"},
        {"country": "US"},
    )
)
carts = st.fixed_dictionaries(
    {
        "market": markets,
        "tax_rates": st.lists(tax_rows, max_size=5),
        "ship_to": places,
        "customer": st.fixed_dictionaries({"tax_exempt": st.sampled_from((False, False, False, True))}),
        "lines": st.lists(cart_lines, max_size=6),
        "coupon": coupons,
        "shipping": shippings,
    }
).map(PricingInput.model_validate)
"""Any cart that ``cartui price`` accepts, with rates of at most 100 % each."""
