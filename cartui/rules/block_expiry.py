"""When an entry of the blocklist ends, as somebody types it."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from cartui.rules.typed_until import EXPECTED, until_from

LONGEST: Final = timedelta(days=3_660)
"""The longest time after which an entry ends by itself; for longer, it has no end."""


def read_expiry(text: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The moment (aware) at which an entry ends: a length from ``now``, or a day in that zone.

    Nothing typed is ``None``: it ends when somebody takes it off. Raises ``ValueError``, with a sentence that
    can be shown, for what is no such time, what is over already, and what is further away than
    :data:`LONGEST`.
    """
    if not text.strip():
        return None
    ends = until_from(text, now, zone, at_most=LONGEST)
    if ends is None:
        raise ValueError(f"That is no time at which it ends. Expected: {EXPECTED}; or nothing: it stays.")
    if ends <= now:
        raise ValueError("That is over already: an entry ends at some time to come.")
    if ends - now > LONGEST:
        raise ValueError(f"That is more than {LONGEST.days:,} days from now: leave it empty for no end.")
    return ends
