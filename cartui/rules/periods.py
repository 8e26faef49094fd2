"""Times that figures are asked for: today, the last 30 days, this year, or days as they are typed."""

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from cartui.rules.query.bad_value import BadValue, said
from cartui.rules.query.moments import EXPECTED as EXPECTED_TIME
from cartui.rules.query.moments import read_moments

EXPECTED: Final = "2026-11-21, 2026-11, 2026 or 2026-11-01..2026-11-05"
"""What days are written like."""

_DAY: Final = timedelta(days=1)
_MICROS: Final = _DAY // timedelta(microseconds=1)
_EPOCH: Final = date(1970, 1, 1)
_UTC: Final = ZoneInfo("UTC")


class Period(StrEnum):
    """A time that is counted from today."""

    TODAY = "today"
    YESTERDAY = "yesterday"
    WEEK = "7d"
    """Today and the six days before it."""
    THIRTY_DAYS = "30d"
    """Today and the 29 days before it."""
    MONTH = "month"
    """This one of the calendar."""
    LAST_MONTH = "last-month"
    """The one of the calendar before this one."""
    YEAR = "year"
    """This one of the calendar."""
    ALL = "all"


class Days(NamedTuple):
    """From one day to another, both inside; ``None``: open on that side."""

    since: date | None
    until: date | None


def days_of(period: Period, today: date) -> Days:
    """The days of a period, as seen today. One that reaches to today ends with it."""
    month = today.replace(day=1)
    before = month - _DAY
    return {
        Period.TODAY: Days(today, today),
        Period.YESTERDAY: Days(today - _DAY, today - _DAY),
        Period.WEEK: Days(today - 6 * _DAY, today),
        Period.THIRTY_DAYS: Days(today - 29 * _DAY, today),
        Period.MONTH: Days(month, today),
        Period.LAST_MONTH: Days(before.replace(day=1), before),
        Period.YEAR: Days(month.replace(month=1), today),
        Period.ALL: Days(None, None),
    }[period]


def typed_days(text: str, today: date) -> Days:
    """Days as a command has them: a period by its name, or as for :func:`read_days`; raises ``BadValue``."""
    name = text.strip().lower()
    return days_of(Period(name), today) if name in set(Period) else read_days(text, today)


def read_days(text: str, today: date) -> Days:
    """Days as the query line has them: ``2026-11``, ``2026-11-01..``, ``yesterday``; raises ``BadValue``.

    How long ago something was is no day: ``<2d`` begins in the middle of one.
    """
    try:
        moments = read_moments(text)
    except BadValue as error:  # of what it expects, half is no days
        said_so = error.message.replace(EXPECTED_TIME, EXPECTED)
        raise BadValue(said_so, nearest=error.nearest, unfinished=error.unfinished) from None
    midnight = datetime(today.year, today.month, today.day, tzinfo=UTC)
    begins, ends = moments.span(midnight, _UTC)
    if (begins, ends) != moments.span(midnight + timedelta(minutes=1), _UTC):
        raise BadValue(f"{said(text)} names no days. Expected: {EXPECTED}.")
    return Days(
        None if begins is None else _EPOCH + timedelta(days=begins // _MICROS),
        None if ends is None else _EPOCH + timedelta(days=ends // _MICROS - 1),
    )
