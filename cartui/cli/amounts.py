"""Amounts and times as the command line writes them: plain, the same everywhere, quick to make."""

from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from cartui.model.money import Money


class Amounts:
    """Writes minor units of one currency."""

    def __init__(self, currency: str) -> None:
        """Remember the currency."""
        self.currency = currency

    def __call__(self, amount: int) -> str:
        """With the currency: ``BDT 1,250.00``."""
        return f"{self.currency} {self.plain(amount)}"

    def plain(self, amount: int) -> str:
        """Without the currency: ``1,250.00``."""
        whole, point, fraction = Money(amount, self.currency).major().partition(".")
        sign = "-" if whole.startswith("-") else ""
        return f"{sign}{int(whole.removeprefix('-')):,}{point}{fraction}"


class Times:
    """Writes moments in the agent's time zone (decision 6)."""

    def __init__(self, zone: str = "") -> None:
        """Take the zone of that name, or the system's for an empty one."""
        self._zone: tzinfo | None = ZoneInfo(zone) if zone else None

    def local(self, day: datetime) -> datetime:
        """A time without a zone, taken as one of this zone."""
        return day.replace(tzinfo=self._zone) if self._zone else day.astimezone()

    def __call__(self, moment: datetime | None) -> str:
        """To the minute: ``2026-11-21 14:05``; empty for no moment."""
        if moment is None:
            return ""
        try:
            there = moment.astimezone(self._zone)
        except OverflowError:  # one that no calendar has there stays as it is
            there = moment
        return there.strftime("%Y-%m-%d %H:%M")
