"""Time zones as statements name them."""

import re
from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_BY_HOURS: Final = {
    -10: "HST",
    -9: "AKST",
    -8: "PST AKDT",
    -7: "MST PDT",
    -6: "MDT",
    -5: "EST CDT",
    -4: "EDT",
    -3: "ADT BRT ART",
    0: "UTC GMT Z WET",
    1: "WEST BST CET MEZ",
    2: "CEST MESZ EET SAST",
    3: "EEST MSK",
    7: "ICT WIB",
    8: "HKT SGT MYT AWST",
    9: "JST KST",
    9.5: "ACST",
    10: "AEST",
    10.5: "ACDT",
    11: "AEDT",
    12: "NZST",
    13: "NZDT",
}
"""Abbreviations by hours ahead of UTC. CST, IST and AST are missing: each names several zones."""

_HOURS: Final = {name: hours for hours, names in _BY_HOURS.items() for name in names.split()}

_SUMMERS: Final = {
    "PDT": "America/Los_Angeles",
    "MDT": "America/Denver",
    "CDT": "America/Chicago",
    "EDT": "America/New_York",
    "BST": "Europe/London",
    "WEST": "Europe/Lisbon",
    "CEST": "Europe/Berlin",
    "MESZ": "Europe/Berlin",
    "EEST": "Europe/Helsinki",
    "AEDT": "Australia/Sydney",
    "NZDT": "Pacific/Auckland",
}
"""Abbreviations that stand on no winter's day, each with a zone in which they hold."""

_OFFSET: Final = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2}):?(\d{2})?", re.ASCII | re.IGNORECASE)
_FARTHEST: Final = 14


@lru_cache(256)
def zone_of(text: str) -> tzinfo | None:
    """The zone of an abbreviation (``PST``), an offset (``GMT+01:00``) or a name (``Europe/Paris``).

    ``None`` where there is none, or where it means more than one.
    """
    name = text.strip()
    if name.upper() in _HOURS:
        hours = _HOURS[name.upper()]
        return timezone(timedelta(hours=hours)) if hours else UTC
    offset = _OFFSET.fullmatch(name)
    if offset is not None:
        sign, hours, minutes = offset.group(1), int(offset.group(2)), int(offset.group(3) or 0)
        if hours > _FARTHEST or minutes >= 60:
            return None
        ahead = timedelta(hours=hours, minutes=minutes)
        return timezone(-ahead if sign == "-" else ahead)
    if "/" not in name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def summer_zone(text: str) -> ZoneInfo | None:
    """A zone whose summer time bears that abbreviation; ``None``: it says nothing of the season."""
    name = _SUMMERS.get(text.strip().upper())
    return ZoneInfo(name) if name is not None else None
