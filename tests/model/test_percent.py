"""Percentages are decimal strings, and exact integers where arithmetic begins."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from cartui.model.percent import DECIMALS, PERCENT_SCALE, Percent, Share, percent_units
from tests.hostile import EMPTY, HOSTILE

percents: TypeAdapter[str] = TypeAdapter(Percent)
shares: TypeAdapter[str] = TypeAdapter(Share)


@given(st.decimals(0, 999_999, places=DECIMALS, allow_nan=False))
def test_a_percentage_becomes_its_exact_integer(percent: Decimal) -> None:
    assert percent_units(f"{percent:f}") == int(percent * 10**DECIMALS)


def test_a_whole_is_a_hundred_percent() -> None:
    assert percent_units("100") == PERCENT_SCALE
    assert percent_units("9.975") == 9_975_000


@pytest.mark.parametrize(
    "text", [EMPTY, *HOSTILE, "-1", "+1", "1.", ".5", "1.0000001", "1,5", "15 %", "1e2", "১৫", "1234567"]
)
def test_what_is_no_plain_percentage_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a percentage"):
        percent_units(text)
    with pytest.raises(ValidationError):
        percents.validate_python(text)


def test_numbers_are_taken_when_whole_and_refused_as_floats() -> None:
    assert percents.validate_python(15) == "15"
    for bad in (1.5, True, None):
        with pytest.raises(ValidationError):
            percents.validate_python(bad)


def test_it_is_kept_as_it_was_written() -> None:
    assert percents.validate_python(" 9.9750 ") == "9.9750"


def test_a_share_is_at_most_all_of_it() -> None:
    assert shares.validate_python("100.000000") == "100.000000"
    assert percents.validate_python("100.000001") == "100.000001"
    with pytest.raises(ValidationError, match="more than 100"):
        shares.validate_python("100.000001")
