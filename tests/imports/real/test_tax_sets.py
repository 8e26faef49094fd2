"""Three collections of VAT and sales tax rates, as starting values of a shop's own table.

Not taken over: what ibericode calls exceptions (the Canary Islands, Livigno), which stand in place of their
country's rates, since in cartui the rates of all places that match are charged together.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from cartui.imports.tax import read_tax
from tests.imports.real.data_sets import PlainFile, Row, Taken, a_shop, json_of, needs, take

pytestmark = needs("eu-vat-rates-data", "vat-rates-ibericode", "sales-tax-npm")

RateKey = tuple[str, str, str, str | None]
"""Country, region, class and first day of a rate."""


def taken_from(folder: pytest.TempPathFactory, name: str, rows: list[Row]) -> Taken:
    """A shop with the rates of these rows."""
    file = PlainFile(name, rows, lambda stream, _: read_tax(stream))
    return take(folder.mktemp(name), a_shop(("WW", "EUR", ["DE"])), file)


def stored(taken: Taken) -> dict[RateKey, Decimal]:
    """The rates that the shop has."""
    found = taken.select("SELECT country, coalesce(region, ''), tax_class, valid_from, rate FROM tax_rate")
    rates = {(country, region, kind, since): Decimal(rate) for country, region, kind, since, rate in found}
    assert len(rates) == len(found)
    return rates


def in_force(taken: Taken, day: date, country: str, tax_class: str) -> Decimal:
    """The one rate of a whole country and class on a day."""
    rows = taken.select("SELECT country, region, tax_class, valid_from, valid_to, rate FROM tax_rate")
    (found,) = [
        Decimal(rate)
        for place, region, kind, since, until, rate in rows
        if (place, region, kind) == (country, None, tax_class)
        and (since or "") <= str(day) <= (until or "9999")
    ]
    return found


def eu_rows(countries: dict[str, Any]) -> list[Row]:
    """A row for each rate; further reduced rates are classes of their own."""
    rows = []
    for country, facts in countries.items():
        classes = {"standard": facts["standard"], "super-reduced": facts["super_reduced"]}
        classes |= {"parking": facts["parking"]}
        classes |= {f"reduced-{place}": rate for place, rate in enumerate(facts["reduced"], start=1)}
        for name, rate in classes.items():
            if rate is not None:
                rows.append({"country": country, "class": name, "name": facts["vat_abbr"], "rate": str(rate)})
    return rows


def test_the_rates_of_the_unions_database_are_all_in(tmp_path_factory: pytest.TempPathFactory) -> None:
    countries = json_of("eu-vat-rates-data/eu_vat_rates_data.json")["rates"]
    taken = taken_from(tmp_path_factory, "eu", eu_rows(countries))
    rates = stored(taken)
    others = [
        f[kind] for f in countries.values() for kind in ("super_reduced", "parking") if f[kind] is not None
    ]
    reduced = [rate for facts in countries.values() for rate in facts["reduced"]]
    standard = [facts["standard"] for facts in countries.values()]
    report = taken.first["eu"]
    assert (report.accepted, report.refused) == (len(others) + len(reduced) + len(standard), 0)
    assert sum(rates.values()) == sum(others) + sum(reduced) + sum(standard)
    assert {country for country, *_ in rates} == countries.keys()
    assert rates["DE", "", "standard", None] == 19


def ibericode_rows(items: dict[str, Any]) -> Iterator[Row]:
    """A row for each rate of each period; a period ends where the next begins."""
    for country, periods in items.items():
        ends: date | None = None
        for period in sorted(periods, key=lambda each: str(each["effective_from"]), reverse=True):
            since = period["effective_from"]
            for name, rate in period["rates"].items():
                yield {
                    "country": country,
                    "class": name.replace("_", "-"),
                    "name": "VAT",
                    "rate": str(rate),
                    "valid_from": "" if since.startswith("0000") else since,
                    "valid_to": "" if ends is None else str(ends),
                }
            if not since.startswith("0000"):
                ends = date.fromisoformat(since) - timedelta(days=1)


def test_rates_that_changed_hold_in_their_own_time(tmp_path_factory: pytest.TempPathFactory) -> None:
    items = json_of("vat-rates-ibericode/vat-rates.json")["items"]
    taken = taken_from(tmp_path_factory, "ibericode", list(ibericode_rows(items)))
    report = taken.first["ibericode"]
    count = sum(len(period["rates"]) for periods in items.values() for period in periods)
    assert (report.accepted, report.refused) == (count, 0)
    for country, periods in items.items():
        for period in periods:
            since = period["effective_from"]
            day = date(1990, 1, 1) if since.startswith("0000") else date.fromisoformat(since)
            for name, rate in period["rates"].items():
                assert in_force(taken, day, country, name.replace("_", "-")) == rate, (country, since, name)
    assert in_force(taken, date(2020, 12, 31), "DE", "standard") == 16
    assert in_force(taken, date(2021, 1, 1), "DE", "standard") == 19


def last_day(moment: str) -> date:
    """The day that ends at a moment of the set: midnight in Europe, in summer or winter time."""
    day = date.fromisoformat(moment[:10])
    return day if moment[11:13] in {"21", "22"} else day - timedelta(days=1)


def sales_tax_rows(places: dict[str, Any]) -> Iterator[Row]:
    """A row for each rate of each country and region in each period, in percent."""
    for country, facts in places.items():
        for region, of_place in [("", facts), *facts.get("states", {}).items()]:
            place = {"country": country, "region": region, "name": of_place["type"].upper()}
            since = ""
            for moment, earlier in sorted(of_place.get("before", {}).items()):
                ends = last_day(moment)
                yield place | {"rate": str(earlier["rate"] * 100), "valid_from": since, "valid_to": str(ends)}
                since = str(ends + timedelta(days=1))
            yield place | {"rate": str(of_place["rate"] * 100), "valid_from": since, "valid_to": ""}


def test_countries_states_and_provinces_have_their_rates(tmp_path_factory: pytest.TempPathFactory) -> None:
    places = json_of("sales-tax-npm/sales_tax_rates.json")
    taken = taken_from(tmp_path_factory, "sales-tax", list(sales_tax_rows(places)))
    of_places = [
        *places.values(),
        *(s for facts in places.values() for s in facts.get("states", {}).values()),
    ]
    every = [rate for place in of_places for rate in (place, *place.get("before", {}).values())]
    report = taken.first["sales-tax"]
    charged = [Decimal(each["rate"]) * 100 for each in every if each["rate"] >= 0]
    # Ceuta, Melilla and the Canary Islands are said to take something off their country's rate.
    assert (report.accepted, report.refused) == (len(charged), len(every) - len(charged)) == (206, 4)
    assert {refusal.column for refusal in report.refusals} == {"rate"}
    rates = stored(taken)
    assert sum(rates.values()) == sum(charged)
    assert rates["US", "MN", "standard", None] == Decimal("6.875")
    assert rates["CA", "QC", "standard", None] == Decimal("9.975")
    assert in_force(taken, date(2024, 12, 31), "SK", "standard") == 20
    assert in_force(taken, date(2025, 1, 1), "SK", "standard") == 23


def test_rates_that_are_fractions_by_mistake_are_pointed_out(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    places = json_of("sales-tax-npm/sales_tax_rates.json")
    rows = [{"country": country, "rate": str(facts["rate"])} for country, facts in places.items()]
    taken = taken_from(tmp_path_factory, "fractions", rows)
    assert any("below 1 %" in warning.reason for warning in taken.first["fractions"].warnings)
