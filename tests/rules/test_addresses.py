"""Forms, warnings and labels follow the customs of each country; only what delivery needs is required."""

import pytest

from cartui.model.address import Address
from cartui.rules.addresses import (
    address_fields,
    address_warnings,
    format_address,
    is_same_place,
    missing_address_parts,
)
from tests.hostile import HOSTILE

GOOD = [
    Address(line1="12/A Motijheel", city="Dhaka", postcode="1000", country="BD"),
    Address(
        line1="1600 Amphitheatre Pkwy", city="Mountain View", region="CA", postcode="94043", country="US"
    ),
    Address(line1="350 Fifth Ave", city="New York", region="New York", postcode="10118-0110", country="US"),
    Address(line1="10 Downing St", city="London", postcode="sw1a 2aa", country="GB"),
    Address(line1="Unter den Linden 77", city="Berlin", postcode="10117", country="DE"),
    Address(line1="1-1 Chiyoda", city="Chiyoda-ku", region="Tokyo", postcode="100-8111", country="JP"),
    Address(line1="千代田1-1", city="千代田区", region="東京都", postcode="100-8111", country="JP"),
    Address(line1="1-1 Chiyoda", region="13", postcode="100-8111", country="JP"),
    Address(line1="Block 3, Street 12", city="Salmiya", country="KW"),
    Address(line1="1 Orchard Rd", postcode="238823", country="SG"),
    Address(line1="Sheikh Zayed Rd", region="Dubai", country="AE"),
    Address(line1="8 Des Voeux Rd", city="Central", region="Hong Kong Island", country="HK"),
]


def fields(country: str) -> list[str]:
    return [field.name for field in address_fields(country)]


@pytest.mark.parametrize("address", GOOD, ids=lambda address: f"{address.country} {address.line1}")
def test_right_addresses_miss_nothing_and_warn_of_nothing(address: Address) -> None:
    assert missing_address_parts(address) == ()
    assert address_warnings(address) == ()


@pytest.mark.parametrize("address", GOOD, ids=lambda address: f"{address.country} {address.line1}")
def test_everything_that_was_given_is_on_the_parcel(address: Address) -> None:
    full = address.model_copy(update={"name": "Rahim Uddin", "company": "Acme", "line2": "Flat 9"})
    written = " ".join(format_address(full))
    for part in (full.name, full.company, full.line1, full.line2, full.city, full.region, full.postcode):
        assert part in written
    assert format_address(full)[-1] == address.country


def test_an_empty_address_misses_street_city_and_country() -> None:
    assert [problem.field for problem in missing_address_parts(Address())] == ["line1", "city", "country"]


@pytest.mark.parametrize(
    ("country", "wanted"),
    [("BD", ["line1", "city"]), ("JP", ["line1", "region"]), ("AE", ["line1", "region"]), ("SG", ["line1"])],
)
def test_what_is_missing_depends_on_the_country(country: str, wanted: list[str]) -> None:
    assert [problem.field for problem in missing_address_parts(Address(country=country))] == wanted


def test_a_town_does_where_the_post_wants_a_region() -> None:
    assert missing_address_parts(Address(line1="Sheikh Zayed Rd", city="Dubai", country="AE")) == ()


def test_odd_postcodes_and_regions_are_warnings_and_not_missing() -> None:
    odd = Address(line1="Main St", city="Springfield", region="ZQ", postcode="1", country="US")
    assert missing_address_parts(odd) == ()
    region, postcode = address_warnings(odd)
    assert region.message == "ZQ is not a state of US that we know."
    assert postcode.message.startswith("1 is not like the ZIP codes of US, which look like")


def test_what_is_usual_and_not_given_is_a_warning() -> None:
    bare = Address(line1="Main St", city="Springfield", country="US")
    assert [problem.message for problem in address_warnings(bare)] == [
        "A state is usual there.",
        "A ZIP code is usual there.",
    ]
    assert (
        address_warnings(Address(line1="X", city="Dubai", country="AE"))[0].message
        == "An emirate is usual there."
    )


