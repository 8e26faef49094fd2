"""Where a ratio goes, and how an amount is spread."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartui.model.market import Rounding
from cartui.rules.pricing.distribution import distribute
from cartui.rules.pricing.rounding import divide, share_of

roundings = st.sampled_from(Rounding)


@pytest.mark.parametrize(
    ("numerator", "half_up", "half_even", "half_down"),
    [(1, 1, 0, 0), (3, 2, 2, 1), (5, 3, 2, 2), (-1, -1, 0, 0), (-3, -2, -2, -1), (4, 2, 2, 2), (0, 0, 0, 0)],
)
def test_halves_go_where_the_market_says(
    numerator: int, half_up: int, half_even: int, half_down: int
) -> None:
    assert divide(numerator, 2, Rounding.HALF_UP) == half_up
    assert divide(numerator, 2, Rounding.HALF_EVEN) == half_even
    assert divide(numerator, 2, Rounding.HALF_DOWN) == half_down


@given(st.integers(), st.integers(min_value=1), roundings)
def test_a_rounded_ratio_is_a_nearest_integer(numerator: int, denominator: int, rounding: Rounding) -> None:
    assert abs(divide(numerator, denominator, rounding) - Fraction(numerator, denominator)) <= Fraction(1, 2)


@given(st.integers(), st.integers(min_value=1), roundings)
def test_a_negative_amount_is_rounded_as_its_positive_twin(
    numerator: int, denominator: int, rounding: Rounding
) -> None:
    assert divide(-numerator, denominator, rounding) == -divide(numerator, denominator, rounding)


@pytest.mark.parametrize("denominator", [0, -1])
def test_a_ratio_without_a_positive_denominator_is_refused(denominator: int) -> None:
    with pytest.raises(ValueError, match="positive denominator"):
        divide(1, denominator, Rounding.HALF_UP)


def test_a_percentage_of_an_amount_reads_all_its_decimals() -> None:
    assert share_of(1_000_000_000, "9.975001", Rounding.HALF_UP) == 99_750_010


weights = st.lists(st.integers(0, 10**12), min_size=1, max_size=8)


@given(st.integers(-(10**12), 10**12), weights)
def test_parts_sum_to_the_amount_and_stay_next_to_their_share(amount: int, weights: list[int]) -> None:
    parts = distribute(amount, weights)
    assert sum(parts) == amount
    if sum(weights):
        shares = [Fraction(amount * weight, sum(weights)) for weight in weights]
        assert all(abs(part - share) < 1 for part, share in zip(parts, shares, strict=True))


@given(weights, st.data())
def test_no_part_exceeds_its_weight(weights: list[int], draw: st.DataObject) -> None:
    amount = draw.draw(st.integers(0, sum(weights)))
    assert all(
        part <= weight
        for part, weight in zip(distribute(amount, weights), weights, strict=True)
        if sum(weights)
    )


def test_of_equal_remainders_the_earlier_part_gets_more() -> None:
    assert distribute(2, [5, 5, 5]) == [1, 1, 0]
    assert distribute(-2, [5, 5, 5]) == [-1, -1, 0]


def test_weights_that_are_all_zero_count_as_equal() -> None:
    assert distribute(5, [0, 0, 0]) == [2, 2, 1]


def test_nothing_is_spread_over_nothing() -> None:
    assert distribute(0, []) == []
    with pytest.raises(ValueError, match="nothing to spread 5 over"):
        distribute(5, [])


def test_a_negative_weight_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be negative"):
        distribute(5, [3, -1])
