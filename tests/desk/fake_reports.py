"""Reports of a made-up shop for tests of the desk: figures that follow from the days that are asked for."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from cartui.model.reports import (
    CartFigure,
    CartReport,
    Counted,
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
    from tests.desk.fake_client import FakeClient

TODAY = date(2026, 11, 21)
"""The day of ``NOW``."""

GROUPS = {
    ReportGroup.MARKET: ("BD", "JP", "KW"),
    ReportGroup.STATE: ("open", "locked", "ordered", "deleted"),
    ReportGroup.AGE: ("<1d", "1d-7d", "7d-30d", ">30d"),
    ReportGroup.LEVEL: ("retail", "vip"),
    ReportGroup.ORIGIN: ("storefront", "agent", "import"),
}
CURRENCIES = {"BD": "BDT", "JP": "JPY", "KW": "KWD"}


def a_product(number: int, title: str, sku: str = "") -> ProductFigure:
    """A product that was put into fewer carts the higher its number is."""
    added, ordered = 1_000 // number, 400 // number
    sku = sku or f"SKU-{number}"
    return ProductFigure(
        sku=sku,
        title=title,
        added_carts=added,
        added_units=2 * added,
        ordered_carts=ordered,
        ordered_units=2 * ordered,
        conversion=10_000 * ordered // added if added else 0,
        query=f"product:{sku}",
    )


class FakeReports:
    """The reports of that backend."""

    def __init__(self, backend: "FakeClient") -> None:
        """Keep in it what is asked."""
        self._backend = backend

    async def _answer(self, name: str, query: ReportQuery) -> Counted:
        """Keep what was asked, wait where that is wanted, and say how far it goes."""
        days = f"{query.since or ''}..{query.until or ''}"
        call = f"report {name} {days} {query.market or 'all'}"
        self._backend.answer(call)
        slow = self._backend.slow_reports.get(name)
        if slow is not None:
            await slow.wait()
            self._backend.asked.append(f"read {call}")
        until = self._backend.counted_until
        return Counted(until=until or self._backend.clock(), is_complete=until is None)

    def _remembered(self, name: str, query: ReportQuery, answer: "Callable[[], object]") -> None:
        """Remember an answer for when the backend is away."""
        days = f"{query.since or ''}..{query.until or ''}"
        self._backend.remembered(f"report {name} {days} {query.market or 'all'}", answer())

    async def statistics(self, query: ReportQuery) -> StatisticsReport:
        counted = await self._answer("statistics", query)
        figures = (
            Statistics(
                currency=currency,
                begun=200 // n,
                open=100 // n,
                locked=6 // n,
                ordered=80 // n,
                deleted=14 // n,
                abandoned=31 // n,
                recovered=9 // n,
                value=123_456_700 // n,
                ordered_value=55_000_000 // n,
                average=617_284,
                conversion=4_000,
            )
            for n, currency in enumerate(("BDT", "JPY", "KWD"), 1)
            if query.market is None or CURRENCIES[query.market] == currency
        )
        return StatisticsReport(counted=counted, figures=tuple(figures))

    async def carts(self, query: ReportQuery, *, by: ReportGroup) -> CartReport:
        counted = await self._answer(by.value, query)
        if by is ReportGroup.DAY:
            first, last = query.since or date(2025, 12, 1), query.until or TODAY
            days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
            figures = tuple(_of_day(day, (day.day * 7) % 23) for day in days if (day.day * 7) % 23)
        else:
            figures = tuple(
                CartFigure(
                    group=group,
                    currency=CURRENCIES.get(group, "BDT"),
                    carts=420 // n,
                    units=1_000 // n,
                    value=98_765_400 // n**2,
                    query=f"{by.value}:{group}",
                )
                for n, group in enumerate(GROUPS[by], 1)
                if query.market is None or group not in CURRENCIES or group == query.market
            )
        answer = CartReport(counted=counted, figures=figures)
        self._remembered(by.value, query, lambda: answer)
        return answer

    async def products(self, query: ReportQuery, *, order: ProductOrder, limit: int = 50) -> ProductReport:
        counted = await self._answer(order.value, query)
        products = self._backend.sold or [
            a_product(number, title) for number, title in enumerate(("Cotton Shirt", "Mug", "日本茶"), 1)
        ]
        return ProductReport(counted=counted, products=len(products), figures=tuple(products[:limit]))

    async def recovered(self, query: ReportQuery) -> RecoveredReport:
        counted = await self._answer("recovered", query)
        figures = tuple(
            RecoveredFigure(
                day=TODAY - timedelta(days=n), currency="BDT", carts=n, value=n * 250_000, called=1
            )
            for n in (5, 3, 1)
        )
        return RecoveredReport(counted=counted, figures=figures)

    async def locks(self, query: ReportQuery) -> LockReport:
        counted = await self._answer("locks", query)
        figures = (
            LockFigure(
                reason="no_return",
                locks=12,
                waiting=3,
                confirmed=5,
                unlocked=3,
                deleted=1,
                median_seconds=8_100,
                slow_seconds=190_000,
            ),
            LockFigure(reason="by_hand", locks=1, waiting=1, confirmed=0, unlocked=0, deleted=0),
        )
        return LockReport(counted=counted, figures=figures)


def _of_day(day: date, carts: int) -> CartFigure:
    """So many carts that began on a day."""
    return CartFigure(
        group=day.isoformat(),
        currency="BDT",
        carts=carts,
        units=carts * 2,
        value=carts * 125_000,
        query=f"state:open,locked created:{day}",
    )
