"""A count says whether there may be more."""

import pytest

from cartui.formatting.counts import count_words, short_count
from cartui.model.query import Count


@pytest.mark.parametrize(
    ("count", "words", "short"),
    [
        (Count(0), "0 match", "0"),
        (Count(12_345), "12,345 match", "12,345"),
        (Count(1_000, exact=False), "at least 1,000 match", "1,000+"),
        (Count(0, exact=False), "none found so far", "?"),
    ],
    ids=["none", "all", "more", "given-up"],
)
def test_a_count_says_whether_there_may_be_more(count: Count, words: str, short: str) -> None:
    assert count_words(count, "match") == words
    assert short_count(count) == short
