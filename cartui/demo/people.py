"""Who lives where: the files of ``people/``, and persons drawn from them."""

import random
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from cartui.demo.phones import PhoneNumbers
from cartui.model.address import Address
from cartui.model.frozen import Frozen

COUNTRIES: Final = ("BD", "US", "GB", "DE", "JP", "IN", "FR", "CA", "KW", "GR", "IT", "ES", "IE", "NL")
"""Countries with a file of their own."""

_DOMAINS: Final = ("example.com", "example.com", "example.org", "example.net")
"""Nobody's domains (RFC 2606)."""

_HOUSE_NUMBERS: Final = {"n": 180, "a": 12, "b": 20, "c": 28}
"""What stands in the files' street addresses, with the largest number that it becomes."""


class _File(Frozen):
    """One file of ``people/``."""

    market: str
    customers: int
    """How many customers live there."""
    name: str
    """How given and family name follow one another."""
    line1: str
    """How a street address is written; ``{n}`` is a house number, ``{a}``, ``{b}``, ``{c}`` smaller ones."""
    line2: str = ""
    """For every third address."""
    names: tuple[tuple[str, str], ...]
    """Given and family names that go together, as ``native=Latin`` where they are not in Latin letters."""
    streets: tuple[str, ...] = ("",)
    places: tuple[str, ...]
    """``city|region|postcodes|part of town|area code``; the last two may be left out."""
    companies: tuple[str, ...]
    vat_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who does not exist."""

    name: str
    email: str
    phone: str
    address: Address
    family: str
    """Family name, for companies called after it."""


class Country:
    """Draws people of one country."""

    def __init__(self, code: str, rng: random.Random, phones: PhoneNumbers) -> None:
        """Read who lives there."""
        self.code: Final = code
        self.data: Final = _read(code)
        self._rng = rng
        self._phones = phones

    def person(self) -> Person:
        """Somebody with a name, an address and ways to be reached."""
        data, rng = self.data, self._rng
        givens, families = rng.choice(data.names)
        given, mail_given = _spelt(rng.choice(_listed(givens)))
        family, mail_family = _spelt(rng.choice(_listed(families)))
        city, region, postcodes, town, area = _columns(rng.choice(data.places))
        numbers = {letter: rng.randint(1, most) for letter, most in _HOUSE_NUMBERS.items()}
        address = Address(
            line1=data.line1.format(street=rng.choice(data.streets), town=town, **numbers),
            line2=data.line2.format(**numbers) if data.line2 and rng.random() < 0.33 else "",
            city=city,
            region=region,
            postcode=rng.choice(_listed(postcodes)),
            country=self.code,
        )
        return Person(
            name=data.name.format(given=given, family=family),
            email=f"{mail_given}.{mail_family}@{rng.choice(_DOMAINS)}",
            phone=self._phones.north_american(area) if area else self._phones.mobile(self.code),
            address=address,
            family=family,
        )

    def company(self, person: Person) -> str:
        """The name of a company of that person's."""
        return self._rng.choice(self.data.companies).format(family=person.family, city=person.address.city)


@lru_cache
def _read(code: str) -> _File:
    """The file of a country."""
    text = files("cartui.demo").joinpath("people", f"{code}.toml").read_text(encoding="utf-8")
    return _File.model_validate(tomllib.loads(text))


@lru_cache(1024)
def _listed(text: str) -> tuple[str, ...]:
    """What stands between the commas."""
    return tuple(text.split(", "))


@lru_cache(1024)
def _columns(place: str) -> tuple[str, str, str, str, str]:
    """City, region, postcodes, part of town and area code."""
    city, region, postcodes, town, area, *_ = [*place.split("|"), "", ""]
    return city, region, postcodes, town, area


@lru_cache(4096)
def _spelt(name: str) -> tuple[str, str]:
    """A name as its owner writes it, and as it stands in mail addresses."""
    native, _, latin = name.partition("=")
    return native, _slug(latin or native)


def _slug(name: str) -> str:
    """A name as it stands in mail addresses: ASCII letters only."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("ı", "i"))
    return re.sub(r"[^a-z]", "", plain)
