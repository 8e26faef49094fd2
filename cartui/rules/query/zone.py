"""The time zone in which the days of a query are meant."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cartui.model.errors import Invalid
from cartui.model.problem import Problem
from cartui.model.text import clean_line
from cartui.rules.query.bad_value import said


def zone_of(name: str) -> ZoneInfo:
    """The zone of that IANA name; raises ``Invalid`` for what is none, as it may come over the line."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        message = f"{said(clean_line(name))} is not a time zone such as Asia/Dhaka"
        raise Invalid(message, (Problem(field="zone", message=message),)) from None
