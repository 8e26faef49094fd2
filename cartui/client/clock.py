"""What a client goes by where nobody gives it another clock."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The time of this machine, in UTC."""
    return datetime.now(UTC)
