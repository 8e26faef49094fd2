"""The shop and the catalogue of the demo are ones that a real business could have."""

from collections import Counter
from datetime import date

import pytest

from cartui.demo.prices import MARKETS, cheaper, price_in
from cartui.demo.products import barcode, demo_products
from cartui.demo.shop import demo_shop
from cartui.imports.shop_file import read_shop, write_shop
from cartui.model.address import TaxPlace
from cartui.model.catalog import Variant
from cartui.model.coupon import CouponKind
from cartui.model.market import FulfilmentCategory, Market, TaxMode
from cartui.model.pricing import LineToPrice, PricingInput, PricingPolicy
from cartui.rules.addresses import address_warnings, missing_address_parts
from cartui.rules.pricing.results import price

VARIANTS = [variant for product in demo_products() for variant in product.variants]


def taxes(
    market_code: str, place: TaxPlace, tax_class: str = "standard", *, on: date = date(2026, 11, 21)
) -> list[str]:
    """The taxes of a sale there, as 'name rate'."""
    market = demo_shop().market(market_code)
    assert market is not None
    policy = PricingPolicy(currency=market.currency, countries=market.countries, tax_mode=market.tax_mode)
    line = LineToPrice(quantity=1, unit_price=10_000, tax_class=tax_class)
    data = PricingInput(market=policy, tax_rates=demo_shop().tax_rates, ship_to=place, lines=(line,))
    return [f"{tax.name} {tax.rate}" for tax in price(data, on=on).tax_lines]


def test_the_shop_goes_through_its_file_and_back() -> None:
    assert read_shop(write_shop(demo_shop())) == demo_shop()


def test_the_shop_is_marked_as_a_demo() -> None:
    assert demo_shop().settings.demo


def test_there_are_the_markets_that_were_asked_for() -> None:
    markets = {market.code: (market.currency, market.tax_mode) for market in demo_shop().markets}
    inclusive, exclusive = TaxMode.INCLUSIVE, TaxMode.EXCLUSIVE
    assert (
        markets.items()
        >= {
            "BD": ("BDT", inclusive),
            "US": ("USD", exclusive),
            "EU": ("EUR", inclusive),
            "GB": ("GBP", inclusive),
            "JP": ("JPY", inclusive),
            "KW": ("KWD", inclusive),
        }.items()
    )


@pytest.mark.parametrize("market", demo_shop().markets, ids=lambda market: market.code)
def test_every_market_delivers_in_all_three_ways_and_has_its_defaults(market: Market) -> None:
    assert {service.category for service in market.services} == set(FulfilmentCategory)
    assert market.default_service
    assert market.default_payment_method
    assert market.high_value


def test_outlets_are_addresses_that_a_parcel_would_reach() -> None:
    outlets = [
        service.outlet for market in demo_shop().markets for service in market.services if service.outlet
    ]
    assert [problem for outlet in outlets for problem in missing_address_parts(outlet)] == []
    assert [problem for outlet in outlets for problem in address_warnings(outlet)] == []


@pytest.mark.parametrize(
    ("market", "place", "expected"),
    [
        (
            "US",
            TaxPlace(country="US", region="NY", postcode="11201"),
            ["New York sales tax 4", "New York City 4.875"],
        ),
        ("US", TaxPlace(country="US", region="NY", postcode="14202"), ["New York sales tax 4"]),
        ("US", TaxPlace(country="US", region="OR", postcode="97205"), []),
        ("CA", TaxPlace(country="CA", region="QC", postcode="H2T 1S6"), ["GST 5", "QST 9.975"]),
        ("CA", TaxPlace(country="CA", region="NS", postcode="B3J 1S9"), ["GST 5", "HST (provincial part) 9"]),
        ("EU", TaxPlace(country="GR", postcode="105 63"), ["ΦΠΑ 24"]),
        ("KW", TaxPlace(country="KW"), []),
    ],
)
def test_taxes_are_those_of_the_place(market: str, place: TaxPlace, expected: list[str]) -> None:
    assert taxes(market, place) == expected


