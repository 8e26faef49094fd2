"""What a query asks of a cart or an order, as values that any store can test: free of "today" and "me"."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Field(StrEnum):
    """What is tested, of a cart or of an order and the cart that it was."""

    NUMBER = "number"
    CART = "cart"
    """Only of an order: the cart's number."""
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
    EMAIL = "email"
    """Of the contact or the customer: a whole address, or behind an ``@`` a domain with those below it."""
    IP = "ip"
    """Of the visitor."""
    FROM = "from"
    """The country of the visitor's address."""
    CREATED = "created"
    UPDATED = "updated"
    TOUCHED = "touched"
    """When the customer last looked at it; where nobody did, when it was last changed (decision 5)."""
    CALLED = "called"
    """When its customer was called last; nothing holds for one that was never called."""
    CALL = "call"
    """What came of that call; empty: there was none."""
    PLACED = "placed"
    """Only of an order."""
    TOTAL = "total"
    ITEMS = "items"
    UNITS = "units"


class Trait(StrEnum):
    """What a cart or an order is or has."""

    GUEST = "guest"
    LOCKED = "locked"
    EMPTY = "empty"
    HIGH_VALUE = "high-value"
    PROMISING = "promising"
    """Its customer left it and is worth a call; when that is so says :class:`Promising`."""
    NOTE = "note"
    COUPON = "coupon"
    CUSTOMER = "customer"
    ASSIGNEE = "assignee"
    TAG = "tag"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    PAID = "paid"
    """Only of an order, as what follows."""
    DUE = "due"


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

    Totals are major units of the currency of each (decision 7), all else plain counts.
    """

    field: Field
    spans: tuple[tuple[Decimal | None, Decimal | None], ...]


@dataclass(frozen=True, slots=True)
class Promising:
    """When a cart is worth a call: the moments that decide, each in microseconds UTC."""

    touched: tuple[int, int]
    """It was last touched from the one until before the other."""
    again: tuple[tuple[str, int], ...]
    """After a call with this outcome it is worth another one if that was before this moment; after one with
    any other outcome it is not."""


@dataclass(frozen=True, slots=True)
class Within:
    """The field's key lies in one of these spans, both ends inside (``model.network_address``)."""

    field: Field
    spans: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Has:
    """It is or has one of these."""

    traits: tuple[Trait, ...]
    promising: Promising | None = None
    """Given where :attr:`Trait.PROMISING` is one of them."""


Test = OneOf | During | Between | Within | Has


@dataclass(frozen=True, slots=True)
class Filter:
    """One test that everything in the answer passes, or fails where it is ``negated``."""

    test: Test
    negated: bool = False
