"""The cells of a file as values. Each function raises ``ValueError`` with a sentence for people."""

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from cartui.model.frozen import within_reach
from cartui.model.money import from_major
from cartui.model.percent import PERCENT_SCALE, percent_units

LARGEST_QUANTITY: Final = 1_000_000
"""The most units that a line of a cart can have."""

_WHOLE: Final = re.compile(r"([+-]?\d{1,15})(?:\.0+)?", re.ASCII)
_GROUPS: Final = re.compile(r"-?\d{1,3}(?:_\d{2,3})*_\d{3}(?:\.\d*)?|-?\d*(?:\.\d*)?", re.ASCII)
_TIMED: Final = re.compile("%[HIcXs]")
"""What in a format of ``strptime`` stands for a time of day."""

_ISO: Final = {
    "%Y-%m-%d": re.compile(r"\d{4}-\d\d-\d\d", re.ASCII),
    "%Y-%m-%d %H:%M": re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d", re.ASCII),
    "%Y-%m-%d %H:%M:%S": re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", re.ASCII),
}
"""Formats of ``strptime`` with what of theirs is ISO 8601 as well, which is read in a tenth of the time."""

_YES: Final = frozenset({"yes", "y", "true", "1", "x"})
_NO: Final = frozenset({"no", "n", "false", "0", ""})


@lru_cache(4096)
def read_whole(text: str) -> int:
    """A whole number; ``12.0``, as spreadsheets write it, is one."""
    match = _WHOLE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{shown(text)} is not a whole number")
    return int(match.group(1))


def read_amount(text: str, currency: str, *, decimal: str = ".", group: str = "") -> int:
    """An amount in major units of ``currency`` as minor units.

    Groups of digits must stand where groups stand, so that ``1,79`` is not taken for 179.
    """
    plain = text.strip()
    if group:
        plain = plain.replace("_", "?").replace(group, "_")
    if decimal != ".":
        plain = plain.replace(".", "?").replace(decimal, ".")
    if group and _GROUPS.fullmatch(plain) is None:
        raise ValueError(f"{shown(text)} is not an amount")
    try:
        return from_major(plain.replace("_", "") if group else plain, currency).amount
    except ValueError as error:
        said = str(error).replace(repr(plain), shown(text))
        raise ValueError(said if len(said) < 200 else f"{shown(text)} is not an amount") from None


def read_moment(text: str, zone: ZoneInfo, formats: tuple[str, ...] = ()) -> datetime:
    """A time in UTC, by the first of ``formats`` (``strptime``'s) that fits, or ISO 8601 without any.

    A time without an offset is a wall clock's in ``zone``; an hour that it shows twice is the first one.
    """
    stripped = text.strip()
    moment = _by_format(stripped, formats) if formats else _by_iso(stripped)
    if moment is None:
        expected = f"of the form {formats[0]}" if formats else "such as 2026-01-31 or 2026-01-31 14:05"
        raise ValueError(f"{shown(text)} is not a date {expected}")
    try:
        return within_reach(
            (moment.replace(tzinfo=zone) if moment.tzinfo is None else moment).astimezone(UTC)
        )
    except (OverflowError, ValueError):  # of these the first on the first or the last day that there is
        raise ValueError(f"{shown(text)} is too far away: times are from 1900 to 8999") from None


def read_end(text: str, zone: ZoneInfo, formats: tuple[str, ...] = ()) -> datetime:
    """The first moment, in UTC, at which something no longer holds; a day without a time is its last one."""
    day = _day_alone(text.strip(), formats)
    if day is None:
        return read_moment(text, zone, formats)
    if day == date.max:
        raise ValueError(f"{shown(text)} is too far away: times are from 1900 to 8999")
    return read_moment((day + timedelta(days=1)).isoformat(), zone)


def read_day(text: str, formats: tuple[str, ...] = ()) -> date:
    """A day, by the first of ``formats`` that fits, or ISO 8601 without any; a time of day is passed over."""
    stripped = text.strip()
    moment = _by_format(stripped, formats) if formats else _by_iso(stripped)
    if moment is None:
        expected = f"of the form {formats[0]}" if formats else "such as 2026-01-31"
        raise ValueError(f"{shown(text)} is not a date {expected}")
    return moment.date()


def read_percent(text: str, *, decimal: str = ".") -> str:
    """A percentage of at most 100 as a decimal string without zeros at its end; ``19.00 %`` is ``19``."""
    plain = text.strip().removesuffix("%").rstrip()
    if decimal != ".":
        plain = plain.replace(".", "?").replace(decimal, ".")
    if "." in plain:
        plain = plain.rstrip("0").removesuffix(".")
    try:
        units = percent_units(plain)
    except ValueError:
        raise ValueError(f"{shown(text)} is not a percentage such as 15 or 9.975") from None
    if units > PERCENT_SCALE:
        raise ValueError(f"{shown(text)} is more than 100 %")
    return plain


def read_yes_no(text: str) -> bool:
    """Yes or no; an empty cell is no."""
    folded = text.strip().lower()
    if folded in _YES:
        return True
    if folded in _NO:
        return False
    raise ValueError(f"{shown(text)} is neither yes nor no")


def shown(text: str) -> str:
    """A cell in quotes for a message, shortened when it is long."""
    return repr(text if len(text) <= 40 else text[:39] + "…")


def _day_alone(text: str, formats: tuple[str, ...]) -> date | None:
    """The day that a text names without a time, or ``None`` where it has one or is no date."""
    if formats:
        fitting = next((form for form in formats if _by_format(text, (form,)) is not None), None)
        timed = fitting is None or _TIMED.search(fitting) is not None
        return None if timed else read_day(text, formats)
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _by_iso(text: str) -> datetime | None:
    """The time as ISO 8601 writes it, if it is one."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _by_format(text: str, formats: tuple[str, ...]) -> datetime | None:
    """The time by the first format that fits, if one does."""
    for form in formats:
        if (iso := _ISO.get(form)) is not None and iso.fullmatch(text) and (moment := _by_iso(text)):
            return moment
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 (the caller gives it its zone)
        except ValueError:
            continue
    return None
