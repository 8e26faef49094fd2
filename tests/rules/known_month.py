"""What a shop knows at the end of a made-up month, and what is true."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

SETTLES_WITHIN = timedelta(hours=24)


@dataclass
class Cart:
    """What the shop knows of a cart, and what is true of it."""

    number: str
    attempts: list[dict[str, Any]] = field(default_factory=list)
    is_locked: bool = True
    fate: str = "unpaid"
    """`unpaid`, `paid`, `paid twice`, `paid back`, `paid another amount`, `pending` or `reserved`."""
    money: list[dict[str, Any]] = field(default_factory=list)
    """The rows of what the shopper paid for it."""
    back: list[dict[str, Any]] = field(default_factory=list)
    """The rows of what went to and fro afterwards."""


@dataclass
class File:
    """What a provider writes for some days."""

    provider: str
    rows: list[dict[str, Any]]


@dataclass
class Month:
    """All that is known at its end, and the truth."""

    carts: list[Cart]
    rows: list[dict[str, Any]]
    """In the files that the shop has; those of overlapping weeks stand there twice."""
    coverage: list[dict[str, Any]]
    used: list[tuple[str, str]]
    files: list[File]

    @cached_property
    def _known(self) -> frozenset[str]:
        """The transactions that are in any file."""
        return frozenset(row["transaction"] for row in self.rows)

    @property
    def locked(self) -> list[Cart]:
        """The carts of which the shop does not know whether they were paid."""
        return [cart for cart in self.carts if cart.is_locked]

    def is_covered(self, cart: Cart) -> bool:
        """Whether the files have all of the time in which the cart's money would have come."""
        return all(self._has(attempt) for attempt in cart.attempts if attempt["status"] != "failed")

    def fate(self, cart: Cart) -> str:
        """What is true of the cart, as far as the money had moved by the end of the files that are there."""
        moved = sum(row["amount"] for row in cart.back if row["transaction"] in self._known)
        if cart.fate in ("paid", "paid back"):
            return "paid back" if moved else "paid"
        return "unpaid" if cart.fate == "reserved" else cart.fate

    def names(self, cart: Cart) -> bool:
        """Whether a row that the shop has carries a reference of the cart."""
        ids = {attempt["reference"] for attempt in cart.attempts} - {""}
        invoices = {attempt["merchant_reference"] for attempt in cart.attempts} - {""}
        return any(
            ids & {row["transaction"], *row["references"]} or row["merchant_reference"] in invoices
            for row in cart.money
            if row["transaction"] in self._known
        )

    def _has(self, attempt: dict[str, Any]) -> bool:
        """Walk from file to file as far as they go."""
        at = datetime.fromisoformat(attempt["started_at"])
        needed = at + SETTLES_WITHIN
        spans = [
            (datetime.fromisoformat(each["start"]), datetime.fromisoformat(each["end"]))
            for each in self.coverage
            if each["provider"] == attempt["provider"].lower()
        ]
        while at < needed:
            reach = max((end for start, end in spans if start <= at < end), default=None)
            if reach is None:
                return False
            at = reach
        return True
