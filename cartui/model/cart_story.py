"""What reports count of a cart: what is read of it, and what follows from that. Nothing of it is personal."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from cartui.model.cart_summary import CartState, Origin
from cartui.model.history import EntryKind, FieldChange


@dataclass(frozen=True, slots=True)
class StoryEntry:
    """An entry of a cart's history, as far as reports look at it."""

    id: int
    kind: EntryKind
    at: datetime
    origin: str
    changes: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class CartStory:
    """A stored cart with all that happened to it."""

    state: CartState
    origin: Origin
    market: str
    currency: str
    level: str
    units: int
    value: int
    """Its total."""
    began_at: datetime
    changed_at: datetime
    lines: tuple[tuple[str, str | None, int], ...]
    """Id, SKU and quantity of each line; custom items have no SKU."""
    entries: tuple[StoryEntry, ...]
    """From the first on."""
    lock: tuple[str, datetime] | None = None
    """Why it is locked, and since when."""
    placed_at: datetime | None = None
    """Of its order."""
    is_cancelled: bool = False
    """Whether that order was cancelled."""


class CountedCart(NamedTuple):
    """One cart as it is counted; days are those of its market's zone, as ``date.toordinal`` numbers them.

    It stays when the cart is purged, known only by the number of its first entry.
    """

    entry: int
    """The first entry of its history, which no other cart ever has."""
    day: int
    """On which it began."""
    market: str
    currency: str
    level: str
    origin: str
    state: str
    units: int
    value: int
    changed_at: datetime
    order_day: int | None
    """On which it was ordered; ``None``: it was not, or that was cancelled."""
    recovered: bool
    called: bool
    """Whether its customer was called before the order."""


class LockEnd(StrEnum):
    """What became of a lock."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    UNLOCKED = "unlocked"
    DELETED = "deleted"


class CountedLock(NamedTuple):
    """One lock of a cart."""

    entry: int
    """The first entry of its cart's history."""
    place: int
    """Which of the cart's locks it is, from 0 on."""
    market: str
    day: int
    """On which it began."""
    reason: str
    since: datetime
    ended_at: datetime | None
    end: str


class ProductKey(NamedTuple):
    """Under what products are counted: the day on which their carts began, the market and the SKU."""

    day: int
    market: str
    sku: str


class ProductCount(NamedTuple):
    """How often a product was added and ordered."""

    added_carts: int = 0
    added_units: int = 0
    ordered_carts: int = 0
    ordered_units: int = 0

    def plus(self, other: "ProductCount", times: int = 1) -> "ProductCount":
        """Both together; ``times`` -1 takes the other away."""
        return ProductCount(*(one + times * more for one, more in zip(self, other, strict=True)))


NOTHING: Final = ProductCount()
