"""The reports that there are: what each is called, and how it is read."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cartui.client.resources.reports import Reports
from cartui.commands.command import CommandClass
from cartui.commands.reports import (
    ReportAddedProducts,
    ReportAges,
    ReportConversion,
    ReportDays,
    ReportLevels,
    ReportLocks,
    ReportMarkets,
    ReportOrderedProducts,
    ReportOrigins,
    ReportRecovered,
    ReportStates,
    ShowStatistics,
)
from cartui.model.reports import (
    CartFigure,
    CartReport,
    LockFigure,
    LockReport,
    ProductFigure,
    ProductOrder,
    ProductReport,
    RecoveredFigure,
    RecoveredReport,
    ReportGroup,
    ReportQuery,
    Statistics,
    StatisticsReport,
)

if TYPE_CHECKING:
    from cartui.documents.report_tables import Figure

Answer = StatisticsReport | CartReport | ProductReport | RecoveredReport | LockReport

MOST_PRODUCTS: Final = 200
"""Products that are listed; the command line has as many as one wants."""


@dataclass(frozen=True, slots=True)
class ReportKind:
    """One of the reports."""

    command: CommandClass
    name: str
    """What it is called above its table."""
    short: str
    """The same where there is little room."""
    read: Callable[[Reports, ReportQuery], Awaitable[Answer]]
    figure: "type[Figure]"
    """What its figures are."""
    by: ReportGroup | None = None
    """By what its carts are put together, where it is one of carts."""
    order: ProductOrder | None = None
    """What comes first, where it is one of products."""


def _by(command: CommandClass, by: ReportGroup, name: str) -> ReportKind:
    """Carts by something."""

    async def read(reports: Reports, query: ReportQuery) -> Answer:
        return await reports.carts(query, by=by)

    return ReportKind(command, f"carts by {name}", name, read, CartFigure, by=by)


async def _statistics(reports: Reports, query: ReportQuery) -> Answer:
    """Carts at a glance."""
    return await reports.statistics(query)


async def _recovered(reports: Reports, query: ReportQuery) -> Answer:
    """Recovered carts by day."""
    return await reports.recovered(query)


async def _locks(reports: Reports, query: ReportQuery) -> Answer:
    """Locks by reason."""
    return await reports.locks(query)


def _products(command: CommandClass, order: ProductOrder, name: str, short: str) -> ReportKind:
    """Products in an order."""

    async def read(reports: Reports, query: ReportQuery) -> Answer:
        return await reports.products(query, order=order, limit=MOST_PRODUCTS)

    return ReportKind(command, name, short, read, ProductFigure, order=order)


KINDS: Final = (
    ReportKind(ShowStatistics, "statistics", "statistics", _statistics, Statistics),
    _by(ReportMarkets, ReportGroup.MARKET, "market"),
    _by(ReportStates, ReportGroup.STATE, "state"),
    _by(ReportAges, ReportGroup.AGE, "age"),
    _by(ReportDays, ReportGroup.DAY, "day"),
    _by(ReportLevels, ReportGroup.LEVEL, "price level"),
    _products(ReportAddedProducts, ProductOrder.ADDED, "products added most", "added"),
    _products(ReportOrderedProducts, ProductOrder.ORDERED, "products ordered most", "ordered"),
    _products(ReportConversion, ProductOrder.CONVERSION, "conversion of products", "conversion"),
    ReportKind(ReportRecovered, "recovered carts", "recovered", _recovered, RecoveredFigure),
    ReportKind(ReportLocks, "locks by reason", "locks", _locks, LockFigure),
    _by(ReportOrigins, ReportGroup.ORIGIN, "origin"),
)
"""The reports in their order on the screen."""
