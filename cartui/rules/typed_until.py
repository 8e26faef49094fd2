"""Until when something is to last, as somebody types it: a length from now, or a day."""

import re
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

EXPECTED: Final = "3d, 2w, 12h, tomorrow, 2026-12-01 or 2026-12-01 14:00"
"""Ways to type one."""

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


def until_from(text: str, now: datetime, zone: ZoneInfo, *, at_most: timedelta) -> datetime | None:
    """The moment (aware) that is meant: a length from ``now``, or a day in that zone; ``None``: none is.

    A day without a time means its last minute. A length beyond ``at_most`` gives some moment beyond it.
    """
    typed = text.strip().lower()
    length, day = _LENGTH.fullmatch(typed), _DATE.fullmatch(typed)
    if length is not None:
        return now + min(int(length[1]) * _UNITS[length[2]], 2 * at_most)
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
