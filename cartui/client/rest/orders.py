"""``client.orders`` at a server."""

from datetime import datetime

from cartui.client.rest.backend import RestBackend
from cartui.client.rest.calls import path_of, within_bounds
from cartui.model.handover import Handover
from cartui.model.order import Order, OrderSummary
from cartui.model.query import Count, OrderQuery, OrderSort, Page
from cartui.rules.query.order_query import write_order_query
from cartui.wire.bodies import AtVersion, Taking, WithReason


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

    async def take(
        self,
        consumer: str,
        *,
        since: datetime | None = None,
        state: str | None = None,
        key: str | None = None,
    ) -> Handover:
        """Take what a consumer has not had yet."""
        taking = Taking(consumer=consumer, since=since, state=state)
        return await self._backend.write(Handover, path_of("handovers"), taking, key=key)

    async def handed(
        self,
        consumer: str,
        *,
        claim: str | None = None,
        since: datetime | None = None,
        limit: int = 100,
        after: str | None = None,
    ) -> Page[Order]:
        """Whole orders of a claim, or of all that have arrived."""
        began = None if since is None else since.isoformat()
        asked = path_of(
            "handovers", "orders", consumer=consumer, claim=claim, since=began, limit=limit, after=after
        )
        return await self._backend.read(Page[Order], asked)

    async def confirm(self, handover: Handover) -> Handover:
        """Note that they have arrived."""
        return await self._backend.write_again(Handover, path_of("handovers", "confirm"), handover)

    async def give_back(self, handover: Handover) -> Handover:
        """Let them go."""
        return await self._backend.write_again(Handover, path_of("handovers", "give-back"), handover)


def _asked(query: OrderQuery | str) -> tuple[str | None, str | None, str | None]:
    """What is asked: words as they are, or a query line and its zone."""
    if isinstance(query, str):
        return query, None, None
    return None, write_order_query(query), query.zone
