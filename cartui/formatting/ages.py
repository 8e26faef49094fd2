"""Ages and times in few characters: ``5m`` in a column, ``21 Nov 09:00`` in a sentence."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_MINUTE: Final = timedelta(minutes=1)
_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(weeks=1)
_YEAR: Final = timedelta(days=365)

_LENGTHS: Final = (
    (_DAY, "day"),
    (_HOUR, "hour"),
    (_MINUTE, "minute"),
    (timedelta(seconds=1), "second"),
)
"""Units of a length of time, the largest first."""


def show_age(moment: datetime, now: datetime) -> str:
    """How long ago ``moment`` is, in few characters: ``now``, ``2m``, ``5h``, ``3d``, ``6w``, ``2y``.

    Weeks count from 14 days on. What lies ahead, as another machine's clock may have it, is ``now``. Both
    times are aware.
    """
    age = now - moment
    if age < _MINUTE:
        return "now"
    if age < _HOUR:
        return f"{age // _MINUTE}m"
    if age < _DAY:
        return f"{age // _HOUR}h"
    if age < 2 * _WEEK:
        return f"{age // _DAY}d"
    if age < _YEAR:
        return f"{age // _WEEK}w"
    return f"{age // _YEAR}y"


def show_ago(moment: datetime, now: datetime) -> str:
    """The same for a sentence: ``a moment ago``, ``3 min ago``, ``5 h ago``, ``2 days ago``."""
    age = now - moment
    if age < _MINUTE:
        return "a moment ago"
    if age < _HOUR:
        return f"{age // _MINUTE} min ago"
    if age < _DAY:
        return f"{age // _HOUR} h ago"
    days = age // _DAY
    return f"{days} day{'' if days == 1 else 's'} ago"


def show_length(length: timedelta) -> str:
    """A length of time in its largest whole unit: ``1 day``, ``36 hours``, ``90 minutes``, ``45 seconds``."""
    whole = (each for each in _LENGTHS if length >= each[0] and not length % each[0])
    unit, name = next(whole, _LENGTHS[-1])
    count = length // unit
    return f"{count} {name}{'' if count == 1 else 's'}"


def show_wait(length: timedelta) -> str:
    """How long something took, in few characters: ``45s``, ``12m``, ``3h 05m``, ``2d 4h``."""
    if length < _MINUTE:
        return f"{length // timedelta(seconds=1)}s"
    if length < _HOUR:
        return f"{length // _MINUTE}m"
    if length < _DAY:
        return f"{length // _HOUR}h {length % _HOUR // _MINUTE:02}m"
    return f"{length // _DAY}d {length % _DAY // _HOUR}h"


def show_day(day: date, today: date) -> str:
    """A day in few characters: ``21 Nov``, or ``21 Nov 2025`` where it is of another year than today."""
    said = f"{day.day} {_MONTHS[day.month - 1]}"
    return said if day.year == today.year else f"{said} {day.year}"


def show_month(day: date) -> str:
    """The month of a day: ``Nov 2025``."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def show_time(moment: datetime, zone: str | None, now: datetime) -> str:
    """A moment in a time zone (``None``: the system's), with as much of its date as differs from ``now``.

    ``14:05`` today, ``20 Nov 14:05`` this year, ``20 Nov 2025 14:05`` else. Both times are aware; raises
    ``ZoneInfoNotFoundError`` or ``ValueError`` for a zone that this machine does not know.
    """
    there, today = _in_zone(moment, zone), _in_zone(now, zone)
    clock = f"{there.hour:02}:{there.minute:02}"
    if there.date() == today.date():
        return clock
    day = f"{there.day} {_MONTHS[there.month - 1]}"
    return f"{day} {clock}" if there.year == today.year else f"{day} {there.year} {clock}"


def _in_zone(moment: datetime, zone: str | None) -> datetime:
    """The moment on the clocks of that zone; one that no calendar has there stays in UTC."""
    try:
        return moment.astimezone(None if zone is None else _zone(zone))
    except OverflowError:
        return moment.astimezone(UTC)


@lru_cache(maxsize=32)
def _zone(name: str) -> ZoneInfo:
    """A zone by its name, read once."""
    return ZoneInfo(name)
