"""A quote holds its prices until a moment (decision 9); which one is meant by what somebody types."""

import re
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

EXPECTED: Final = "3d, 2w, 12h, tomorrow, 2026-12-01 or 2026-12-01 14:00"
"""Ways to type one."""

LONGEST: Final = timedelta(days=3_660)
"""The longest time for which prices are held."""

_LAST_MINUTE: Final = time(23, 59)
"""Until when a day lasts for which no time is given."""

_UNITS: Final = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_NAMED: Final = {"today": 0, "tomorrow": 1}
_LENGTH: Final = re.compile(r"([0-9]{1,6}) ?([mhdw])")
_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?: +([0-9]{1,2}):([0-9]{2}))?")


def are_held(until: datetime | None, now: datetime) -> bool:
    """Whether prices are still held at ``now``; both are aware."""
    return until is not None and now < until


def read_until(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """The moment (aware) until which prices are to be held: a length from ``now``, or a day in that zone.

    A day without a time means its last minute. Raises ``ValueError``, with a sentence that can be shown, for
    what is neither, what is over already, and what is further away than :data:`LONGEST`.
    """
    typed = text.strip().lower()
    until = _until(typed, now, zone)
    if until is None:
        raise ValueError(f"That is no time to hold prices until. Expected: {EXPECTED}.")
    if until <= now:
        raise ValueError("That is over already: prices are held until some time to come.")
    if until - now > LONGEST:
        raise ValueError(
            f"That is more than {LONGEST.days:,} days from now, the longest that prices are held."
        )
    return until


def _until(typed: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The moment that is meant; ``None`` where none is."""
    length, day = _LENGTH.fullmatch(typed), _DATE.fullmatch(typed)
    if length is not None:
        return now + min(int(length[1]) * _UNITS[length[2]], 2 * LONGEST)
    if typed in _NAMED:
        then = now.astimezone(zone).date() + timedelta(days=_NAMED[typed])
        return datetime.combine(then, _LAST_MINUTE, zone)
    if day is None:
        return None
    try:
        at = _LAST_MINUTE if day[4] is None else time(int(day[4]), int(day[5]))
        then = date(int(day[1]), int(day[2]), int(day[3]))
        return datetime.combine(then, at, zone)
    except ValueError:
        return None
