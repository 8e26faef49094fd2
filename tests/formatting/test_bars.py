"""Bars are as long as what they stand for, and what is more than nothing is seen."""

from hypothesis import given
from hypothesis import strategies as st

from cartui.formatting.bars import FULL, LEFT_HALF, LOWER_HALF, lying_bar, standing_bars

SIZES = st.integers(-5, 10**15)


def halves(bar: str) -> int:
    """How many half cells a bar has."""
    return 2 * bar.count(FULL) + bar.count(LEFT_HALF) + bar.count(LOWER_HALF)


def test_the_largest_fills_its_cells_and_half_of_it_half_of_them() -> None:
    assert lying_bar(80, 80, 5) == "█████"
    assert lying_bar(40, 80, 5) == "██▌"
    assert lying_bar(0, 80, 5) == ""
    assert lying_bar(1, 1_000_000, 5) == "▌"
    assert lying_bar(0, 0, 5) == ""


@given(SIZES, SIZES, st.integers(1, 60))
def test_no_bar_is_longer_than_its_cells_and_nothing_has_none(value: int, largest: int, cells: int) -> None:
    bar = lying_bar(value, largest, cells)
    assert len(bar) <= cells
    assert bool(bar) == (value > 0 and largest > 0)


@given(st.lists(st.integers(0, 10**12), min_size=2, max_size=2), st.integers(1, 60))
def test_more_is_never_shorter(values: list[int], cells: int) -> None:
    less, more = sorted(values)
    assert halves(lying_bar(less, more, cells)) <= halves(lying_bar(more, more, cells))


def test_standing_bars_grow_from_the_bottom() -> None:
    assert standing_bars([4, 1, 0, 3], rows=2, cells=1, gap=1) == ["█     ▄ ", "█ ▄   █ "]


@given(
    st.lists(st.integers(0, 10**9), min_size=1, max_size=40),
    st.integers(1, 12),
    st.integers(1, 5),
    st.integers(0, 1),
)
def test_standing_bars_are_as_wide_as_they_are_said_to_be(
    values: list[int], rows: int, cells: int, gap: int
) -> None:
    lines = standing_bars(values, rows, cells, gap)
    assert [len(line) for line in lines] == [len(values) * (cells + gap)] * rows
    for n, value in enumerate(values):
        column = [line[n * (cells + gap)] for line in lines]
        assert any(char != " " for char in column) == (value > 0)
