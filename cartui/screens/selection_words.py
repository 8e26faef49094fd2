"""How many carts are selected, in words."""

from collections.abc import Sequence

from cartui.model.query import Count


def selection_words(count: Count, of: Count | None, *, elsewhere: bool = False) -> str:
    """``412 of 10,233 selected``; ``of``: how many are listed, ``None``: not known.

    ``elsewhere``: what is listed is not the list in which they were selected.
    """
    number = _counted(count)
    if elsewhere:
        return f"{number} selected, here or elsewhere"
    if count == of:
        return f"{'all ' if count.exact else ''}{number} selected"
    if of is None:
        return f"{number} selected"
    return f"{number} of {_counted(of)} selected"


def copied_words(numbers: Sequence[str]) -> str:
    """What was copied."""
    if len(numbers) == 1:
        return f"{numbers[0]} is copied"
    return f"{len(numbers):,} numbers are copied"


def _counted(count: Count) -> str:
    """A count as people read it; where nobody counted any further it is at least so many."""
    return f"{count.value:,}" if count.exact else f"at least {count.value:,}"
