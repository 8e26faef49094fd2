"""When deleted carts leave the trash for good; until when they can be restored is in ``rules.life``."""

from datetime import datetime, timedelta


def due_now(keep_days: int, now: datetime) -> datetime:
    """Carts that were deleted until then are due: the shop has kept them for ``keep_days``."""
    return now - timedelta(days=keep_days)


def due_by_day(keep_days: int, now: datetime) -> datetime:
    """The same for the background, which does a whole day's carts together after midnight (UTC).

    A purge has to rewrite the search index, so once a day is enough; where the shop keeps nothing (0), what
    was deleted is due at once.
    """
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return now if keep_days == 0 else due_now(keep_days, midnight)