def test_a_country_that_nobody_knows_is_a_warning() -> None:
    assert [problem.field for problem in address_warnings(Address(line1="x", country="XX"))] == ["country"]
    assert address_warnings(Address()) == ()


def test_forms_name_the_parts_as_the_country_does() -> None:
    def label(country: str, name: str) -> str:
        return next(field.label for field in address_fields(country) if field.name == name)

    assert [label(country, "region") for country in ("US", "CA", "JP", "AE", "IE")] == [
        *["State", "Province", "Prefecture", "Emirate", "County"],
    ]
    assert [label(country, "postcode") for country in ("US", "GB", "IN", "IE")] == [
        *["ZIP code", "Postcode", "PIN code", "Eircode"],
    ]
    assert label("GB", "city") == "Post town"


def test_forms_are_ordered_as_the_country_writes() -> None:
    start = ["name", "company", "line1", "line2"]
    assert fields("US") == [*start, "city", "region", "postcode", "country", "phone"]
    assert fields("DE") == [*start, "postcode", "city", "country", "phone"]
    assert fields("JP")[:4] == ["postcode", "region", "city", "line1"]
    assert "region" not in fields("BD")


@pytest.mark.parametrize("country", ["", "XX", "ZZ", "bd", "..", "\ud800", "/etc"])
def test_a_country_that_nobody_knows_gets_the_usual_form(country: str) -> None:
    assert fields(country) == ["name", "company", "line1", "line2", "city", "country", "phone"]


def test_only_street_and_town_and_country_are_required() -> None:
    required = [field.name for field in address_fields("US") if field.required]
    assert required == ["line1", "city", "country"]


def test_lines_have_no_stray_separators() -> None:
    assert format_address(Address(line1="x", city="Austin", postcode="78701", country="US")) == (
        "x",
        "Austin, 78701",
        "US",
    )
    assert format_address(Address(line1="x", city="Dhaka", country="BD")) == ("x", "Dhaka", "BD")
    assert format_address(Address(line1="x", postcode="1000", country="BD")) == ("x", "1000", "BD")
    assert format_address(Address(line1="x", city="Bern", postcode="3000", country="CH"))[1] == "CH-3000 Bern"
    assert format_address(Address()) == ()


def test_japanese_addresses_start_big_in_japanese_and_small_in_latin() -> None:
    native = Address(
        name="山田", line1="渋谷1-1", city="渋谷区", region="東京都", postcode="154-0023", country="JP"
    )
    assert format_address(native) == ("〒154-0023", "東京都 渋谷区", "渋谷1-1", "山田", "JP")
    latin = Address(name="Yamada", line1="1-1 Shibuya", region="Tokyo", postcode="154-0023", country="JP")
    assert format_address(latin) == ("Yamada", "1-1 Shibuya, Tokyo", "154-0023", "JP")


def test_a_place_is_the_same_however_it_is_spaced_and_whoever_lives_there() -> None:
    one = Address(
        name="Rahim", line1="12/A Motijheel", city="Dhaka", postcode="1000", country="BD", phone="1"
    )
    other = Address(name="Karim", line1="12 / a  MOTIJHEEL", city="dhaka", postcode="1000", country="BD")
    assert is_same_place(one, other)
    assert not is_same_place(one, other.model_copy(update={"line1": "13/A Motijheel"}))
    assert not is_same_place(one, other.model_copy(update={"country": "IN"}))
    assert not is_same_place(one, None)
    assert is_same_place(None, None)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("country", ["BD", "US", "JP", "XX", ""])
def test_hostile_parts_are_written_as_they_are(text: str, country: str) -> None:
    address = Address(name=text, line1=text, city=text, region=text, postcode=text, country=country)
    assert [problem.field for problem in missing_address_parts(address)] == ([] if country else ["country"])
    address_warnings(address)
    assert address.line1 in " ".join(format_address(address))


@pytest.mark.parametrize("region", ["QC", "Québec", "Quebec", "quebec"])
def test_a_region_written_with_its_accents_or_without_is_nothing_to_warn_of(region: str) -> None:
    address = Address(
        line1="43 rue St. Laurent", city="Montréal", region=region, postcode="H1J 1C3", country="CA"
    )
    assert address_warnings(address) == ()
