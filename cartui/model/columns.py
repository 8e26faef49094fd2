"""Which columns a list of carts can show, and how a choice of them is written."""

from enum import StrEnum
from typing import Final

from cartui.model.frozen import Frozen

NARROWEST: Final = 4
"""Cells that a column has at least."""

WIDEST: Final = 80
"""Cells that a column has at most."""


class CartColumn(StrEnum):
    """What a list of carts can show of each; where it can be sorted by that, the name is the sort key's."""

    NUMBER = "number"
    CUSTOMER = "customer"
    CUSTOMER_NUMBER = "customer-number"
    MARKET = "market"
    CHANNEL = "channel"
    STATE = "state"
    ITEMS = "items"
    UNITS = "units"
    TOTAL = "total"
    LEVEL = "level"
    REP = "rep"
    ORIGIN = "origin"
    CREATED = "created"
    UPDATED = "updated"
    AGE = "age"
    TOUCHED = "touched"
    PRODUCTS = "products"
    CARD = "card"
    TAGS = "tags"
    ASSIGNED = "assigned"


class ChosenColumn(Frozen):
    """A column that somebody wants to see; written ``customer``, or ``customer:24`` with a width."""

    id: str
    width: int | None = None
    """Cells; ``None``: as many as it usually has."""

    @classmethod
    def parse(cls, text: str) -> "ChosenColumn":
        """Read ``name`` or ``name:width``; raises ``ValueError`` for another column, or no width."""
        name, colon, width = text.strip().partition(":")
        try:
            column = CartColumn(name)
        except ValueError:
            raise ValueError(f"there is no column {name!r}: choose from {', '.join(CartColumn)}") from None
        if not colon:
            return cls(id=column.value)
        if not (width.isascii() and width.isdigit() and NARROWEST <= int(width[:4]) <= WIDEST):
            raise ValueError(f"{text!r}: a width is a number of cells from {NARROWEST} to {WIDEST}")
        return cls(id=column.value, width=int(width))

    def __str__(self) -> str:
        """The notation that :meth:`parse` reads."""
        return self.id if self.width is None else f"{self.id}:{self.width}"
