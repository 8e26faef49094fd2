"""Rows of carts are read a page at a time, and each as if it were alone."""

from typing import Any, Final

from hypothesis import example, given, settings
from hypothesis import strategies as st

from cartui.store.carts.summaries import SHOWN, summaries, summary

WHOLE: Final = (
    *("crt_1", "C-000001", 1, "open", "BD", "BDT", "Rahim Uddin", "1001", None, 2, 5, 11_656, "gold", "R7"),
    *("agent", "mina", '["vip"]', '["Cotton Shirt", "Mug"]', "4242"),
    *(1_795_305_554_689_329, 1_795_305_554_689_330, None),
)
"""The columns of a cart, as the driver gives them."""

MICROSECONDS: Final = st.integers(0, 2**33 * 1_000_000) | st.integers(-(2**56), 2**56)

ODD: Final = st.one_of(
    st.none(),
    st.text(max_size=5),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(),
    st.binary(max_size=3),
    st.sampled_from(["", "[]", "[1]", "{", "locked", "KWD", "\x1b[2J", "\u202e", "a\tb", "🎄", "রহিম"]),
)
"""What can stand in a column where something else has written into the file."""


@st.composite
def pages(draw: st.DrawFn) -> list[tuple[Any, ...]]:
    """A page of whole carts, in which a few values are odd; behind each stands what it is sorted by."""
    rows = [list(WHOLE) for _ in range(draw(st.integers(0, 4)))]
    for row in rows:
        row[-3:-1] = [draw(MICROSECONDS), draw(MICROSECONDS)]
    for _ in range(draw(st.integers(0, 2)) if rows else 0):
        row = draw(st.sampled_from(rows))
        row[draw(st.integers(0, SHOWN - 1))] = draw(ODD)
    return [(*row, at) for at, row in enumerate(rows)]


@given(pages())
@example([(*WHOLE[:16], b"[]", *WHOLE[17:], 0)])  # bytes of which JSON could be read
@settings(max_examples=300)
def test_a_page_says_of_each_cart_what_its_row_alone_would_say(rows: list[tuple[Any, ...]]) -> None:
    assert list(map(repr, summaries(rows))) == [repr(summary(row)) for row in rows]


@given(st.integers(0, 2**33 * 1_000_000))
def test_no_moment_of_a_page_is_off_by_a_microsecond(moment: int) -> None:
    (shown,) = summaries([(*WHOLE[:-3], moment, moment, None)])
    assert shown == summary((*WHOLE[:-3], moment, moment, None))
