"""Figures over many carts.

Part of :mod:`cartui.client.protocol`, where what holds for all calls is said.
"""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # what a starting desk does not need yet
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


class Reports(Protocol):
    """What carts come to. All of it follows from the carts and their history, and a purge changes none of it.

    Changes are counted by the background's work; what is not counted yet is counted by the call itself, as
    far as that is little. ``Counted`` says how far an answer goes. All raise ``Invalid`` for a market that
    there is not.
    """

    async def statistics(self, query: "ReportQuery") -> "StatisticsReport":
        """Carts at a glance."""
        ...

    async def carts(self, query: "ReportQuery", *, by: "ReportGroup") -> "CartReport":
        """Carts and their value by market, state, age, day, level or origin."""
        ...

    async def products(
        self, query: "ReportQuery", *, order: "ProductOrder", limit: int = 50
    ) -> "ProductReport":
        """What was put into the carts, what of it was ordered, and the share."""
        ...

    async def recovered(self, query: "ReportQuery") -> "RecoveredReport":
        """Carts that customers had left and that were ordered after an agent looked after them, by day."""
        ...

    async def locks(self, query: "ReportQuery") -> "LockReport":
        """Why carts were locked, what became of that, and how long it took."""
        ...
