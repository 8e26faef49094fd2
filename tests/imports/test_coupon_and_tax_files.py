"""Files of coupons and tax rates: what is read from their cells, and which rows are refused for what."""

from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartui.imports.batches import DryRun
from cartui.imports.coupons import read_coupons
from cartui.imports.mapping import read_mapping
from cartui.imports.tax import read_tax
from cartui.model.coupon import CouponKind
from cartui.model.errors import Invalid
from cartui.model.shop import Shop, TaxRate
from tests.hostile import CONTROLS, HOSTILE
from tests.imports.reading import Whole, a_shop, stream, whole

SHOP = a_shop()


def coupons(text: str, market: str | None = None) -> Whole:
    """Read a file of coupons."""
    return whole(read_coupons(stream(text), shop=SHOP, market=market))


def tax(text: str) -> Whole:
    """Read a file of tax rates."""
    return whole(read_tax(stream(text)))


def quoted(text: str) -> str:
    """A text as a cell."""
    return '"' + text.replace('"', '""') + '"'


def test_a_coupon_is_read_with_all_it_says() -> None:
    read = coupons(
        "code,kind,amount,market,skus,min_subtotal,starts,ends,price_levels,max_uses,description\n"
        'eid,AMOUNT,100.50,BD,"A, B,,A",5000,2026-12-01,2026-12-31,"retail,trade",100,Eid\n'
    )
    (coupon,) = (imported.coupon for imported in read.coupons)
    assert (coupon.code, coupon.kind, coupon.amount, coupon.currency) == (
        "EID",
        CouponKind.AMOUNT,
        10050,
        "BDT",
    )
    assert (coupon.skus, coupon.price_levels, coupon.min_subtotal) == (
        ("A", "B"),
        ("retail", "trade"),
        500000,
    )
    assert coupon.starts_at == datetime(2026, 11, 30, 18, 0, tzinfo=UTC), "a wall clock's time of the market"
    assert coupon.ends_at == datetime(2026, 12, 31, 18, 0, tzinfo=UTC), "the last day is one of it"


def test_what_an_empty_cell_does_not_say_is_not_set() -> None:
    read = coupons("code,kind,percent,ends,max_uses\nA,percent,5,,\n")
    assert read.coupons[0].coupon.model_fields_set == {"code", "kind", "percent"}


@pytest.mark.parametrize(
    ("ends", "moment"),
    [
        ("2026-12-31", datetime(2027, 1, 1, tzinfo=UTC)),
        ("2026-12-31 18:00", datetime(2026, 12, 31, 18, tzinfo=UTC)),
        ("2026-12-31T00:00:00Z", datetime(2026, 12, 31, tzinfo=UTC)),
    ],
)
def test_a_day_alone_ends_with_that_day_and_a_time_at_once(ends: str, moment: datetime) -> None:
    assert coupons(f"code,kind,ends\nA,free_shipping,{ends}\n").coupons[0].coupon.ends_at == moment


def test_the_dates_of_a_mapping_end_alike() -> None:
    mapping = read_mapping(
        'kind = "coupons"\nsource = "x"\ndates = ["%d.%m.%Y %H:%M", "%d.%m.%Y"]\ndecimal = ","\n'
        '[columns]\ncode = "Code"\nends = "Bis"\npercent = "Prozent"\n[constants]\nkind = "percent"\n'
    )
    text = "Code;Bis;Prozent\nA;31.12.2026;12,5\nB;31.12.2026 18:00;10\n"
    read = whole(read_coupons(stream(text), shop=SHOP, mapping=mapping))
    assert [(each.coupon.percent, each.coupon.ends_at) for each in read.coupons] == [
        ("12.5", datetime(2027, 1, 1, tzinfo=UTC)),
        ("10", datetime(2026, 12, 31, 18, tzinfo=UTC)),
    ]


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        (",percent,5,,,,,,", "code", "is missing"),
        ("A,,5,,,,,,", "kind", "is missing"),
        ("A,precent,5,,,,,,", "kind", "did you mean 'percent'?"),
        ("A,percent,,,,,,,", "", "percent is missing"),
        ("A,percent,,10,,,,,", "", "percent is missing; amount is not for this kind"),
        ("A,amount,5,,,,,,", "", "amount is missing; percent is not for this kind"),
        ("A,percent,101,,,,,,", "percent", "more than 100 %"),
        ("A,percent,-5,,,,,,", "percent", "not a percentage"),
        ("A,free_shipping,5,,,,,,", "", "percent is not for this kind"),
        ("A,amount,,5,,,,,", "currency", "is missing: '5' of what?"),
        ("A,amount,,0,BDT,,,,", "amount", "is nothing"),
        ("A,amount,,-1,BDT,,,,", "amount", "below 0"),
        ("A,amount,,5,ABC,,,,", "currency", "not a currency"),
        ("A,amount,,5,EUR,BD,,,", "currency", "'EUR' is not BDT, the market's"),
        ("A,percent,5,,,BDD,,,", "market", "did you mean 'BD'?"),
        ("A,percent,5,,,,retial,,", "price_levels", "did you mean 'retail'?"),
        ("A,percent,5,,,,,soon,", "ends", "not a date"),
        ("A,percent,5,,,,,9999-12-31,", "ends", "too far away"),
        ("A,percent,5,,,,,2026-01-01,", "ends", "would never count"),
        ("A,percent,5,,,,,,0", "max_uses", "not between 1"),
        ("A,percent,5,,,,,,many", "max_uses", "not a whole number"),
        (f"{'A' * 201},percent,5,,,,,,", "code", "200"),
    ],
)
def test_a_bad_coupon_is_refused_with_its_column(row: str, column: str, says: str) -> None:
    header = "code,kind,percent,amount,currency,market,price_levels,ends,max_uses,starts\n"
    read = coupons(f"{header}{row},2026-02-01\nFINE,percent,5,,,,,,,\n")
    assert [each.coupon.code for each in read.coupons] == ["FINE"]
    assert read.refused[2][0] == column
    assert says in read.refused[2][1]


