"""The time zone of the machine by its name, which a query needs to say in which zone its days are meant."""

import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

_LOCALTIME: Final = Path("/etc/localtime")
_TIMEZONE: Final = Path("/etc/timezone")


@cache
def system_zone() -> str:
    """The IANA name of the zone in which this process shows its times.

    Where the machine has no name for it, one whose clocks show the same for a year; ``UTC`` as the last
    resort.
    """
    named: list[str] = [_of_environment()] if "TZ" in os.environ else [_of_link(), _of_file()]
    for name in named:
        if name and _is_known(name):
            return name
    return _like_the_clock()


def _of_environment() -> str:
    """What ``TZ`` names, be it a zone or its file."""
    return _in_database(os.environ.get("TZ", "").removeprefix(":"))


def _of_link() -> str:
    """What the machine's own file of the zone is a link to."""
    with suppress(OSError):
        return _in_database(str(_LOCALTIME.resolve(strict=True)))
    return ""


def _of_file() -> str:
    """What the machine's configuration calls it."""
    with suppress(OSError, UnicodeDecodeError):
        return _TIMEZONE.read_text(encoding="utf-8").strip()
    return ""


def _in_database(path: str) -> str:
    """The name of the zone whose file that is; what is no path is a name already."""
    name = path.rpartition("zoneinfo/")[2]
    return name.removeprefix("posix/").removeprefix("right/")


def _is_known(name: str) -> bool:
    """Whether this machine has such a zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _like_the_clock() -> str:
    """A zone whose clocks show what the machine's do, every two weeks for a year."""
    now = datetime.now(UTC)
    moments = [now + timedelta(days=days) for days in range(0, 366, 15)]
    offsets = [moment.astimezone().utcoffset() for moment in moments]
    if not any(offsets):
        return "UTC"
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        if offsets == [moment.astimezone(zone).utcoffset() for moment in moments]:
            return name
    return "UTC"
