"""Which price a unit has: market, level, quantity."""

import pytest

from cartui.model.cart import PriceSource
from cartui.model.catalog import PriceRow, Variant
from cartui.model.market import Market, Rounding
from cartui.model.shop import PriceLevel
from cartui.rules.pricing.unit_prices import ListedPrices, UnitPrice, breaks, listed_price, unit_price

RETAIL = PriceLevel(code="retail", name="Retail")
TRADE = PriceLevel(code="trade", name="Trade")
STAFF = PriceLevel(code="staff", name="Staff", percent_off="33.3")

SHIRT = Variant(
    sku="SHIRT",
    prices=(
        PriceRow(market="BD", level="retail", min_quantity=50, amount=800),
        PriceRow(market="BD", level="retail", amount=1001),
        PriceRow(market="BD", level="retail", min_quantity=10, amount=900),
        PriceRow(market="BD", level="trade", min_quantity=5, amount=850),
        PriceRow(market="EU", level="trade", amount=20),
    ),
)


def priced(level: PriceLevel, quantity: int = 1, market: str = "BD") -> UnitPrice | None:
    """The shirt's price where retail is the base level."""
    return unit_price(
        SHIRT, market=market, base_level="retail", level=level, quantity=quantity, rounding=Rounding.HALF_UP
    )


def shown_breaks(level: PriceLevel, market: str = "BD") -> tuple[tuple[int, int], ...]:
    """The breaks that a search shows for the shirt."""
    return breaks(SHIRT, market=market, base_level="retail", level=level, rounding=Rounding.HALF_UP)


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        (1, UnitPrice(1001, PriceSource.LIST)),
        (9, UnitPrice(1001, PriceSource.LIST)),
        (10, UnitPrice(900, PriceSource.WHOLESALE, 10)),
        (49, UnitPrice(900, PriceSource.WHOLESALE, 10)),
        (50, UnitPrice(800, PriceSource.WHOLESALE, 50)),
    ],
)
def test_the_largest_quantity_that_is_reached_says_the_price(quantity: int, expected: UnitPrice) -> None:
    assert priced(RETAIL, quantity) == expected


def test_a_levels_own_row_comes_before_the_base_levels() -> None:
    assert priced(TRADE, market="EU") == UnitPrice(20, PriceSource.LEVEL)
    assert priced(TRADE, 5) == UnitPrice(850, PriceSource.WHOLESALE, 5)
    assert priced(TRADE, 50) == UnitPrice(850, PriceSource.WHOLESALE, 5)


def test_below_the_levels_own_quantities_the_base_level_counts() -> None:
    assert priced(TRADE, 4) == UnitPrice(1001, PriceSource.LIST)


def test_a_level_takes_its_percentage_off_the_base_price_and_off_its_breaks() -> None:
    assert priced(STAFF) == UnitPrice(1001 - 333, PriceSource.LEVEL)
    assert priced(STAFF, 10) == UnitPrice(900 - 300, PriceSource.WHOLESALE, 10)


def test_what_has_no_price_here_is_not_sold_here() -> None:
    assert priced(RETAIL, market="EU") is None
    assert priced(STAFF, market="EU") is None
    assert priced(TRADE, market="US") is None


def test_breaks_are_shown_where_the_price_changes() -> None:
    assert shown_breaks(RETAIL) == ((10, 900), (50, 800))
    assert shown_breaks(STAFF) == ((10, 600), (50, 534))
    assert shown_breaks(TRADE) == ((5, 850),)
    assert shown_breaks(TRADE, "EU") == ()
    assert shown_breaks(RETAIL, "EU") == ()


def test_a_price_that_is_remembered_is_the_one_that_the_lists_say() -> None:
    prices = ListedPrices()
    markets = [
        Market(code=code, name=code, countries=("DE",), currency="EUR", base_level="retail")
        for code in ("BD", "EU", "JP")
    ]
    asked = [
        (market, level, quantity)
        for market in markets
        for level in (RETAIL, TRADE, STAFF)
        for quantity in (1, 4, 5, 10, 50)
    ]
    for market, level, quantity in [*asked, *reversed(asked)]:
        assert prices.of(SHIRT, market, level, quantity) == listed_price(SHIRT, market, level, quantity)
    assert len(prices) == len(asked)
