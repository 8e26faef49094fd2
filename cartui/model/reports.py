"""Figures over many carts: what is asked, and what is answered.

Everything is a whole number: amounts are minor units beside their currency, shares are hundredths of a
percent, times are seconds. Days are those of each market's own time zone.
"""

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import BeforeValidator, model_validator

from cartui.model.frozen import Frozen, Moment
from cartui.model.text import Code, Shown


class ReportGroup(StrEnum):
    """By what carts are put together."""

    MARKET = "market"
    STATE = "state"
    AGE = "age"
    """How long ago an open or locked cart was last changed."""
    DAY = "day"
    """On which it began."""
    LEVEL = "level"
    ORIGIN = "origin"


class ProductOrder(StrEnum):
    """Which products come first."""

    ADDED = "added"
    ORDERED = "ordered"
    CONVERSION = "conversion"


_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _written_as_day(value: object) -> object:
    """Refuse text that is no ISO day: a number would be taken for seconds since 1970."""
    if isinstance(value, str) and _DAY.fullmatch(value) is None:
        raise ValueError("is no day such as 2026-11-21")
    return value


Day = Annotated[date, BeforeValidator(_written_as_day)]
"""A day; where it is given as text, as ISO 8601 and RFC 3339 write it in full."""


class ReportQuery(Frozen):
    """Which carts are meant: those that began within the days, in the market."""

    since: Day | None = None
    """The first day; ``None``: from the beginning."""
    until: Day | None = None
    """The last day, which is in it; ``None``: to this day."""
    market: Code | None = None

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        """Refuse a time that ends before it begins."""
        if self.since is not None and self.until is not None and self.until < self.since:
            raise ValueError("until is before since")
        return self


class Counted(Frozen):
    """How far the figures go: changes after that were not counted yet."""

    until: Moment
    is_complete: bool
    """Whether that is everything. What is missing is counted by the background's work."""


class CartFigure(Frozen):
    """The carts of one group in one currency."""

    group: Shown
    """The market's code, the state, the age (``<1d``, ``1d-7d``, ``7d-30d``, ``>30d``), the day, …"""
    currency: str
    carts: int
    units: int
    value: int
    """Sum of their totals, of purged carts, too."""
    query: Shown
    """What shows these carts in the cart list."""


class CartReport(Frozen):
    """Carts and their value by something, in the order of the groups."""

    counted: Counted
    figures: tuple[CartFigure, ...] = ()


class ProductFigure(Frozen):
    """One product: in how many carts it was put, and in how many it was ordered."""

    sku: Shown
    title: Shown
    added_carts: int
    """Carts that it was ever in, whether or not it was taken out again."""
    added_units: int
    """The units it was put in with, and those that were added later; what was taken off is not taken away."""
    ordered_carts: int
    ordered_units: int
    conversion: int
    """Hundredths of a percent: ``ordered_carts`` of ``added_carts``."""
    query: Shown


class ProductReport(Frozen):
    """Products in the order that was asked for, the first so many."""

    counted: Counted
    products: int
    """How many there are in all."""
    figures: tuple[ProductFigure, ...] = ()


class RecoveredFigure(Frozen):
    """Carts of one day that were recovered (decision 5), in one currency."""

    day: date
    """On which they were ordered."""
    currency: str
    carts: int
    value: int
    called: int
    """Those of them whose customer had been called."""


class RecoveredReport(Frozen):
    """What came of looking after carts that customers had left, by day."""

    counted: Counted
    figures: tuple[RecoveredFigure, ...] = ()


class LockFigure(Frozen):
    """The locks of one reason."""

    reason: Shown
    locks: int
    waiting: int
    """Those that nobody resolved yet."""
    confirmed: int
    """Those that ended with an order."""
    unlocked: int
    deleted: int
    median_seconds: int | None = None
    """Time from lock to end; ``None`` where none ended."""
    slow_seconds: int | None = None
    """The time within which nine of ten ended."""


class LockReport(Frozen):
    """Locks that began within the time."""

    counted: Counted
    figures: tuple[LockFigure, ...] = ()


class Statistics(Frozen):
    """The carts of the time in one currency, at a glance."""

    currency: str
    begun: int
    """Carts that began within the time; the other counts are of these."""
    open: int
    locked: int
    ordered: int
    deleted: int
    """In the trash, or purged."""
    abandoned: int
    """Open ones that nobody touched for more than a day."""
    recovered: int
    value: int
    """Sum of the totals of all of them."""
    ordered_value: int
    average: int
    """``value`` for each cart, rounded half away from zero."""
    conversion: int
    """Hundredths of a percent: ``ordered`` of ``begun``."""


class StatisticsReport(Frozen):
    """The statistics of each currency, in their order."""

    counted: Counted
    figures: tuple[Statistics, ...] = ()
