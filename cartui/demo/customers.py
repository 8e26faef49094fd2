"""The customers of the demo: some whom the documentation knows by name, the others drawn by chance."""

import random
import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Final

from pydantic import TypeAdapter

from cartui.demo.people import COUNTRIES, Country, Person
from cartui.demo.phones import PhoneNumbers
from cartui.model.customer import NewCustomer
from cartui.model.imports import ImportedCustomer, SourceRow

SEED: Final = 20_261_121
"""Every random choice of the demo begins here, so that two demos are alike."""

_FIRST_NUMBER: Final = 1001
_REPS: Final = {
    "BD": ("11", "14", "17"),
    "US": ("21", "22"),
    "CA": ("22",),
    "GB": ("31",),
    "EU": ("32", "33"),
    "JP": ("41",),
    "KW": ("51",),
    "IN": ("18",),
}
"""Sales representatives by market."""

_EXEMPT: Final = ("Library", "School")
"""Companies called so pay no tax."""


def demo_customers(now: datetime) -> tuple[ImportedCustomer, ...]:
    """Every customer of the demo, in the order of their numbers; ``now`` (aware) is when the demo is made."""
    rng = random.Random(SEED)
    numbered = list(_numbered(rng))
    return tuple(
        customer.model_copy(
            update={
                "created_at": now - timedelta(days=rng.randint(150, 1400), minutes=rng.randrange(1440)),
                "rows": (SourceRow(file="demo customers", line=line),),
            }
        )
        for line, customer in enumerate(numbered, start=1)
    )


@lru_cache(maxsize=1)
def known_customers() -> tuple[ImportedCustomer, ...]:
    """The people of ``people/known.toml``, by number."""
    text = files("cartui.demo").joinpath("people", "known.toml").read_text(encoding="utf-8")
    known = TypeAdapter(tuple[ImportedCustomer, ...]).validate_python(tomllib.loads(text)["customers"])
    return tuple(sorted(known, key=lambda customer: int(customer.number)))


def _numbered(rng: random.Random) -> Iterator[ImportedCustomer]:
    """The known ones at their numbers, the drawn ones at all others."""
    known = {int(customer.number): customer for customer in known_customers()}
    number = _FIRST_NUMBER
    for customer in _drawn(rng):
        while number in known:
            yield known[number]
            number += 1
        yield ImportedCustomer(number=str(number), customer=customer, blocked=rng.random() < 0.008)
        number += 1


def drawn_customer(country: Country, rng: random.Random, *, mark: str) -> NewCustomer:
    """One more customer of that country; ``mark`` makes the mail address another than everybody's."""
    person = country.person()
    name, _, domain = person.email.partition("@")
    return _customer(person, country, f"{name}{mark}@{domain}", rng)


def _drawn(rng: random.Random) -> Iterator[NewCustomer]:
    """The customers of all countries, mixed, each mail address only once."""
    phones = PhoneNumbers(rng)
    emails: set[str] = set()
    for known in known_customers():
        phones.take(known.customer.phone)
        emails.add(known.customer.email)
    countries = {code: Country(code, rng, phones) for code in COUNTRIES}
    homes = [code for code, country in countries.items() for _ in range(country.data.customers)]
    rng.shuffle(homes)
    for code in homes:
        person = countries[code].person()
        yield _customer(person, countries[code], _unused(person.email, emails), rng)


def _customer(person: Person, country: Country, email: str, rng: random.Random) -> NewCustomer:
    """A private customer, or one who buys for a company."""
    is_business = rng.random() < 0.18
    company = country.company(person) if is_business else ""
    vat_ids = country.data.vat_ids
    reachable = rng.random()
    return NewCustomer(
        name=person.name,
        email="" if reachable < 0.05 else email,
        phone="" if reachable > 0.97 else person.phone,
        company=company,
        price_level=_level(rng, is_business=is_business),
        rep=rng.choice(_REPS[country.data.market]) if is_business or rng.random() < 0.4 else "",
        tax_exempt=company.endswith(_EXEMPT),
        vat_id=rng.choice(vat_ids) if is_business and vat_ids else "",
        country=country.code,
        addresses=(person.address.model_copy(update={"company": company}),) if rng.random() < 0.93 else (),
    )


def _level(rng: random.Random, *, is_business: bool) -> str | None:
    """A price level; ``None``: the market's base."""
    chance = rng.random()
    if is_business:
        return "Wholesale" if chance < 0.7 else None
    if chance < 0.07:
        return "VIP"
    return "Staff" if chance < 0.09 else None


def _unused(email: str, taken: set[str]) -> str:
    """The address, with a number before its @ when somebody has it already."""
    name, _, domain = email.partition("@")
    candidates = (f"{name}{number or ''}@{domain}" for number in range(len(taken) + 1))
    free = next(candidate for candidate in candidates if candidate not in taken)
    taken.add(free)
    return free
