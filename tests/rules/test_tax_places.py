"""Which tax rows hold at a place and on a day."""

from datetime import date

import pytest

from cartui.model.address import TaxPlace
from cartui.model.market import Rounding
from cartui.model.shop import TaxRate
from cartui.rules.tax.taxes import Charge, rates_for, taxes_of

TODAY = date(2026, 11, 21)


def names(rows: list[TaxRate], place: TaxPlace, on: date | None = TODAY) -> list[str]:
    """What the rows that hold are called."""
    return [row.name for row in rates_for(rows, place, on)]


def test_a_regions_row_adds_to_the_countrys() -> None:
    rows = [
        TaxRate(country="CA", name="GST", rate="5"),
        TaxRate(country="CA", region="QC", name="QST", rate="9.975"),
        TaxRate(country="US", name="other", rate="1"),
    ]
    assert names(rows, TaxPlace(country="CA", region="qc ")) == ["GST", "QST"]
    assert names(rows, TaxPlace(country="CA", region="ON")) == ["GST"]
    assert names(rows, TaxPlace(country="CA")) == ["GST"]


@pytest.mark.parametrize(
    ("postcode", "expected"),
    [
        ("sw1a 1aa", ["London"]),
        ("SW1A1AA", ["London"]),
        ("SW2", []),
        (None, []),
        ("", []),
        (" s w 1 a", ["London"]),
    ],
)
def test_a_postcode_prefix_is_compared_without_blanks_and_case(
    postcode: str | None, expected: list[str]
) -> None:
    rows = [TaxRate(country="GB", postcode="SW1A", name="London", rate="1")]
    assert names(rows, TaxPlace(country="GB", postcode=postcode)) == expected


def test_state_county_and_city_apply_together() -> None:
    rows = [
        TaxRate(country="US", region="CA", name="state", rate="6"),
        TaxRate(country="US", region="CA", postcode="900", name="county", rate="0.25"),
        TaxRate(country="US", region="CA", postcode="90001", name="city", rate="1"),
    ]
    assert names(rows, TaxPlace(country="US", region="CA", postcode="90001")) == ["state", "county", "city"]
    assert names(rows, TaxPlace(country="US", region="CA", postcode="90002")) == ["state", "county"]
    assert names(rows, TaxPlace(country="US", region="NV", postcode="90001")) == []


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2025, 12, 31), ["old"]),
        (date(2026, 1, 1), ["new"]),
        (date(2026, 6, 30), ["new"]),
        (date(2026, 7, 1), []),
        (None, ["old", "new"]),
    ],
)
def test_both_ends_of_a_rows_validity_belong_to_it(on: date | None, expected: list[str]) -> None:
    rows = [
        TaxRate(country="DE", name="old", rate="19", valid_to=date(2025, 12, 31)),
        TaxRate(country="DE", name="new", rate="20", valid_from=date(2026, 1, 1), valid_to=date(2026, 6, 30)),
    ]
    assert names(rows, TaxPlace(country="DE"), on) == expected


def test_a_tax_inside_is_never_more_than_the_amount_whatever_the_rate() -> None:
    absurd = [Charge("VAT", "9000", 9000 * 10**6)]
    assert taxes_of(5, 3, absurd, inclusive=True, rounding=Rounding.HALF_UP) == [5]


@pytest.mark.parametrize(
    ("country", "row", "typed"),
    [
        ("US", "CA", "California"),
        ("US", "CA", " ca "),
        ("CA", "QC", "Québec"),
        ("IN", "MH", "Maharashtra"),
        ("IN", "Maharashtra", "mh"),
        ("US", "NY", "new york"),
    ],
)
def test_a_region_is_the_same_by_name_and_by_code(country: str, row: str, typed: str) -> None:
    rates = (TaxRate(country=country, region=row, rate="7"), TaxRate(country=country, region="XX", rate="9"))

    assert rates_for(rates, TaxPlace(country=country, region=typed), None) == rates[:1]


def test_a_region_that_is_none_gets_no_regions_rate() -> None:
    rates = (TaxRate(country="US", region="CA", rate="7"),)

    assert rates_for(rates, TaxPlace(country="US", region="Californa"), None) == ()


def test_rows_that_write_one_region_differently_are_all_charged() -> None:
    rows = [
        TaxRate(country="US", name="country", rate="1"),
        TaxRate(country="US", region="OH", name="state", rate="5.75"),
        TaxRate(country="US", region="Ohio", name="levy", rate="1"),
        TaxRate(country="US", region="ohio", postcode="441", name="county", rate="2"),
        TaxRate(country="US", region="Iowa", name="other", rate="6"),
    ]
    for region in ("OH", "Ohio", " oh", "OHIO"):
        place = TaxPlace(country="US", region=region, postcode="44114")
        assert names(rows, place) == ["country", "state", "levy", "county"]
