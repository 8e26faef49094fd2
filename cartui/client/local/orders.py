"""``client.orders`` on the local database: each call one unit of work.

What a call needs is loaded by the first one, in its thread: a desk that has just opened
counts orders, and goes on meanwhile.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from cartui.client.local.backend import LocalBackend
from cartui.client.local.idempotent_replies import write_once
from cartui.model.order import Order, OrderSummary
from cartui.model.query import Count, OrderQuery, OrderSort, Page
from cartui.rules.permissions import Operation
from cartui.rules.query.order_query import order_query_of

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from cartui.model.handover import Handover


class LocalOrders:
    """What carts became; what each call promises stands in the protocol."""

    def __init__(self, backend: LocalBackend) -> None:
        """Work on that backend."""
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
        clock = self._backend.clock

        def work(connection: "Connection") -> Page[OrderSummary]:
            from cartui.client.local.order_lists import order_list

            found = order_list(connection, order_query_of(query, state), clock(), sort)
            return found.page(limit=limit, after=after, before=before)

        return await self._backend.read(work)

    async def count(
        self, query: OrderQuery | str = "", *, state: str | None = None, at_most: int = 1_000
    ) -> Count:
        """How many match, counting no further than ``at_most``."""
        clock = self._backend.clock

        def work(connection: "Connection") -> Count:
            from cartui.client.local.order_lists import order_list

            return order_list(connection, order_query_of(query, state), clock()).count(at_most=at_most)

        return await self._backend.read(work)

    async def get(self, ref: str) -> Order:
        """One order by its own id or number, its cart's, or its goods issue's."""
        clock = self._backend.clock

        def work(connection: "Connection") -> Order:
            from cartui.client.local.order_reading import show_order

            return show_order(connection, ref, clock())

        return await self._backend.read(work, "order")

    async def approve(self, ref: str, *, version: int | None = None, key: str | None = None) -> Order:
        """Release it for delivery."""

        def work(connection: "Connection") -> Order:
            from cartui.client.local.order_changes import approve_order

            return approve_order(self._backend, connection, ref, version)

        return await self._write(key, ("orders.approve", ref, version), work)

    async def hold(
        self, ref: str, reason: str, *, version: int | None = None, key: str | None = None
    ) -> Order:
        """Keep it from being approved unseen."""

        def work(connection: "Connection") -> Order:
            from cartui.client.local.order_changes import hold_order

            return hold_order(self._backend, connection, ref, reason, version)

        return await self._write(key, ("orders.hold", ref, reason, version), work)

    async def cancel(
        self, ref: str, reason: str = "", *, version: int | None = None, key: str | None = None
    ) -> Order:
        """End it."""

        def work(connection: "Connection") -> Order:
            from cartui.client.local.order_changes import cancel_order

            return cancel_order(self._backend, connection, ref, reason, version)

        return await self._write(key, ("orders.cancel", ref, reason, version), work)

    async def take(
        self,
        consumer: str,
        *,
        since: "datetime | None" = None,
        state: str | None = None,
        key: str | None = None,
    ) -> "Handover":
        """Take what a consumer has not had yet."""
        from cartui.model.handover import Handover

        def work(connection: "Connection") -> Handover:
            from cartui.client.local.handing_on import take

            return take(self._backend, connection, consumer, since, state)

        call = ("orders.take", consumer, since, state)
        return await write_once(self._backend, Operation.HAND_ON, key, call, Handover, work)

    async def handed(
        self,
        consumer: str,
        *,
        claim: str | None = None,
        since: "datetime | None" = None,
        limit: int = 100,
        after: str | None = None,
    ) -> Page[Order]:
        """Whole orders of a claim, or of all that have arrived."""
        clock = self._backend.clock

        def work(connection: "Connection") -> Page[Order]:
            from cartui.client.local.handing_on import handed_page

            now = clock()
            return handed_page(connection, consumer, now, claim=claim, since=since, limit=limit, after=after)

        return await self._backend.read(work)

    async def confirm(self, handover: "Handover") -> "Handover":
        """Note that they have arrived."""

        def work(connection: "Connection") -> "Handover":
            from cartui.client.local.handing_on import confirm

            return confirm(connection, handover)

        return await self._backend.write(Operation.HAND_ON, work)

    async def give_back(self, handover: "Handover") -> "Handover":
        """Let them go."""

        def work(connection: "Connection") -> "Handover":
            from cartui.client.local.handing_on import give_back

            return give_back(connection, handover)

        return await self._backend.write(Operation.HAND_ON, work)

    async def _write(
        self, key: str | None, call: tuple[object, ...], work: "Callable[[Connection], Order]"
    ) -> Order:
        """Run what moves an order on, once for each key."""
        return await write_once(self._backend, Operation.CHANGE_ORDER, key, call, Order, work)
