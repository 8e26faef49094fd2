"""Orders: stored once for a cart, moved on under their version, and listed latest first."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, or_, select, tuple_, update
from sqlalchemy.engine import Dialect

from cartui.model.order import OrderState, OrderSummary, balance
from cartui.model.query import Page
from cartui.model.text import clean_line
from cartui.store.bulk import ReadyRows, ready_rows
from cartui.store.cursors import make_cursor, read_cursor
from cartui.store.folding import storable
from cartui.store.limits import page_size
from cartui.store.search import matches
from cartui.store.tables import METADATA
from cartui.store.types import from_micros, to_micros

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


def order_page(
    conn: Connection,
    text: str = "",
    *,
    spellings: Collection[str] = (),
    state: str | None = None,
    customer_id: str | None = None,
    limit: int = 50,
    after: str | None = None,
) -> Page[OrderSummary]:
    """Orders, latest first, whose number holds ``text``, whose goods issue it is, or whose cart it finds.

    ``spellings`` are other ways to write the text as a number; with ``customer_id`` they are those of one
    customer. Raises ``Invalid`` for a cursor of another list, and for a limit below 1.
    """
    limit = page_size(limit)
    about = _about(text, state, customer_id)
    shown = (_cart.c.number.label("cart"), _cart.c.market, _cart.c.customer_name, _cart.c["items"])
    chosen = select(_order, *shown).join(_cart).where(*_conditions(conn, text, spellings, state))
    if customer_id is not None:
        chosen = chosen.where(_cart.c.customer_id == customer_id)
    if after is not None:
        placed_at, pk = read_cursor(after, about, kinds=(int, int))
        chosen = chosen.where(tuple_(_order.c.placed_at, _order.c.pk) < (from_micros(int(placed_at)), pk))
    latest_first = (_order.c.placed_at.desc(), _order.c.pk.desc())
    rows = conn.execute(chosen.order_by(*latest_first).limit(limit + 1)).all()
    page, more = rows[:limit], len(rows) > limit
    return Page(
        items=tuple(_summary(row) for row in page),
        next=make_cursor(about, (to_micros(page[-1].placed_at), page[-1].pk)) if more else None,
    )


def _about(text: str, state: str | None, customer_id: str | None) -> str:
    """What makes this list another than the others."""
    return repr(("orders", text, state, customer_id))


def _conditions(
    conn: Connection, text: str, spellings: Collection[str], state: str | None
) -> list[ColumnElement[bool]]:
    """What the orders of a list fulfil."""
    conditions = [] if state is None else [_order.c.state == state]
    found = matches(conn, "cart", _order.c.cart_pk, text.split())
    if found is not None:
        number = storable(text).strip()
        holds = func.upper(_order.c.number).contains(number.upper(), autoescape=True)
        conditions.append(or_(holds, _picked_as({number, *map(storable, spellings)}), found))
    return conditions


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


def _summary(row: Row[Any]) -> OrderSummary:
    """The order of a row as a list shows it."""
    owed = balance(OrderState(row.state), total=row.total, paid=row.paid)
    return OrderSummary(
        id=row.id,
        number=row.number,
        version=row.version,
        state=row.state,
        cart=row.cart,
        market=row.market,
        currency=row.currency,
        customer=clean_line(row.customer_name),
        items=row.items,
        total=row.total,
        paid=row.paid,
        due=owed.due,
        placed_at=row.placed_at,
        placed_by=row.placed_by,
        refund=owed.refund,
        hold_reason=clean_line(row.hold_reason),
        cancel_reason=clean_line(row.cancel_reason),
    )
