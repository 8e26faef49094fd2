"""For how long a desk may be left alone, as `display.idle_lock` and `--idle-lock` say it."""

import re
from datetime import timedelta
from typing import Final

LONGEST: Final = timedelta(hours=24)

_WRITTEN: Final = re.compile(r"([1-9]\d{0,3})\s*([mh])")
_UNITS: Final = {"m": timedelta(minutes=1), "h": timedelta(hours=1)}


def read_idle(text: str) -> timedelta | None:
    """How long it is; ``None`` where nothing is said. Raises ``ValueError`` with how it is written."""
    if not text.strip():
        return None
    written = _WRITTEN.fullmatch(text.strip())
    length = None if written is None else int(written[1]) * _UNITS[written[2]]
    if length is None or length > LONGEST:
        raise ValueError("must be minutes or hours, such as 15m or 2h, and 24h at most")
    return length


def is_within(said: object, limit: str) -> bool:
    """Whether what is said is a time, and no longer than the limit; what is no time bounds nothing."""
    if not isinstance(said, str):
        return False
    try:
        length, longest = read_idle(said), read_idle(limit)
    except ValueError:
        return False
    return length is not None and longest is not None and length <= longest