def test_books_and_food_are_taxed_less_where_they_are() -> None:
    assert taxes("EU", TaxPlace(country="FR"), "books") == ["TVA 5.5"]
    assert taxes("JP", TaxPlace(country="JP"), "food") == ["消費税 8"]


def test_a_rate_that_ended_is_still_there_for_old_orders() -> None:
    place = TaxPlace(country="CA", region="NS", postcode="B3J 1S9")
    assert taxes("CA", place, on=date(2025, 3, 31)) == ["GST 5", "HST (provincial part) 10"]


def test_coupons_are_of_every_kind_and_name_variants_that_exist() -> None:
    coupons = {coupon.code: coupon for coupon in demo_shop().coupons}
    assert {coupon.kind for coupon in coupons.values()} == set(CouponKind)
    assert coupons["CORP50"].percent == "10"
    assert coupons["SAVE10"].percent == "10"
    known = {variant.sku for variant in VARIANTS}
    assert {sku for coupon in coupons.values() for sku in coupon.skus or ()} <= known


def test_the_catalogue_is_large_and_various() -> None:
    assert 60 <= len(demo_products()) <= 120
    assert len(VARIANTS) >= 250
    assert {len(product.option_names) for product in demo_products()} == {0, 1, 2}
    assert {product.tax_class for product in demo_products()} == {
        "standard",
        "books",
        "food",
        "childrens",
        None,
    }


def test_skus_and_barcodes_are_unique() -> None:
    assert len({variant.sku for variant in VARIANTS}) == len(VARIANTS)
    assert len({variant.barcode for variant in VARIANTS}) == len(VARIANTS)


def test_barcodes_have_their_check_digit() -> None:
    from stdnum import ean

    assert all(ean.is_valid(variant.barcode) for variant in VARIANTS)
    assert barcode(1) == "2000000079196"


def test_every_price_is_for_a_market_and_a_level_of_the_shop() -> None:
    markets = {market.code for market in demo_shop().markets}
    levels = {level.code for level in demo_shop().price_levels}
    rows = [row for variant in VARIANTS for row in variant.prices]
    assert {row.market for row in rows} == markets == set(MARKETS)
    assert {row.level for row in rows} == levels
    assert min(row.amount for row in rows) > 0
    keys = Counter((v.sku, row.market, row.level, row.min_quantity) for v in VARIANTS for row in v.prices)
    assert max(keys.values()) == 1


def test_more_units_never_cost_more_each() -> None:
    for variant in VARIANTS:
        for market in MARKETS:
            steps = [r for r in variant.prices if r.market == market and r.level == "Retail"]
            amounts = [row.amount for row in sorted(steps, key=lambda row: row.min_quantity)]
            assert amounts == sorted(amounts, reverse=True), variant.sku


def test_prices_look_right_for_their_currency() -> None:
    assert price_in("BD", 1800) == 120_000
    assert price_in("US", 1800) == 1799
    assert price_in("JP", 2400) == 3980
    assert price_in("KW", 1450) == 4500
    assert cheaper("BD", 60_000, 25) == 45_000


def test_stock_is_of_every_kind() -> None:
    def some(*wanted: bool) -> bool:
        return any(wanted)

    assert some(*(v.stock == 0 and not v.backorder for v in VARIANTS))
    assert some(*(v.stock == 0 and v.backorder for v in VARIANTS))
    assert some(*(v.stock is not None and 0 < v.stock < 5 for v in VARIANTS))
    assert some(*(v.stock is None for v in VARIANTS))


def variant(sku: str) -> Variant:
    return next(variant for variant in VARIANTS if variant.sku == sku)


def test_what_the_examples_speak_of_is_in_stock() -> None:
    shirt, mug = variant("SHIRT-LB"), variant("MUG-01")
    assert shirt.options == ("Large", "Blue")
    assert (shirt.stock or 0) > 2
    assert (mug.stock or 0) >= 50
