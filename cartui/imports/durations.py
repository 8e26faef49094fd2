"""Lengths of time as people write them in files: ``30m``, ``24h``, ``1h30m``."""

import re
from datetime import timedelta
from typing import Final

_SECONDS: Final = {"d": 86_400, "h": 3_600, "m": 60}
_DURATION: Final = re.compile(
    r"(?:(\d{1,6})d)?(?:(\d{1,8})h)?(?:(\d{1,9})m)?(?:(\d{1,9})(?:\.(\d{1,6}))?s)?", re.ASCII
)


def read_duration(text: str) -> timedelta:
    """Read days, hours, minutes and seconds, in this order; raises ``ValueError`` for anything else."""
    stripped = text.strip()
    match = _DURATION.fullmatch(stripped)
    if match is None or not stripped:
        raise ValueError(f"{text!r} is not a length of time such as 30m, 24h or 1h30m")
    days, hours, minutes, seconds, fraction = (part or "0" for part in match.groups())
    return timedelta(
        days=int(days),
        hours=int(hours),
        minutes=int(minutes),
        seconds=int(seconds),
        microseconds=int(fraction.ljust(6, "0")),
    )


def write_duration(duration: timedelta) -> str:
    """Write a length of time, which must not be negative, so that :func:`read_duration` gives it back."""
    seconds, rest = duration.days * 86_400 + duration.seconds, duration.microseconds
    parts = []
    for unit, size in _SECONDS.items():
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count}{unit}")
    if rest:
        parts.append(f"{seconds}.{rest:06d}".rstrip("0") + "s")
    elif seconds or not parts:
        parts.append(f"{seconds}s")
    return "".join(parts)
