"""When the rows of a statement were: dates as its country writes them, and hours that a clock shows twice.

How each is decided, and in this order:

- Day or month first (``10/11/2026``): the file's other dates (no month is 13); the summer time that a row
  names (no CEST in January); that nothing lies in the future; that the rows run in order of time. Where all
  of that leaves both ways open, the file is refused until somebody says it.
- The hour that a clock shows twice when summer ends: an offset or an abbreviation (CEST, CET) says which one;
  else the order of the rows, where a time before that of its forerunner begins the second one; else it is
  the first.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import Final

from cartui.imports.statements.zones import summer_zone
from cartui.imports.values import shown
from cartui.model.frozen import within_reach

_NUMERIC: Final = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})(?:[,T]?\s*(\S.*))?", re.ASCII)
_CLOCK: Final = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(?:([ap])\.?m\.?)?", re.ASCII | re.IGNORECASE
)
_ZONED: Final = re.compile(r"(?:Z|[+-]\d{2}:?\d{2}|UTC|GMT)$", re.ASCII)
"""What stands behind a time that says its own zone."""

_YEAR_DIGITS: Final = 4
_NOON: Final = 12


@dataclass(frozen=True, slots=True)
class DateText:
    """The cells that say when a row was, as they stand there."""

    date: str
    time: str = ""
    zone: str = ""

    @property
    def both(self) -> str:
        """Date and time of day in one."""
        return f"{self.date.strip()} {self.time.strip()}".strip()

    @property
    def has_zone(self) -> bool:
        """Whether they say where the clock stood."""
        return bool(self.zone.strip()) or _ZONED.search(self.both) is not None

    @property
    def exactness(self) -> timedelta:
        """How long the time lasts that they name: a second, a minute, or a day."""
        colons = self.both.partition("+")[0].count(":")
        if not colons:
            return timedelta(days=1)
        return timedelta(minutes=1) if colons == 1 else timedelta(seconds=1)


def is_day_first(texts: Iterable[DateText], *, now: datetime | None = None) -> bool | None:
    """Whether ``10/11/2026`` is the tenth of November; ``None``: nothing tells, and it matters.

    Args:
        texts: When each row of the file was.
        now: After which no row can be, where that is known.
    """
    pairs = [pair for text in texts if (pair := _two_ways(text)) is not None]
    if all(day_first == month_first for day_first, month_first, _ in pairs):
        return True
    ways: list[tuple[bool, list[datetime | None]]] = [
        (True, [day_first for day_first, _, _ in pairs]),
        (False, [month_first for _, month_first, _ in pairs]),
    ]
    zones = [zone for _, _, zone in pairs]

    def impossible(dates: Sequence[datetime | None]) -> int:
        """How many are no dates at all."""
        return dates.count(None)

    def out_of_season(dates: Sequence[datetime | None]) -> int:
        """How many name a summer time in which they are not."""
        return sum(_out_of_season(date, zone) for date, zone in zip(dates, zones, strict=True))

    def to_come(dates: Sequence[datetime | None]) -> int:
        """How many lie in the future, wherever on earth it was written."""
        latest = None if now is None else now.astimezone(UTC).replace(tzinfo=None) + timedelta(days=1)
        return 0 if latest is None else sum(date is not None and date > latest for date in dates)

    def out_of_order(dates: Sequence[datetime | None]) -> int:
        """How often time runs backwards; in a file that begins with the newest row, forwards."""
        known = [date for date in dates if date is not None]
        backwards = sum(later < earlier for earlier, later in pairwise(known))
        return min(backwards, sum(later > earlier for earlier, later in pairwise(known)))

    witnesses: tuple[Callable[[Sequence[datetime | None]], int], ...]
    witnesses = (impossible, out_of_season, to_come, out_of_order)
    for faults in witnesses:
        (day_first, days), (_, months) = ways
        if faults(days) != faults(months):
            return day_first if faults(days) < faults(months) else not day_first
    return None


def read_wall(text: DateText, formats: tuple[str, ...], *, day_first: bool) -> datetime:
    """What a row's clock showed, with an offset where the row has one.

    By the first of ``formats`` (``strptime``'s) that fits, or without any as ISO 8601 or in numbers. Raises
    ``ValueError`` with a sentence for people.
    """
    both = text.both
    moment = _by_format(both, formats) if formats else _by_iso(both) or _by_numbers(both, day_first=day_first)
    if moment is None:
        expected = f"of the form {formats[0]}" if formats else "such as 2026-01-31 14:05:00"
        raise ValueError(f"{shown(both)} is not a time {expected}" if both else "is missing")
    return moment


def in_utc(walls: Sequence[tuple[datetime, tzinfo] | None]) -> list[datetime | None]:
    """Each row's time in UTC, from what its clock showed and where it stood; ``None`` stays ``None``.

    The rows are in the file's order, which decides about an hour that a clock shows twice. A time that no
    calendar shows any more becomes ``None``, too.
    """
    seconds = _second_ones(walls)
    return [
        None if wall is None else _utc(wall[0].replace(tzinfo=wall[0].tzinfo or wall[1], fold=second))
        for wall, second in zip(walls, seconds, strict=True)
    ]


def _utc(moment: datetime) -> datetime | None:
    """A time in UTC, if any calendar shows it."""
    try:
        return within_reach(moment.astimezone(UTC))
    except (OverflowError, ValueError):
        return None


def _second_ones(walls: Sequence[tuple[datetime, tzinfo] | None]) -> list[int]:
    """Which of the rows are in an hour that is shown twice, the second time that it is: 1, else 0."""
    folds = [0] * len(walls)
    twice = [at for at, wall in enumerate(walls) if wall is not None and _is_shown_twice(*wall)]
    if not twice:
        return folds
    doubtful = set(twice)
    once = [
        wall[0]
        for at, wall in enumerate(walls)
        if wall is not None and at not in doubtful and wall[0].tzinfo is None
    ]
    if all(earlier <= later for earlier, later in pairwise(once)):
        newest_first = len(once) < 2 and _runs_down([walls[at] for at in twice])
    elif all(earlier >= later for earlier, later in pairwise(once)):
        newest_first = True
    else:
        return folds  # rows in no order tell nothing
    last: datetime | None = None
    second = 0
    for at in reversed(twice) if newest_first else twice:
        wall = walls[at]
        if wall is None:
            continue
        if last is None or wall[0].date() != last.date():
            second = 0
        elif wall[0] < last:
            second = 1
        folds[at] = second
        last = wall[0]
    return folds


def _runs_down(walls: Sequence[tuple[datetime, tzinfo] | None]) -> bool:
    """Whether more of the rows follow a later one than an earlier one."""
    shown_times = [wall[0] for wall in walls if wall is not None]
    steps = list(pairwise(shown_times))
    return sum(one > other for one, other in steps) > sum(one < other for one, other in steps)


def _is_shown_twice(wall: datetime, zone: tzinfo) -> bool:
    """Whether a clock of that zone shows this time twice."""
    if wall.tzinfo is not None:
        return False
    first, second = wall.replace(tzinfo=zone, fold=0), wall.replace(tzinfo=zone, fold=1)
    before, after = first.utcoffset(), second.utcoffset()
    return before is not None and after is not None and before > after


def _two_ways(text: DateText) -> tuple[datetime | None, datetime | None, str] | None:
    """A date with the day first and with the month first, where it can be read both ways at all."""
    found = _NUMERIC.fullmatch(text.both)
    if found is None:
        return None
    one, separator, two, year, clock = found.groups()
    if separator == "." or len(year) != _YEAR_DIGITS or len(one) == _YEAR_DIGITS:
        return None
    return _date(year, two, one, clock), _date(year, one, two, clock), text.zone


def _out_of_season(date: datetime | None, zone: str) -> bool:
    """Whether a row names a summer time in which it is not."""
    summer = summer_zone(zone)
    return summer is not None and date is not None and not date.replace(tzinfo=summer).dst()


def _by_format(text: str, formats: tuple[str, ...]) -> datetime | None:
    """The time by the first format that fits."""
    for form in formats:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 (the caller gives it its zone)
        except ValueError:
            continue
    return None


def _by_iso(text: str) -> datetime | None:
    """The time as ISO 8601 writes it."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _by_numbers(text: str, *, day_first: bool) -> datetime | None:
    """The time of a date in numbers; those with points have the day first, wherever they are written."""
    found = _NUMERIC.fullmatch(text)
    if found is None:
        return None
    one, separator, two, three, clock = found.groups()
    if len(one) == _YEAR_DIGITS:
        return _date(one, two, three, clock)
    if len(three) != _YEAR_DIGITS:
        return None
    day, month = (one, two) if day_first or separator == "." else (two, one)
    return _date(three, month, day, clock)


def _date(year: str, month: str, day: str, clock: str | None) -> datetime | None:
    """A date with its time of day, if there is one."""
    at = time() if clock is None else _time(clock)
    try:
        return None if at is None else datetime.combine(datetime(int(year), int(month), int(day)), at)  # noqa: DTZ001
    except ValueError:
        return None


def _time(text: str) -> time | None:
    """A time of day, of twenty-four hours or of twice twelve."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    hour, half = int(found.group(1)), (found.group(4) or "").lower()
    if half:
        hour = hour % _NOON + (_NOON if half == "p" else 0) if 1 <= hour <= _NOON else 99
    try:
        return time(hour, int(found.group(2)), int(found.group(3) or 0))
    except ValueError:
        return None
