"""Columns stay straight whatever is in them, and what was cut says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from cartui.formatting.cells import CUT, fit
from cartui.model.text import clean_line
from tests.hostile import EMPTY, HOSTILE

lines = st.text(max_size=60).map(clean_line)


@pytest.mark.parametrize("text", [EMPTY, *map(clean_line, HOSTILE)])
@pytest.mark.parametrize("width", [0, 1, 2, 3, 7, 20, 200])
def test_hostile_strings_take_exactly_their_column(text: str, width: int) -> None:
    for shown in (fit(text, width), fit(text, width, "right")):
        assert cell_len(shown) == width


@given(lines, st.integers(0, 80))
def test_every_line_takes_exactly_its_column(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) == cell_len(fit(text, width, "right")) == width


@given(lines, st.integers(1, 80))
def test_a_line_is_whole_or_ends_in_the_sign(text: str, width: int) -> None:
    shown = fit(text, width).rstrip(" ")
    if cell_len(text) <= width:
        assert shown == text.rstrip(" ")
    else:
        assert shown.endswith(CUT)
        assert text.startswith(shown.removesuffix(CUT))


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("Rahim", 8, "Rahim   "),
        ("Rahim Uddin", 8, "Rahim U…"),
        ("Rahim Uddin", 7, "Rahim… "),
        ("日本語", 6, "日本語"),
        ("日本語", 5, "日本…"),
        ("日本語", 4, "日… "),
        ("e\u0301te\u0301", 2, "e\u0301…"),
        ("👨‍👩‍👧👨‍👩‍👧", 3, "👨‍👩‍👧…"),
        ("x", 0, ""),
        ("x", -1, ""),
    ],
)
def test_what_belongs_together_is_never_split(text: str, width: int, shown: str) -> None:
    assert fit(text, width) == shown


def test_numbers_stand_on_the_right() -> None:
    assert fit("1,250.00", 10, "right") == "  1,250.00"
