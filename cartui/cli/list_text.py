"""What is said of a page of a list, beside it."""

from typing import TypeVar

from cartui.formatting.counts import count_words
from cartui.model.query import Count, Page

T = TypeVar("T")


def told_of_page(page: Page[T], count: Count, things: str, none: str) -> str:
    """How many of how many these are, and how to go on; ``none`` is said where nothing matches."""
    on = f"; go on with --after {page.next}" if page.next else ""
    number = len(page.items)
    if page.searched is not None and on:
        return f"{number} found in {page.searched:,} {things} that were looked through{on}"
    if not number and not count.value:
        return none
    if count.value < number:
        count = Count(number, exact=False)  # counting was given up before this page was full
    return f"{number:,} of {count_words(count)}{on}"
