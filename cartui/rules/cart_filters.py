"""What a query asks of a cart, as values that any store can test: typed, and free of "today" and "me".

A query keeps what was typed (``updated:<2d``), so that a view means the same tomorrow. Before it is asked,
:func:`filters_of` works out what that means at one moment, for one agent.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from cartui.model.errors import Invalid
from cartui.model.problem import Problem
from cartui.model.query import CartQuery, Term
from cartui.rules.bad_value import BadValue
from cartui.rules.query_keys import KEYS, Key, Kind
from cartui.rules.query_moments import read_moments
from cartui.rules.query_numbers import read_numbers
from cartui.rules.query_values import checked_value
from cartui.rules.query_zone import zone_of

ME: Final = "me"
"""The agent who asks, as a value of ``assigned:``."""

_TRAITS: Final = frozenset({"is", "has"})


class Field(StrEnum):
    """What of a cart is tested."""

    NUMBER = "number"
    CUSTOMER = "customer"
    MARKET = "market"
    CHANNEL = "channel"
    STATE = "state"
    LOCK = "lock"
    LEVEL = "level"
    REP = "rep"
    ORIGIN = "origin"
    ASSIGNED = "assigned"
    TAG = "tag"
    PRODUCT = "product"
    CREATED = "created"
    UPDATED = "updated"
    TOUCHED = "touched"
    """When the customer last looked at it; where nobody did, when it was last changed (decision 5)."""
    TOTAL = "total"
    ITEMS = "items"
    UNITS = "units"


class Trait(StrEnum):
    """What a cart is or has."""

    GUEST = "guest"
    LOCKED = "locked"
    EMPTY = "empty"
    HIGH_VALUE = "high-value"
    NOTE = "note"
    COUPON = "coupon"
    CUSTOMER = "customer"
    ASSIGNEE = "assignee"
    TAG = "tag"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class OneOf:
    """The field is one of these texts: as they were typed, but ``me`` is the agent's name by now."""

    field: Field
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class During:
    """The field's moment lies in one of these spans, each in microseconds UTC, the end outside.

    ``None``: open on that side.
    """

    field: Field
    spans: tuple[tuple[int | None, int | None], ...]


@dataclass(frozen=True, slots=True)
class Between:
    """The field's number lies in one of these spans, both ends inside; ``None``: open on that side.

    Totals are major units of each cart's own currency (decision 7), all else plain counts.
    """

    field: Field
    spans: tuple[tuple[Decimal | None, Decimal | None], ...]


@dataclass(frozen=True, slots=True)
class Has:
    """The cart is or has one of these."""

    traits: tuple[Trait, ...]


Test = OneOf | During | Between | Has


@dataclass(frozen=True, slots=True)
class Filter:
    """One test that every cart of the answer passes, or fails where it is ``negated``."""

    test: Test
    negated: bool = False


def filters_of(query: CartQuery, now: datetime, me: str) -> tuple[Filter, ...]:
    """What the terms of a query ask at ``now`` (aware), where ``me`` is the agent's name.

    Each is there once, in their order; the words of the query are none of them. With ``now`` in whole
    minutes the answer is the same for a minute. Raises ``Invalid`` for a key, value or zone that there is
    not: a query that was made by hand may have them.
    """
    zone = zone_of(query.zone)
    return tuple(Filter(_test_of(term, now, zone, me), term.negated) for term in dict.fromkeys(query.terms))


def _test_of(term: Term, now: datetime, zone: ZoneInfo, me: str) -> Test:
    """The typed test of one term. Raises ``Invalid``."""
    key = KEYS.get(term.key)
    if key is None:
        raise _refused(f"carts cannot be searched by {term.key!r}")
    try:
        return _read(key, tuple(dict.fromkeys(term.values)), now, zone, me)
    except BadValue as bad:
        raise _refused(bad.message) from None


def _read(key: Key, values: tuple[str, ...], now: datetime, zone: ZoneInfo, me: str) -> Test:
    """Read the values of a key. Raises ``BadValue``."""
    match key.kind:
        case Kind.MOMENT | Kind.AGE:
            only_ago = key.kind is Kind.AGE
            field = Field.CREATED if only_ago else Field(key.name)
            moments = [read_moments(value, only_ago=only_ago) for value in values]
            return During(field, tuple(each.span(now, zone) for each in moments))
        case Kind.AMOUNT | Kind.COUNT:
            decimals = key.kind is Kind.AMOUNT
            return Between(
                Field(key.name), tuple(read_numbers(value, decimals=decimals).span for value in values)
            )
        case Kind.CHOICE | Kind.TEXT:
            return _of_words(key, tuple(checked_value(key, value) for value in values), me)


def _of_words(key: Key, values: tuple[str, ...], me: str) -> OneOf | Has:
    """The test of values that are words."""
    if key.name in _TRAITS:
        return Has(tuple(Trait(value) for value in values))
    if key.name == Field.ASSIGNED:
        values = tuple(me if value.lower() == ME else value for value in values)
    return OneOf(Field(key.name), values)


def _refused(message: str) -> Invalid:
    """The error for what is in the query and cannot be asked."""
    return Invalid(message, (Problem(field="query", message=message),))
