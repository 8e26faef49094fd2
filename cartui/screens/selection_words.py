"""The size of a selection in words, and what is said after copying it."""

from collections.abc import Sequence

from cartui.formatting.counts import count_words
from cartui.model.query import Count


def selection_words(count: Count, of: Count | None, *, elsewhere: bool = False) -> str:
    """``412 of 10,233 selected``; ``of``: how many are listed, ``None`` or fewer: not known.

    ``elsewhere``: what is listed is not the list in which they were selected.
    """
    if elsewhere:
        return f"{count_words(count, 'selected')}, here or elsewhere"
    if of is not None and count == of:
        return f"{'all ' if count.exact else ''}{count_words(count, 'selected')}"
    if of is None or of.value < max(count.value, 1):
        return count_words(count, "selected")
    return count_words(count, f"of {count_words(of, 'selected')}")


def copied_words(numbers: Sequence[str]) -> str:
    """What was copied."""
    if len(numbers) == 1:
        return f"{numbers[0]} is copied"
    return f"{len(numbers):,} numbers are copied"
