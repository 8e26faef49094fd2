"""How many, said at the end of what is searched: ``mug x3`` is three mugs."""

import re
from dataclasses import dataclass
from typing import Final

LARGEST_QUANTITY: Final = 1_000_000
"""More than this is not a quantity (the model's own limit) and stays part of the words."""

_TRAILING: Final = re.compile(r"^(?P<words>.*\S)\s+[x×*](?P<quantity>[0-9]{1,7})$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TypedProduct:
    """What was typed into the product search, taken apart."""

    words: str
    """What to search for."""
    quantity: int = 1


def split_quantity(text: str) -> TypedProduct:
    """Take a trailing ``x3``, ``×3`` or ``*3`` off the words before it.

    Only a last word of its own counts, and only with words before it: a product called ``x3`` can be
    searched, and ``x0`` is a word.
    """
    stripped = text.strip()
    match = _TRAILING.match(stripped)
    if match is None:
        return TypedProduct(stripped)
    quantity = int(match["quantity"])
    if not 1 <= quantity <= LARGEST_QUANTITY:
        return TypedProduct(stripped)
    return TypedProduct(match["words"], quantity)
