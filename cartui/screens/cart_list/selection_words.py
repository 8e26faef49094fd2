"""The size of a selection in words, and what is said after copying it."""

from collections.abc import Sequence

from cartui.formatting.counts import count_words
from cartui.model.query import Count


def selection_words(count: Count, of: Count | None, *, elsewhere: bool = False, fewer: bool = False) -> str:
    """``412 of 10,233 selected``; ``of``: how many are listed, ``None`` or fewer: not known.

    ``elsewhere``: what is listed is not the list in which they were selected. ``fewer``: they were more,
    and some are found by the query of the selection no longer.
    """
    selected = count_words(count, "still selected" if fewer else "selected")
    if elsewhere:
        return f"{selected}, here or elsewhere"
    if of is not None and count == of and not fewer:
        return f"{'all ' if count.exact and count.value > 1 else ''}{selected}"
    if fewer or of is None or of.value < max(count.value, 1):
        return selected
    return count_words(count, f"of {count_words(of, 'selected')}")


def copied_words(numbers: Sequence[str], *, gone: int = 0) -> str:
    """What was copied; ``gone``: how many of the selected carts are not there any more."""
    copied = f"{numbers[0]} is copied" if len(numbers) == 1 else f"{len(numbers):,} numbers are copied"
    if not gone:
        return copied
    return f"{copied}; {gone:,} selected {'cart is' if gone == 1 else 'carts are'} gone"
