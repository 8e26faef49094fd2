"""Counts for people: where nobody counted any further it is said, in words or by a sign."""

from cartui.model.query import Count


def count_words(count: Count, what: str = "") -> str:
    """A count for a sentence: ``412 match``, ``at least 1,000 match``; ``what`` is said of those counted.

    Where counting was given up before anything was found, that is ``none found so far``.
    """
    if not (count.exact or count.value):
        return "none found so far"
    return f"{'' if count.exact else 'at least '}{count.value:,} {what}".rstrip()


def short_count(count: Count) -> str:
    """The same where there is little room: ``412``, ``1,000+``; ``?``: none found so far."""
    if count.exact:
        return f"{count.value:,}"
    return f"{count.value:,}+" if count.value else "?"


def carts_words(count: int) -> str:
    """So many carts: ``10,000 carts``, ``1 cart``."""
    return f"{count:,} cart{'' if count == 1 else 's'}"
