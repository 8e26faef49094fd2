"""Orders: stored once for a cart, found by any of their names, and moved on under their version."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, or_, select, update
from sqlalchemy.engine import Dialect

from cartui.model.order import OrderState
from cartui.store.bulk import ReadyRows, ready_rows
from cartui.store.folding import storable
from cartui.store.tables import METADATA

_order = METADATA.tables["orders"]
_cart = METADATA.tables["cart"]
_issue = METADATA.tables["goods_issue"]


@dataclass(frozen=True, slots=True)
class NewOrder:
    """All that is stored of an order beside its cart; amounts in minor units of ``currency``."""

    id: str
    number: str
    cart_id: str
    placed_at: datetime
    placed_by: str
    currency: str
    total: int
    version: int = 1
    state: OrderState = OrderState.PENDING
    paid: int = 0
    hold_reason: str = ""
    cancel_reason: str = ""
    took_stock: bool = False
    """Whether placing it took units out of stock; an import takes none."""
    waived: tuple[str, ...] = ()


def insert_order(conn: Connection, order: NewOrder) -> None:
    """Store an order.

    Raises SQLAlchemy's ``IntegrityError`` where the cart has an order already: look for it first.
    """
    pk = select(_cart.c.pk).where(_cart.c.id == order.cart_id).scalar_subquery()
    conn.execute(insert(_order).values(_values(order) | {"cart_pk": pk}))


def ready_orders(dialect: Dialect, orders: Mapping[int, NewOrder]) -> ReadyRows:
    """Make orders ready to be stored, by the keys of their carts' rows; that takes no connection."""
    return ready_rows(dialect, _order, [_values(order) | {"cart_pk": pk} for pk, order in orders.items()])


def _values(order: NewOrder) -> dict[str, object]:
    """The columns of an order but for its cart's key."""
    return {
        "id": order.id,
        "number": order.number,
        "version": order.version,
        "state": order.state.value,
        "placed_at": order.placed_at,
        "placed_by": order.placed_by,
        "total": order.total,
        "paid": order.paid,
        "currency": order.currency,
        "hold_reason": order.hold_reason,
        "cancel_reason": order.cancel_reason,
        "took_stock": order.took_stock,
        "waived": list(order.waived),
    }


def update_order(conn: Connection, before: NewOrder, after: NewOrder) -> bool:
    """Save what can change of an order: its state, version, reasons and what was paid.

    Gives ``False``, and writes nothing, where it is no longer at the version of ``before``.
    """
    changed = (
        update(_order)
        .where(_order.c.id == before.id, _order.c.version == before.version)
        .values(
            version=after.version,
            state=after.state.value,
            paid=after.paid,
            hold_reason=after.hold_reason,
            cancel_reason=after.cancel_reason,
        )
    )
    return conn.execute(changed).rowcount == 1


def find_order(conn: Connection, *refs: str) -> NewOrder | None:
    """The order of that id or number, or of the cart or goods issue that is called so; else ``None``.

    Several refs are ways to write one.
    """
    names = [storable(ref) for ref in refs]
    chosen = select(_order, _cart.c.id.label("cart_id")).join(_cart)
    own = conn.execute(chosen.where(or_(_order.c.id.in_(names), _order.c.number.in_(names)))).first()
    row = own or conn.execute(chosen.where(or_(_cart.c.id.in_(names), _cart.c.number.in_(names)))).first()
    row = row or conn.execute(chosen.where(_picked_as(names))).first()
    return None if row is None else _order_of(row)


def _picked_as(numbers: Collection[str]) -> ColumnElement[bool]:
    """That the order's goods issue has one of these numbers."""
    return _order.c.pk.in_(select(_issue.c.order_pk).where(_issue.c.number.in_(numbers)))


def _order_of(row: Row[Any]) -> NewOrder:
    """The order of a row."""
    return NewOrder(
        id=row.id,
        number=row.number,
        cart_id=row.cart_id,
        placed_at=row.placed_at,
        placed_by=row.placed_by,
        currency=row.currency,
        total=row.total,
        version=row.version,
        state=OrderState(row.state),
        paid=row.paid,
        hold_reason=row.hold_reason,
        cancel_reason=row.cancel_reason,
        took_stock=row.took_stock,
        waived=tuple(row.waived),
    )
