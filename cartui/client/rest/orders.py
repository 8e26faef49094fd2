"""``client.orders`` at a server."""

from cartui.client.rest.backend import RestBackend
from cartui.client.rest.calls import path_of, within_bounds
from cartui.model.order import Order, OrderSummary
from cartui.model.query import Count, OrderQuery, OrderSort, Page
from cartui.rules.query.order_query import write_order_query
from cartui.wire.bodies import AtVersion, WithReason


class RestOrders:
    """Orders."""

    def __init__(self, backend: RestBackend) -> None:
        """Ask that backend."""
        self._backend = backend

    async def list(
        self,
        query: OrderQuery | str = "",
        *,
        state: str | None = None,
        sort: OrderSort = OrderSort.LATEST,
        limit: int = 50,
        after: str | None = None,
        before: str | None = None,
    ) -> Page[OrderSummary]:
        """A page of orders."""
        text, line, zone = _asked(query)
        asked = path_of(
            "orders",
            text=text,
            q=line,
            zone=zone,
            state=state,
            sort=sort.value,
            limit=limit,
            after=after,
            before=before,
        )
        return await self._backend.read(Page[OrderSummary], asked)

    async def count(
        self, query: OrderQuery | str = "", *, state: str | None = None, at_most: int = 1_000
    ) -> Count:
        """How many match."""
        text, line, zone = _asked(query)
        asked = path_of("counts", "orders", text=text, q=line, zone=zone, state=state, at_most=at_most)
        return await self._backend.read(Count, asked)

    async def get(self, ref: str) -> Order:
        """One order."""
        return await self._backend.read(Order, path_of("orders", of=ref))

    async def approve(self, ref: str, *, version: int | None = None, key: str | None = None) -> Order:
        """Release it."""
        at = AtVersion(version=within_bounds(version))
        return await self._backend.write(Order, path_of("orders", of=ref, then=("approve",)), at, key=key)

    async def hold(
        self, ref: str, reason: str, *, version: int | None = None, key: str | None = None
    ) -> Order:
        """Put it on hold."""
        held = WithReason(reason=reason, version=within_bounds(version))
        return await self._backend.write(Order, path_of("orders", of=ref, then=("hold",)), held, key=key)

    async def cancel(
        self, ref: str, reason: str = "", *, version: int | None = None, key: str | None = None
    ) -> Order:
        """End it."""
        ended = WithReason(reason=reason, version=within_bounds(version))
        return await self._backend.write(Order, path_of("orders", of=ref, then=("cancel",)), ended, key=key)


def _asked(query: OrderQuery | str) -> tuple[str | None, str | None, str | None]:
    """What is asked: words as they are, or a query line and its zone."""
    if isinstance(query, str):
        return query, None, None
    return None, write_order_query(query), query.zone
