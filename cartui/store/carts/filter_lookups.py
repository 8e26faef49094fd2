"""What a query of carts means depends on a little of what is in the database: that is looked up here."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from sqlalchemy import BigInteger, Connection, String, bindparam, cast, column, select, table
from sqlalchemy import text as sql

from cartui.model.cart_filter import Between, Field, Filter, Has, OneOf, Trait
from cartui.store.core_tables import cart, customer, market, variant
from cartui.store.folding import sort_key, storable, with_accents
from cartui.store.raw_statements import Prepared


@dataclass(frozen=True, slots=True)
class Threshold:
    """From which total on a market's carts are of high value, in minor units of its currency."""

    market: str
    currency: str
    total: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What was looked up."""

    thresholds: tuple[Threshold, ...] = ()
    currencies: tuple[str, ...] = ()
    """Those that the carts have which are read."""
    skus: frozenset[str] = frozenset()
    """Of what was asked for as a product, in any case: the SKUs that the catalogue has."""

    numbers: tuple[tuple[str, str], ...] = ()
    """Of what was typed as free words: those that mean the number of a cart, each with that number."""

    customers: frozenset[str] = frozenset()
    """Of what was asked for as a customer: the ids that customers have; all others are numbers."""

    namesakes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Of what was asked for as an agent: names, each with those of others that differ by accents only."""

    def skus_meant(self, product: str) -> list[str]:
        """The SKUs that a text means, none where it is words."""
        return [sku for sku in sorted(self.skus) if sku.lower() == product.lower()]


NONE: Final = Facts()

_MARKETS: Final = Prepared(select(cast(market.c.definition, String)).order_by(market.c.position))

_CURRENCY: Final = "SELECT min(currency) FROM cart WHERE active = {active}"

_CURRENCIES: Final = (
    f"WITH RECURSIVE known(code) AS ({_CURRENCY} UNION ALL "  # noqa: S608  our own names
    f"SELECT ({_CURRENCY} AND currency > known.code) FROM known WHERE code IS NOT NULL) "
    "SELECT code FROM known WHERE code IS NOT NULL"
)

_CURRENCIES_OF: Final = {
    active: Prepared(sql(_CURRENCIES.format(active=written)))
    for active, written in ((True, "true"), (False, "false"))
}
"""The currencies of the carts in each half, each found by one step into the index that sorts by total."""

_ACCOUNTS: Final = Prepared(select(column("name", String)).select_from(table("agent")))

_SKU: Final = "sku_{}"
_WRITINGS: Final = 3
_SKUS: Final = Prepared(
    select(variant.c.sku).where(
        variant.c.sku.in_([bindparam(_SKU.format(at), type_=String()) for at in range(_WRITINGS)])
    )
)


_NUMBER: Final = re.compile(r"(?P<prefix>[^\d\s]*)(?P<digits>\d{1,18})")
"""A cart's number as people read it out: with what stands before its digits or without, and without zeros."""

_DIGITS: Final = "digits"
_NUMBERED: Final = {
    active: Prepared(
        select(cart.c.number)
        .where(cart.c.active.is_(active), cart.c.number_key == bindparam(_DIGITS, type_=BigInteger()))
        .limit(3)
    )
    for active in (True, False)
}
"""The carts of a number, which differ in what stands before its digits at most."""

_ID: Final = "id"
_CUSTOMER: Final = Prepared(select(customer.c.id).where(customer.c.id == bindparam(_ID, type_=String())))


_BY_THRESHOLD: Final = frozenset({Trait.HIGH_VALUE, Trait.PROMISING})

BOTH: Final = (True, False)
"""Both halves of the table: open and locked carts (``True``), and all others."""


def facts_for(
    conn: Connection, filters: Sequence[Filter], words: Sequence[str] = (), halves: Sequence[bool] = BOTH
) -> Facts:
    """What these filters and free words depend on, of carts in these halves of the table."""
    thresholds = currencies = False
    products: list[str] = []
    customers: list[str] = []
    agents: list[str] = []
    for each in filters:
        match each.test:
            case Has(traits=traits):
                thresholds = thresholds or not _BY_THRESHOLD.isdisjoint(traits)
            case Between(field=Field.TOTAL):
                currencies = True
            case OneOf(field=Field.PRODUCT, values=values):
                products += values
            case OneOf(field=Field.CUSTOMER, values=values):
                customers += values
            case OneOf(field=Field.ASSIGNED, values=values):
                agents += values
            case _:
                pass
    numbers = tuple(_numbers(conn, words))
    namesakes = tuple(_namesakes(conn, agents)) if agents else ()
    if not (thresholds or currencies or products or customers or numbers or namesakes):
        return NONE
    return Facts(
        thresholds=_thresholds(conn) if thresholds else (),
        currencies=_currencies(conn, halves) if currencies else (),
        skus=frozenset(_skus(conn, products)),
        customers=frozenset(_customers(conn, customers)),
        numbers=numbers,
        namesakes=namesakes,
    )


def _namesakes(conn: Connection, names: Iterable[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The names that differ from those of others by accents only: in the key of a cart's agent are none."""
    accounts = [str(name) for (name,) in _ACCOUNTS(conn, {})]
    for name in names:
        key, person = sort_key(name), with_accents(name)
        others = tuple(each for each in accounts if sort_key(each) == key and with_accents(each) != person)
        if others:
            yield name, others


def _numbers(conn: Connection, words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The words that mean the number of a cart, each with it as it is written."""
    for word in words:
        typed = _NUMBER.fullmatch(word)
        if typed is None:
            continue
        for prepared in _NUMBERED.values():
            for (number,) in prepared(conn, {_DIGITS: int(typed["digits"])}):
                if str(number).lower().startswith(typed["prefix"].lower()):
                    yield word, str(number)


def _thresholds(conn: Connection) -> tuple[Threshold, ...]:
    """The thresholds of the markets that have one."""
    found = (_threshold(definition) for (definition,) in _MARKETS(conn, {}))
    return tuple(each for each in found if each is not None)


@lru_cache(256)
def _threshold(definition: str) -> Threshold | None:
    """The threshold in the definition of a market, if it has one."""
    known = json.loads(definition)
    total = known.get("high_value")
    return None if total is None else Threshold(known["code"], known["currency"], total)


def _currencies(conn: Connection, halves: Sequence[bool]) -> tuple[str, ...]:
    """The currencies of the carts in these halves."""
    rows = [row for active in halves for row in _CURRENCIES_OF[active](conn, {})]
    return tuple(sorted({code for (code,) in rows}))


def _skus(conn: Connection, products: Iterable[str]) -> Iterable[str]:
    """The SKUs of the catalogue among what was typed."""
    for typed in products:
        known = storable(typed)
        writings = {_SKU.format(at): each for at, each in enumerate((known, known.upper(), known.lower()))}
        yield from (sku for (sku,) in _SKUS(conn, writings))


def _customers(conn: Connection, customers: Iterable[str]) -> Iterable[str]:
    """The ids of customers among what was typed."""
    for typed in customers:
        yield from (id_ for (id_,) in _CUSTOMER(conn, {_ID: storable(typed)}))
