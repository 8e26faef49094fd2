"""What is prepared once for many carts is what each of them would have been given alone."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cartui.model.address import TaxPlace
from cartui.model.market import CrossBorder, Market, TaxMode
from cartui.model.shop import TaxRate
from cartui.rules.tax.prepared_taxations import Taxations, policy_of
from cartui.rules.tax.taxation import taxation_for

COUNTRIES = ("DE", "CA")
FIRST = date(2026, 1, 30)

days = st.one_of(st.none(), st.integers(0, 4).map(lambda after: FIRST + timedelta(days=after)))
rates = st.builds(
    TaxRate,
    country=st.sampled_from(COUNTRIES),
    region=st.sampled_from((None, "QC", "Quebec")),
    postcode=st.sampled_from((None, "G1")),
    tax_class=st.sampled_from(("standard", "reduced")),
    name=st.sampled_from(("VAT", "GST")),
    rate=st.sampled_from(("5", "9.975")),
    valid_from=days,
    valid_to=st.one_of(days, st.just(date.max)),
)
markets = st.builds(
    lambda home, mode, border: Market(
        code=f"{home} {mode} {border}",
        name="Somewhere",
        countries=(home, *(other for other in COUNTRIES if other != home)),
        currency="EUR",
        tax_mode=mode,
        cross_border=border,
        base_level="retail",
    ),
    st.sampled_from(COUNTRIES),
    st.sampled_from(TaxMode),
    st.sampled_from(CrossBorder),
)
carts = st.tuples(
    markets,
    st.sampled_from(COUNTRIES),
    st.sampled_from(("", "qc", "Québec", "ON")),
    st.sampled_from(("", "g1 2ab", "K1")),
    st.booleans(),
    st.booleans(),
    st.integers(-1, 6).map(lambda after: FIRST + timedelta(days=after)),
)


@given(st.lists(rates, max_size=5), st.lists(carts, max_size=12))
def test_a_cart_is_taxed_as_if_it_were_the_only_one(
    rows: list[TaxRate], sent: list[tuple[Market, str, str, str, bool, bool, date]]
) -> None:
    taxations = Taxations(rows)
    for market, country, region, postcode, exempt, reverse, day in sent:
        place = TaxPlace(country=country, region=region or None, postcode=postcode or None)
        alone = taxation_for(
            policy_of(market), rows, place, tax_exempt=exempt, reverse_charge=reverse, on=day
        )
        shared = taxations.of(
            market, country, region, postcode, tax_exempt=exempt, reverse_charge=reverse, on=day
        )
        assert replace(shared, place=place) == alone


def test_days_between_two_changes_of_a_rate_share_what_is_prepared() -> None:
    rows = [TaxRate(country="DE", name="VAT", rate="19", valid_from=FIRST)]
    market = Market(code="DE", name="Germany", countries=("DE",), currency="EUR", base_level="retail")
    taxations = Taxations(rows)

    def on(day: date, postcode: str = "") -> object:
        return taxations.of(market, "DE", "", postcode, tax_exempt=False, reverse_charge=False, on=day)

    assert on(FIRST) is on(FIRST + timedelta(days=300), "10115")
    assert on(FIRST) is not on(FIRST - timedelta(days=1))
