"""How many, said at the end of what is searched: ``mug x3`` is three mugs."""

import re
from dataclasses import dataclass
from typing import Final

LARGEST_QUANTITY: Final = 1_000_000
"""More than this is not a quantity (the model's own limit)."""

QUANTITY_NEEDED: Final = f"A whole number from 1 to {LARGEST_QUANTITY:,} is needed."
"""What is said of any other."""

_TRAILING: Final = re.compile(r"^(?P<words>.*\S)\s+[x×*](?P<quantity>[0-9]+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TypedProduct:
    """What was typed into the product search, taken apart."""

    words: str
    """What to search for."""
    quantity: int | None = 1
    """How many; ``None``: a number was typed that is no quantity."""


def split_quantity(text: str) -> TypedProduct:
    """Take a trailing ``x3``, ``×3`` or ``*3`` off the words before it.

    Only a last word of its own counts, and only with words before it: a product called ``x3`` can be
    searched. ``x0`` is a quantity that cannot be.
    """
    stripped = text.strip()
    match = _TRAILING.match(stripped)
    if match is None:
        return TypedProduct(stripped)
    return TypedProduct(match["words"], read_quantity(match["quantity"]))


def read_quantity(text: str) -> int | None:
    """The quantity that this is, blanks around it aside; ``None``: it is none."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit()):
        return None
    quantity = int(digits.lstrip("0")[: len(str(LARGEST_QUANTITY)) + 1] or "0")
    return quantity if 1 <= quantity <= LARGEST_QUANTITY else None
