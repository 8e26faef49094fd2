"""Orders as clients give them: the order's own facts, and the cart that it was placed from."""

from datetime import datetime

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.cart_reading import show_cart
from cartui.client.local.numbers import written_order_number
from cartui.model.errors import NotFound
from cartui.model.order import Order, OrderSummary
from cartui.model.query import Page
from cartui.store.cart_records import load_cart
from cartui.store.orders import find_order, order_page


class LocalOrders:
    """``client.orders`` on the local database."""

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
        """One order by its own id or number, or its cart's."""
        return await self._backend.read(lambda connection: show_order(connection, ref, self._backend.clock()))


def show_order(connection: Connection, ref: str, now: datetime) -> Order:
    """The order with its cart. Raises ``NotFound``."""
    stored = find_order(connection, ref)
    if stored is None and (written := written_order_number(connection, ref)) is not None:
        stored = find_order(connection, written)
    if stored is None:
        raise NotFound(f"there is no order {ref}")
    record = load_cart(connection, stored.cart_id)
    if record is None:
        raise NotFound(f"the cart of order {stored.number} is gone")
    return Order(
        id=stored.id,
        number=stored.number,
        version=stored.version,
        state=stored.state,
        cart=show_cart(connection, record, now),
        placed_at=stored.placed_at,
        placed_by=stored.placed_by,
        paid=stored.paid,
        due=max(stored.total - stored.paid, 0),
        hold_reason=stored.hold_reason,
        cancel_reason=stored.cancel_reason,
        waived=stored.waived,
    )
