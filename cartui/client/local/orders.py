"""``client.orders`` on the local database: each call one unit of work in a thread."""

from cartui.client.local.backend import LocalBackend
from cartui.client.local.order_changes import approve_order, cancel_order, hold_order
from cartui.client.local.order_reading import show_order
from cartui.client.local.replies import write_once
from cartui.model.order import Order, OrderSummary
from cartui.model.query import Page
from cartui.rules.permissions import Operation
from cartui.store.orders import order_page


class LocalOrders:
    """What carts became; what each call promises stands in the protocol."""

    def __init__(self, backend: LocalBackend) -> None:
        """Work on that backend."""
        self._backend = backend

    async def list(
        self, text: str = "", *, state: str | None = None, limit: int = 50, after: str | None = None
    ) -> Page[OrderSummary]:
        """Orders, latest first."""
        return await self._backend.read(
            lambda connection: order_page(connection, text, state=state, limit=limit, after=after)
        )

    async def get(self, ref: str) -> Order:
        """One order by its own id or number, its cart's, or its goods issue's."""
        return await self._backend.read(lambda connection: show_order(connection, ref, self._backend.clock()))

    async def approve(self, ref: str, *, version: int | None = None, key: str | None = None) -> Order:
        """Release it for delivery."""
        backend = self._backend
        return await write_once(
            backend,
            Operation.CHANGE_ORDER,
            key,
            ("orders.approve", ref, version),
            Order,
            lambda connection: approve_order(backend, connection, ref, version),
        )

    async def hold(
        self, ref: str, reason: str, *, version: int | None = None, key: str | None = None
    ) -> Order:
        """Keep it from being approved unseen."""
        backend = self._backend
        return await write_once(
            backend,
            Operation.CHANGE_ORDER,
            key,
            ("orders.hold", ref, reason, version),
            Order,
            lambda connection: hold_order(backend, connection, ref, reason, version),
        )

    async def cancel(
        self, ref: str, reason: str = "", *, version: int | None = None, key: str | None = None
    ) -> Order:
        """End it."""
        backend = self._backend
        return await write_once(
            backend,
            Operation.CHANGE_ORDER,
            key,
            ("orders.cancel", ref, reason, version),
            Order,
            lambda connection: cancel_order(backend, connection, ref, reason, version),
        )
