"""``client.orders`` on the local database: each call one unit of work in a thread.

What a call needs is loaded by the first one, in its thread: a desk that has just opened
counts orders, and goes on meanwhile.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from cartui.client.local.backend import LocalBackend
from cartui.client.local.replies import write_once
from cartui.model.order import Order, OrderSummary
from cartui.model.query import Page
from cartui.rules.permissions import Operation

if TYPE_CHECKING:
    from sqlalchemy import Connection


class LocalOrders:
    """What carts became; what each call promises stands in the protocol."""

    def __init__(self, backend: LocalBackend) -> None:
        """Work on that backend."""
        self._backend = backend

    async def list(
        self, text: str = "", *, state: str | None = None, limit: int = 50, after: str | None = None
    ) -> Page[OrderSummary]:
        """Orders, latest first."""

        def work(connection: "Connection") -> Page[OrderSummary]:
            from cartui.client.local.numbers import order_numbers_meant
            from cartui.store.orders import order_page

            spellings = order_numbers_meant(connection, text) if text else ()
            return order_page(connection, text, spellings=spellings, state=state, limit=limit, after=after)

        return await self._backend.read(work)

    async def get(self, ref: str) -> Order:
        """One order by its own id or number, its cart's, or its goods issue's."""
        clock = self._backend.clock

        def work(connection: "Connection") -> Order:
            from cartui.client.local.order_reading import show_order

            return show_order(connection, ref, clock())

        return await self._backend.read(work)

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

    async def _write(
        self, key: str | None, call: tuple[object, ...], work: "Callable[[Connection], Order]"
    ) -> Order:
        """Run what moves an order on, once for each key."""
        return await write_once(self._backend, Operation.CHANGE_ORDER, key, call, Order, work)
