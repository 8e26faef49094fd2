"""Card numbers in a provider's file: only their last four digits are kept, in whatever column they stand."""

import re
from collections.abc import Collection
from hashlib import sha256
from typing import Final

from cartui.rules.card_numbers import SHORTEST, mask_card_numbers

_SUSPECT: Final = re.compile(rf"\d(?:[ \u00a0-]{{0,3}}\d){{{SHORTEST - 1}}}")
"""What could be a card number at all: few rows have it, and only those are looked at closely."""

_TOLD_APART: Final = 3
"""Hexadecimal digits by which two ids are told apart that look like cards; too few to find a card with."""


def masked_cells(cells: list[str], ids: Collection[int]) -> list[str]:
    """The cells of a row without card numbers.

    Those at the places of ``ids`` say which transaction is meant. Where one looks like a card number, it
    stays the same id in every file, and another one than most others that end alike.
    """
    if _SUSPECT.search("\n".join(cells)) is None:
        return cells
    return [_masked_id(cell) if place in ids else mask_card_numbers(cell) for place, cell in enumerate(cells)]


def _masked_id(text: str) -> str:
    """An id without the card number that it looks like."""
    masked = mask_card_numbers(text)
    if masked == text:
        return text
    return f"{masked} {sha256(text.strip().encode('utf-8', 'replace')).hexdigest()[:_TOLD_APART]}"
