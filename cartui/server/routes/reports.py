"""``/v1/reports``: figures over many carts."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from cartui.model.errors import Invalid
from cartui.model.problem import Problem
from cartui.model.reports import (
    CartReport,
    Day,
    LockReport,
    ProductOrder,
    ProductReport,
    RecoveredReport,
    ReportGroup,
    ReportQuery,
    StatisticsReport,
)
from cartui.model.text import Code
from cartui.server.call import CurrentCall
from cartui.server.routes.authenticated import Limit, new_router

router = new_router("reports")

Since = Annotated[
    Day | None, Query(description="The first day on which carts began, as their markets count days.")
]
Until = Annotated[Day | None, Query(description="The last such day, which is in it.")]
InMarket = Annotated[Code | None, Query(description="The code of one market.")]


@router.get("/reports/statistics", response_model=StatisticsReport)
async def report_statistics(
    call: CurrentCall, since: Since = None, until: Until = None, market: InMarket = None
) -> Response:
    """Carts at a glance, by currency."""
    report = await call.client.reports.statistics(_asked(since, until, market))
    return call.answer(StatisticsReport, report)


@router.get("/reports/carts", response_model=CartReport)
async def report_carts(
    call: CurrentCall,
    by: Annotated[ReportGroup, Query(description="By what carts are put together.")],
    since: Since = None,
    until: Until = None,
    market: InMarket = None,
) -> Response:
    """Carts and their value by market, state, age, day, level or origin."""
    report = await call.client.reports.carts(_asked(since, until, market), by=by)
    return call.answer(CartReport, report)


@router.get("/reports/products", response_model=ProductReport)
async def report_products(
    call: CurrentCall,
    order: Annotated[ProductOrder, Query(description="Which products come first.")] = ProductOrder.ADDED,
    limit: Limit = 50,
    since: Since = None,
    until: Until = None,
    market: InMarket = None,
) -> Response:
    """What was put into carts, what of it was ordered, and the share."""
    asked = _asked(since, until, market)
    report = await call.client.reports.products(asked, order=order, limit=limit)
    return call.answer(ProductReport, report)


@router.get("/reports/recovered", response_model=RecoveredReport)
async def report_recovered(
    call: CurrentCall, since: Since = None, until: Until = None, market: InMarket = None
) -> Response:
    """Carts that customers had left and that were ordered after an agent looked after them, by day."""
    report = await call.client.reports.recovered(_asked(since, until, market))
    return call.answer(RecoveredReport, report)


@router.get("/reports/locks", response_model=LockReport)
async def report_locks(
    call: CurrentCall, since: Since = None, until: Until = None, market: InMarket = None
) -> Response:
    """Why carts were locked, what became of that, and how long it took."""
    report = await call.client.reports.locks(_asked(since, until, market))
    return call.answer(LockReport, report)


def _asked(since: Day | None, until: Day | None, market: Code | None) -> ReportQuery:
    """Which carts are meant. Raises ``Invalid``."""
    if since is not None and until is not None and until < since:
        problem = Problem(field="until", message="is before since")
        raise Invalid("These days end before they begin: until is before since.", [problem])
    return ReportQuery(since=since, until=until, market=market)
