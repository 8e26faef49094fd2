"""What is asked of a list, and how its pages come back."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from cartui.model.frozen import Frozen

T = TypeVar("T")


class Term(Frozen):
    """One ``key:value,value`` of a query; values are alternatives."""

    key: str
    values: tuple[str, ...]
    negated: bool = False


class Query(Frozen):
    """A parsed query: words to find and terms to match, all of which must hold."""

    words: tuple[str, ...] = ()
    """Free text over number, customer name, email, phone and SKU."""
    terms: tuple[Term, ...] = ()
    zone: str = "UTC"
    """Name of the time zone in which its days are meant (decision 6), such as ``Asia/Dhaka``."""

    @property
    def is_empty(self) -> bool:
        """Whether it asks for nothing in particular."""
        return not self.words and not self.terms


class CartQuery(Query):
    """What is asked of a list of carts."""


class OrderQuery(Query):
    """What is asked of a list of orders; its words are also found in the numbers of order and goods issue."""


class SortKey(StrEnum):
    """What a list of carts can be sorted by."""

    NUMBER = "number"
    CUSTOMER = "customer"
    CUSTOMER_NUMBER = "customer-number"
    MARKET = "market"
    CHANNEL = "channel"
    STATE = "state"
    LEVEL = "level"
    REP = "rep"
    ORIGIN = "origin"
    ASSIGNED = "assigned"
    ITEMS = "items"
    UNITS = "units"
    TOTAL = "total"
    CREATED = "created"
    UPDATED = "updated"
    TOUCHED = "touched"
    """When the customer last looked at it; where nobody did, when it was last changed (decision 5)."""


class CartSort(Frozen):
    """An order of carts; written ``total`` or ``-updated``."""

    key: SortKey = SortKey.UPDATED
    descending: bool = True

    @classmethod
    def parse(cls, text: str) -> "CartSort":
        """Read ``[-]key``; raises ``ValueError`` with the keys there are."""
        name = text.strip()
        try:
            return cls(key=SortKey(name.removeprefix("-")), descending=name.startswith("-"))
        except ValueError:
            raise ValueError(f"cannot sort by {text!r}: choose from {', '.join(SortKey)}") from None

    def reversed(self) -> "CartSort":
        """The same carts from the other end."""
        return CartSort(key=self.key, descending=not self.descending)

    def __str__(self) -> str:
        """The notation that :meth:`parse` reads."""
        return f"{'-' if self.descending else ''}{self.key}"


class OrderSort(StrEnum):
    """The orders in which orders are listed."""

    LATEST = "-placed"
    EARLIEST = "placed"

    def reversed(self) -> "OrderSort":
        """The same orders from the other end."""
        return OrderSort.EARLIEST if self is OrderSort.LATEST else OrderSort.LATEST


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items in order, with opaque cursors to what comes after and before (``None``: nothing)."""

    items: tuple[T, ...]
    next: str | None = None
    previous: str | None = None
    searched: int | None = None
    """So many rows were looked through before it was given up for now: ``next`` (or ``previous``) goes on
    from there, though the page may be short or empty. ``None``: the page is what was asked for."""

    def __iter__(self) -> Iterator[T]:
        """Iterate over the items."""
        return iter(self.items)


@dataclass(frozen=True, slots=True)
class Count:
    """How many match; where counting all would take too long, ``exact`` is false and it is "at least"."""

    value: int
    exact: bool = True