def test_a_code_that_stands_twice_is_one_coupon_or_a_refused_row() -> None:
    read = coupons("code,kind,percent\nA,percent,5\nB,percent,5\na,percent,5.0\nA,percent,6\n")
    assert [(len(each.rows), each.coupon.percent) for each in read.coupons] == [(1, "5"), (2, "5")]
    assert read.refused == {5: ("code", "says something else than line 2")}


def test_the_market_of_the_command_is_that_of_rows_without_one() -> None:
    read = coupons("code,kind,amount,market\nA,amount,5,\nB,amount,5,JP\n", market="GB")
    assert [(each.coupon.market, each.coupon.currency, each.coupon.amount) for each in read.coupons] == [
        ("GB", "GBP", 500),
        ("JP", "JPY", 5),
    ]


def test_a_tax_rate_is_read_with_all_it_says() -> None:
    read = tax(
        "country,region,postcode,class,name,rate,valid_from,valid_to\n"
        "us,California,902,reduced,Sales tax,9.50 %,2024-01-01,2030-12-31 23:59\n"
        "DE,,,,,19,,\n"
    )
    first, second = (imported.tax_rate for imported in read.tax_rates)
    assert (first.country, first.region, first.postcode, first.tax_class) == (
        "US",
        "California",
        "902",
        "reduced",
    )
    assert (first.rate, first.valid_from, first.valid_to) == ("9.5", date(2024, 1, 1), date(2030, 12, 31))
    assert (second.region, second.postcode, second.tax_class, second.name) == (None, None, "standard", "Tax")


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        (",19,,", "country", "is missing"),
        ("Germany,19,,", "country", "two letters"),
        ("DE,,,", "rate", "where no tax is charged it is 0"),
        ("DE,-1,,", "rate", "not a percentage"),
        ("DE,100.5,,", "rate", "more than 100 %"),
        ("DE,1.2345678,,", "rate", "not a percentage"),
        ("DE,nineteen,,", "rate", "not a percentage"),
        ("DE,19,sometime,", "valid_from", "such as 2026-01-31"),
        ("DE,19,2026-02-01,2026-01-31", "valid_to", "would never hold"),
    ],
)
def test_a_bad_tax_rate_is_refused_with_its_column(row: str, column: str, says: str) -> None:
    read = tax(f"country,rate,valid_from,valid_to\n{row}\nFR,20,,\n")
    assert [each.tax_rate.country for each in read.tax_rates] == ["FR"]
    assert read.refused[2][0] == column
    assert says in read.refused[2][1]


def test_rows_of_one_place_come_together_and_may_not_contradict_each_other() -> None:
    read = tax(
        "country,region,name,rate,valid_from\nUS,CA,State,6,\nFR,,TVA,20,\nUS,california,STATE,6.00,\n"
        "US,CA,State,7,\nUS,CA,State,7,2030-01-01\n"
    )
    assert [(each.tax_rate.country, each.tax_rate.rate, len(each.rows)) for each in read.tax_rates] == [
        ("FR", "20", 1),
        ("US", "6", 1),
        ("US", "7", 1),
    ]
    assert set(read.refused) == {4, 5}


