"""What groups of carts, reasons of locks and figures of the statistics are called, wherever reports are."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final, NamedTuple

from cartui.formatting.ages import show_wait
from cartui.formatting.shares import show_share
from cartui.model.reports import LockFigure, ReportGroup, Statistics

GROUP_TITLES: Final[dict[ReportGroup, str]] = {
    ReportGroup.MARKET: "Market",
    ReportGroup.STATE: "State",
    ReportGroup.AGE: "Last changed",
    ReportGroup.DAY: "Day",
    ReportGroup.LEVEL: "Price level",
    ReportGroup.ORIGIN: "Origin",
}
"""The title over the names of the groups."""

AGES: Final[dict[str, str]] = {
    "<1d": "less than a day ago",
    "1d-7d": "1 to 7 days ago",
    "7d-30d": "7 to 30 days ago",
    ">30d": "more than 30 days ago",
}
"""What the groups by age are called."""

LOCK_REASONS: Final[dict[str, str]] = {
    "no_return": "no return from payment",
    "pending_payment": "payment pending",
    "by_hand": "by hand",
}
"""What the reasons of locks are called."""

BEGUN: Final = "begun"
OPEN: Final = "open"
LOCKED: Final = "locked"
ORDERED: Final = "ordered"
DELETED: Final = "deleted"
ABANDONED: Final = "open, untouched > 1 day"
RECOVERED: Final = "recovered"
AVERAGE: Final = "average cart"
"""The figures of the statistics."""


class StatisticsFigure(NamedTuple):
    """One figure of the statistics of one currency."""

    name: str
    carts: int | None
    """``None``: it is no number of carts."""
    value: int | None
    """Minor units; ``None``: it has none."""
    share: str
    """Of the carts that began, in percent; empty where there is none."""


def statistics_figures(each: Statistics) -> Iterator[StatisticsFigure]:
    """The figures of one currency under each other."""
    named: tuple[tuple[str, int | None, int | None], ...] = (
        (BEGUN, each.begun, each.value),
        (ORDERED, each.ordered, each.ordered_value),
        (OPEN, each.open, None),
        (ABANDONED, each.abandoned, None),
        (LOCKED, each.locked, None),
        (DELETED, each.deleted, None),
        (RECOVERED, each.recovered, None),
        (AVERAGE, None, each.average),
    )
    for name, carts, value in named:
        share = "" if carts is None or not each.begun else show_share(_part_of(carts, each.begun))
        yield StatisticsFigure(name, carts, value, share)


def waited_words(seconds: int | None) -> str:
    """How long it took; a dash where nothing ended."""
    return "—" if seconds is None else show_wait(timedelta(seconds=seconds))


def _part_of(carts: int, begun: int) -> int:
    """Hundredths of a percent, rounded half up."""
    return (20_000 * carts + begun) // (2 * begun)


def lock_words(each: LockFigure) -> tuple[str, ...]:
    """What is said of locks of one reason: which, how many and what became of them, and how long it took."""
    return (
        LOCK_REASONS.get(each.reason, each.reason),
        f"{each.locks:,}",
        f"{each.waiting:,}",
        f"{each.confirmed:,}",
        f"{each.unlocked:,}",
        f"{each.deleted:,}",
        waited_words(each.median_seconds),
        waited_words(each.slow_seconds),
    )
