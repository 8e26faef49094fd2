"""A quote holds its prices until a moment (decision 9); which one is meant by what somebody types."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from cartui.rules.typed_until import EXPECTED, until_from

__all__ = ["EXPECTED", "LONGEST", "are_held", "read_until"]

LONGEST: Final = timedelta(days=3_660)
"""The longest time for which prices are held."""


def are_held(until: datetime | None, now: datetime) -> bool:
    """Whether prices are still held at ``now``; both are aware."""
    return until is not None and now < until


def read_until(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """The moment (aware) until which prices are to be held: a length from ``now``, or a day in that zone.

    A day without a time means its last minute. Raises ``ValueError``, with a sentence that can be shown, for
    what is neither, what is over already, and what is further away than :data:`LONGEST`.
    """
    until = until_from(text, now, zone, at_most=LONGEST)
    if until is None:
        raise ValueError(f"That is no time to hold prices until. Expected: {EXPECTED}.")
    if until <= now:
        raise ValueError("That is over already: prices are held until some time to come.")
    if until - now > LONGEST:
        raise ValueError(
            f"That is more than {LONGEST.days:,} days from now, the longest that prices are held."
        )
    return until
