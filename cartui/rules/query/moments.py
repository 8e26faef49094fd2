"""Times of the query line: ``<2d``, ``today``, ``2026-11``, ``2026-11-01..2026-11-05``.

A duration is how long ago something was; a date is one of the calendar in a time zone, whose days may have
23 or 25 hours. Two of one kind with ``..`` between them are a range with both ends inside.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from cartui.rules.query.bad_value import BadValue, cut, nearest_of, said
from cartui.rules.query.spans import Range, read_span, turned

Span = tuple[int | None, int | None]
"""Microseconds since 1970 in UTC, the end outside; ``None``: open on that side."""

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 8999
"""The years that a date may be of: beyond them calendars and databases end."""

MOST_DAYS: Final = 36_500
"""The longest time ago that can be asked for."""

EXPECTED_AGO: Final = "how long ago, such as <2d, >30m or 1w..2w"
EXPECTED: Final = "<2d, >30m, today, 2026-11-21, 2026-11 or 2026-11-01..2026-11-05"

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_MINUTE: Final = timedelta(minutes=1) // _MICROSECOND
_DAY: Final = timedelta(days=1)
_UNITS: Final = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": _DAY, "w": timedelta(weeks=1)}
_LONG_UNITS: Final = {
    "min": "m",
    "mins": "m",
    "minute": "m",
    "minutes": "m",
    "hour": "h",
    "hours": "h",
    "day": "d",
    "days": "d",
    "week": "w",
    "weeks": "w",
}
"""What people write for a unit, in an answer to it."""

_NAMED: Final = {"today": 0, "yesterday": 1}
"""Days by name: so many days before this one."""

_AGO: Final = re.compile(r"(?P<number>[0-9]{1,8})(?P<unit>[a-z]+)")
_WHOLE_DATE: Final = len("2026-11-20")
"""Characters of a date that no other can make another one."""
_DATE: Final = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{1,2})(?:-(?P<day>[0-9]{1,2}))?)?")
_AGO_BEGUN: Final = re.compile(r"[0-9]{0,8}([mhdw]?\.)?")
_BEGUN: Final = re.compile(r"[0-9]{0,8}([mhdw]?\.)?|[0-9]{4}-([0-9]{1,2}(-([0-9]{1,2})?)?)?\.?")


@dataclass(frozen=True, slots=True)
class _Ago:
    """So long before now."""

    written: str
    length: timedelta

    def span(self, now: datetime, _zone: ZoneInfo) -> tuple[int, int]:
        """The one microsecond that was so long ago; what was no time ago is all of this minute."""
        at = _micros(now) - self.length // _MICROSECOND
        return at, at + (1 if self.length else _MINUTE)


@dataclass(frozen=True, slots=True)
class _Calendar:
    """Some days of the calendar: from ``first`` until the day before ``after``."""

    written: str
    first: date
    after: date

    def span(self, _now: datetime, zone: ZoneInfo) -> tuple[int, int]:
        """From the first midnight to the one behind."""
        return _midnight(self.first, zone), _midnight(self.after, zone)


@dataclass(frozen=True, slots=True)
class _Named:
    """``today`` or ``yesterday``."""

    written: str

    def span(self, now: datetime, zone: ZoneInfo) -> tuple[int, int]:
        """That day, wherever its midnights are."""
        day = now.astimezone(zone).date() - _NAMED[self.written] * _DAY
        return _midnight(day, zone), _midnight(day + _DAY, zone)


_Point = _Ago | _Calendar | _Named


class _Edge(NamedTuple):
    """Where a span begins or ends: at the beginning of a point (0), or at its end (1)."""

    point: _Point
    side: int

    def at(self, now: datetime, zone: ZoneInfo) -> int:
        """Microseconds since 1970."""
        return self.point.span(now, zone)[self.side]


@dataclass(frozen=True, slots=True)
class Moments:
    """What was typed as a time, understood."""

    written: str
    """The one way in which it is written."""
    since: _Edge | None
    until: _Edge | None
    """``None``: open on that side."""

    def span(self, now: datetime, zone: ZoneInfo) -> Span:
        """The time that is meant at ``now`` (aware), by the calendar of that zone."""
        return (
            None if self.since is None else self.since.at(now, zone),
            None if self.until is None else self.until.at(now, zone),
        )


def read_moments(text: str, *, only_ago: bool = False) -> Moments:
    """Understand a time in any case; raises ``BadValue``. ``only_ago``: a date is none."""
    typed = read_span(text.strip().lower())
    if isinstance(typed, Range):
        return _range(typed.begin, typed.end, text, only_ago=only_ago)
    point = _point(typed.value, text, only_ago=only_ago)
    return Moments(f"{typed.sign}{point.written}", *_compared(typed.sign, point))


def _compared(sign: str, point: _Point) -> tuple[_Edge | None, _Edge | None]:
    """The edges of a comparison. What is longer ago is earlier, so there the signs turn round."""
    start, end = _Edge(point, 0), _Edge(point, 1)
    if isinstance(point, _Ago):
        sign = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "": ">="}[sign]
    match sign:
        case "<":
            return None, start
        case "<=":
            return None, end
        case ">":
            return end, None
        case ">=":
            return start, None
        case _:
            return start, end


def _range(begin: str, end: str, text: str, *, only_ago: bool) -> Moments:
    """Both ends are inside, and either may be left out."""
    if not begin and not end:
        raise _unlike(text, "..", only_ago=only_ago)
    low = _point(begin, text, only_ago=only_ago) if begin else None
    high = _point(end, text, only_ago=only_ago, is_end=True) if end else None
    written = f"{low.written if low else ''}..{high.written if high else ''}"
    ago = [isinstance(point, _Ago) for point in (low, high) if point is not None]
    if any(ago) and not all(ago):
        raise BadValue(
            f"{said(text)} has a time ago on one side and a day on the other: take two of one kind."
        )
    if isinstance(low, _Ago) and isinstance(high, _Ago) and low.length > high.length:
        raise turned(text, f"{high.written}..{low.written}", unfinished=True)
    if isinstance(low, _Calendar) and isinstance(high, _Calendar) and low.first > high.first:
        raise turned(text, f"{high.written}..{low.written}", unfinished=len(end) < _WHOLE_DATE)
    earlier, later = (high, low) if all(ago) else (low, high)
    return Moments(
        written,
        None if earlier is None else _Edge(earlier, 0),
        None if later is None else _Edge(later, 1),
    )


def _point(typed: str, text: str, *, only_ago: bool, is_end: bool = False) -> _Point:
    """One duration, day, month or year; ``text`` is the whole value, for the error."""
    if (ago := _AGO.fullmatch(typed)) is not None:
        return _ago(int(ago["number"]), ago["unit"], text, only_ago=only_ago)
    if not only_ago and typed in _NAMED:
        return _Named(typed)
    if not only_ago and (day := _DATE.fullmatch(typed)) is not None:
        return _calendar(day, text)
    raise _unlike(text, typed, only_ago=only_ago, is_end=is_end)


def _ago(number: int, unit: str, text: str, *, only_ago: bool) -> _Ago:
    """A duration of a known unit that is not longer than people think."""
    if unit not in _UNITS:
        meant = _LONG_UNITS.get(unit)
        if meant is None:
            raise _unlike(text, f"{number}{unit}", only_ago=only_ago)
        right = f"{number}{meant}"
        raise BadValue(
            f"{said(text)}: units are m (minutes), h, d and w. Did you mean {cut(right)}?",
            nearest=right,
            unfinished=False,
        )
    length = min(number, MOST_DAYS * 24 * 60 + 1) * _UNITS[unit]
    if length > MOST_DAYS * _DAY:
        raise BadValue(f"{said(text)} is longer ago than {MOST_DAYS:,} days, the most that can be asked for.")
    return _Ago(f"{number}{unit}", length)


def _calendar(typed: re.Match[str], text: str) -> _Calendar:
    """A day, month or year that the calendar has."""
    year, month, day = (None if part is None else int(part) for part in typed.group("year", "month", "day"))
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadValue(f"{said(text)}: years go from {FIRST_YEAR} to {LAST_YEAR}.", unfinished=True)
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        what = "day" if day is not None and 1 <= (month or 0) <= 12 else "month"
        unfinished = len(typed.group()) < _WHOLE_DATE
        raise BadValue(
            f"{said(text)}: there is no such {what} in the calendar.", unfinished=unfinished
        ) from None
    if day is not None:
        return _Calendar(first.isoformat(), first, first + _DAY)
    if month is not None:
        after = date(year + month // 12, month % 12 + 1, 1)
        return _Calendar(f"{first:%Y-%m}", first, after)
    return _Calendar(f"{year}", first, date(year + 1, 1, 1))


def _unlike(text: str, typed: str, *, only_ago: bool, is_end: bool = False) -> BadValue:
    """The error for what is no time at all, or only the beginning of one."""
    begun = typed == ".." and not is_end
    if only_ago:
        nearest, expected = None, EXPECTED_AGO
        begun = begun or bool(_AGO_BEGUN.fullmatch(typed))
    else:
        nearest, expected = nearest_of(typed, _NAMED), EXPECTED
        begun = begun or bool(_BEGUN.fullmatch(typed)) or any(name.startswith(typed) for name in _NAMED)
    hint = f"Did you mean {nearest}? " if nearest else ""
    return BadValue(
        f"{said(text)} is no time. {hint}Expected: {expected}.", nearest=nearest, unfinished=begun
    )


def _midnight(day: date, zone: ZoneInfo) -> int:
    """When that day begins in the zone; where clocks skip midnight, when they do so."""
    return _micros(datetime(day.year, day.month, day.day, tzinfo=zone))


def _micros(moment: datetime) -> int:
    """Microseconds since 1970 of an aware time."""
    return (moment - _EPOCH) // _MICROSECOND
