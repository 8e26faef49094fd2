"""Orders that wait for somebody to decide on them, the longest waiting first."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, func, select

from cartui.model.order import OrderState
from cartui.store.tables import METADATA

_order = METADATA.tables["orders"]
_cart = METADATA.tables["cart"]

_WAITING: Final = (OrderState.PENDING.value, OrderState.ON_HOLD.value)


def waiting_orders(conn: Connection, until: datetime, *, limit: int) -> Sequence[Row[Any]]:
    """So many of those placed until that moment, with what is shown of their carts."""
    fields = ("id", "number", "state", "currency", "total", "paid", "placed_at", "placed_by", "hold_reason")
    about = ("market", "customer_id", "customer_name", "contact_name", "contact_email", "contact_phone")
    columns = (*(_order.c[name] for name in fields), *(_cart.c[name] for name in about))
    chosen = select(*columns, _cart.c.number.label("cart")).join_from(_order, _cart)
    in_order = chosen.where(_waits(until)).order_by(_order.c.placed_at, _order.c.pk)
    return conn.execute(in_order.limit(limit)).all()


def count_waiting(conn: Connection, until: datetime) -> int:
    """How many were placed until that moment."""
    return int(conn.execute(select(func.count()).select_from(_order).where(_waits(until))).scalar_one())


def _waits(until: datetime) -> ColumnElement[bool]:
    """The condition of such an order; its index knows the state first."""
    return _order.c.state.in_(_WAITING) & (_order.c.placed_at <= until)
