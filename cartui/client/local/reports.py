"""``client.reports`` on the local database: each call one read in a thread."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from cartui.client.local.backend import LocalBackend
from cartui.model.reports import (
    CartReport,
    LockReport,
    ProductOrder,
    ProductReport,
    RecoveredReport,
    ReportGroup,
    ReportQuery,
    StatisticsReport,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from cartui.client.local.reporting.reading import ReportReading

T = TypeVar("T")


class LocalReports:
    """Figures; what each call promises stands in the protocol."""

    def __init__(self, backend: LocalBackend) -> None:
        """Read that backend."""
        self._backend = backend

    async def statistics(self, query: ReportQuery) -> StatisticsReport:
        """Carts at a glance."""
        return await self._read(query, lambda reading: reading.statistics())

    async def carts(self, query: ReportQuery, *, by: ReportGroup) -> CartReport:
        """Carts and their value by something."""
        return await self._read(query, lambda reading: reading.carts(by))

    async def products(self, query: ReportQuery, *, order: ProductOrder, limit: int = 50) -> ProductReport:
        """What was put into carts, and what of it was ordered."""
        return await self._read(query, lambda reading: reading.products(order, limit))

    async def recovered(self, query: ReportQuery) -> RecoveredReport:
        """Carts that were ordered after an agent looked after them."""
        return await self._read(query, lambda reading: reading.recovered())

    async def locks(self, query: ReportQuery) -> LockReport:
        """Why carts were locked, and what became of that."""
        return await self._read(query, lambda reading: reading.locks())

    async def _read(self, query: ReportQuery, report: "Callable[[ReportReading], T]") -> T:
        """Read one report."""
        now = self._backend.clock()

        def work(connection: "Connection") -> T:
            from cartui.client.local.reporting.reading import ReportReading

            return report(ReportReading(connection, query, now))

        return await self._backend.read(work)
