"""``client.reports`` at a server."""

from cartui.client.rest.backend import RestBackend
from cartui.client.rest.calls import path_of
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


class RestReports:
    """Figures."""

    def __init__(self, backend: RestBackend) -> None:
        """Ask that backend."""
        self._backend = backend

    async def statistics(self, query: ReportQuery) -> StatisticsReport:
        """Carts at a glance."""
        return await self._backend.read(StatisticsReport, _path("statistics", query))

    async def carts(self, query: ReportQuery, *, by: ReportGroup) -> CartReport:
        """Carts and their value by something."""
        return await self._backend.read(CartReport, _path("carts", query, by=by.value))

    async def products(self, query: ReportQuery, *, order: ProductOrder, limit: int = 50) -> ProductReport:
        """What was put into carts, and what of it was ordered."""
        path = _path("products", query, order=order.value, limit=limit)
        return await self._backend.read(ProductReport, path)

    async def recovered(self, query: ReportQuery) -> RecoveredReport:
        """Carts that were ordered after an agent looked after them."""
        return await self._backend.read(RecoveredReport, _path("recovered", query))

    async def locks(self, query: ReportQuery) -> LockReport:
        """Why carts were locked, and what became of that."""
        return await self._backend.read(LockReport, _path("locks", query))


def _path(
    report: str,
    query: ReportQuery,
    *,
    by: str | None = None,
    order: str | None = None,
    limit: int | None = None,
) -> str:
    """The path of a report over the carts that are meant."""
    since = None if query.since is None else query.since.isoformat()
    until = None if query.until is None else query.until.isoformat()
    return path_of(
        *("reports", report),
        since=since,
        until=until,
        market=query.market,
        by=by,
        order=order,
        limit=limit,
    )