def test_rates_that_look_like_fractions_are_pointed_out() -> None:
    (warning,) = tax("country,rate\nDE,0.19\nFR,0.2\nXX,0\n").warnings
    assert (warning.line, warning.column) == (2, "rate")
    assert not tax("country,rate\nDE,0.19\nFR,20\n").warnings
    assert not tax("country,rate\nDE,0\n").warnings


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_clean_wherever_it_stands(text: str) -> None:
    cell = quoted(text.encode("utf-8", "replace").decode())
    reads = [
        coupons(f"code,kind,skus,description\n{cell},free_shipping,{cell},{cell}\n"),
        tax(f"country,region,postcode,class,name,rate\nFR,{cell},{cell},{cell},{cell},20\n"),
    ]
    for name in ("percent", "amount", "currency", "market", "min_subtotal", "starts", "ends", "max_uses"):
        reads.append(coupons(f"code,kind,{name}\nA,amount,{cell}\n"))
        assert reads[-1].refusals
    for row in (f"DE,{cell},", f"DE,20,{cell}", f"{cell},20,"):
        reads.append(tax(f"country,rate,valid_from\n{row}\n"))
        assert reads[-1].refusals
    for read in reads:
        for said in (*read.refusals, *read.warnings):
            assert not CONTROLS & set(said.reason + said.column)
            assert len(said.reason) < 300
        for coupon in read.coupons:
            shown = (coupon.coupon.code, coupon.coupon.description, *(coupon.coupon.skus or ()))
            assert not any(CONTROLS & set(each) for each in shown)
        for imported in read.tax_rates:
            rate = imported.tax_rate
            assert not CONTROLS & set(f"{rate.region}{rate.postcode}{rate.tax_class}{rate.name}")


CELLS = st.sampled_from(
    [
        "",
        "A",
        "percent",
        "amount",
        "5",
        "-1",
        "DE",
        "CA",
        "2026-01-01",
        "2027-01-01",
        "BD",
        "é\x00",
        '"',
        "1e5",
    ]
)


@given(st.lists(st.lists(CELLS, min_size=8, max_size=9), max_size=12))
def test_every_row_is_accounted_for_whatever_it_says(rows: list[list[str]]) -> None:
    body = "".join(",".join(map(quoted, row)) + "\n" for row in rows)
    kept = [row for row in rows if any(row)]
    assert coupons("code,kind,percent,amount,currency,market,starts,ends\n" + body).rows == len(kept)
    assert tax("country,region,postcode,class,name,rate,valid_from,valid_to\n" + body).rows == len(kept)


@given(st.binary(max_size=300))
def test_no_bytes_do_more_than_be_refused(data: bytes) -> None:
    for head in (b"", b"code,kind,percent,ends\n", b"country,rate,region\n"):
        with suppress(Invalid):
            coupons((head + data).decode("latin-1"))
        with suppress(Invalid):
            tax((head + data).decode("latin-1"))


def test_a_dry_run_gives_back_only_what_the_next_batch_speaks_of() -> None:
    dry_run = DryRun()
    (first,) = read_coupons(stream("code,kind\nA,free_shipping\nB,free_shipping\n"), shop=SHOP, dry_run=True)
    (second,) = read_coupons(stream("code,kind\nb,free_shipping\nC,free_shipping\n"), shop=SHOP, dry_run=True)
    assert dry_run.following(first.batch).earlier is None
    earlier = dry_run.following(second.batch).earlier
    assert earlier is not None
    assert [each.coupon.code for each in earlier.coupons] == ["B"]
    assert earlier.coupons[0].coupon.model_fields_set == {"code", "kind"}


def in_a_taxed_country(text: str, *before: dict[str, str]) -> list[tuple[int, str]]:
    """The remarks on a file of tax rates for a shop that has these."""
    shop = Shop(tax_rates=tuple(TaxRate.model_validate(each) for each in before))
    return [(each.line, each.reason) for each in whole(read_tax(stream(text), shop=shop)).warnings]


STATES = "country,region,name,rate\nUS,OH,Ohio tax,5.75\nUS,CA,California tax,7.25\nCA,QC,QST,9.975\n"


def test_rates_of_regions_on_top_of_a_countrys_are_pointed_out_once() -> None:
    ((line, reason),) = in_a_taxed_country(STATES, {"country": "US", "name": "Sales tax", "rate": "8"})
    assert line == 2
    assert "is added to the shop's Sales tax of 8 % for all of US" in reason
    assert "cartui shop apply" in reason


@pytest.mark.parametrize(
    "before",
    [
        {"country": "DE", "rate": "19"},
        {"country": "US", "rate": "0"},
        {"country": "US", "class": "reduced", "rate": "8"},
        {"country": "US", "region": "NV", "rate": "8"},
    ],
)
def test_a_rate_that_is_charged_elsewhere_or_not_at_all_is_not_pointed_out(before: dict[str, str]) -> None:
    assert in_a_taxed_country(STATES, before) == []


def test_nothing_is_pointed_out_where_the_file_has_the_countrys_rate_or_the_shop_its_regions() -> None:
    gst = {"country": "CA", "name": "GST", "rate": "5"}
    assert in_a_taxed_country(STATES + "CA,,gst,5\n", gst) == []
    assert in_a_taxed_country(STATES, gst, {"country": "CA", "region": "Quebec", "rate": "9.9"}) == []
    assert [line for line, _ in in_a_taxed_country(STATES, gst)] == [4]
