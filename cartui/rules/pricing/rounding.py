"""Rounding of integer ratios, and shares by percentage: the only place where a figure is rounded."""

from functools import lru_cache

from cartui.model.market import Rounding
from cartui.model.percent import PERCENT_SCALE, percent_units

units_of = lru_cache(maxsize=4096)(percent_units)
"""A percentage's text as an integer of ``PERCENT_SCALE``; carts repeat a few rates, so each is read once."""


def divide(numerator: int, denominator: int, rounding: Rounding) -> int:
    """Return the ratio as the nearest integer.

    A ratio half-way between two integers goes away from zero (``half_up``), towards zero (``half_down``) or
    to the even one (``half_even``), so that a negative amount is rounded as its positive twin is.

    Raises:
        ValueError: The denominator is not positive.
    """
    if denominator <= 0:
        raise ValueError(f"a ratio needs a positive denominator, not {denominator}")
    whole, rest = divmod(abs(numerator), denominator)
    twice = 2 * rest
    if twice > denominator or (twice == denominator and _half_goes_up(whole, rounding)):
        whole += 1
    return whole if numerator >= 0 else -whole


def _half_goes_up(whole: int, rounding: Rounding) -> bool:
    """Whether ``whole`` and a half becomes the next integer."""
    return rounding is Rounding.HALF_UP or (rounding is Rounding.HALF_EVEN and whole % 2 == 1)


def share_of(amount: int, percent: str, rounding: Rounding) -> int:
    """Return that percentage of an amount of minor units; raises ``ValueError`` for what is no percentage."""
    return divide(amount * units_of(percent), PERCENT_SCALE, rounding)
