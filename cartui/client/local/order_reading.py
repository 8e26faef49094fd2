"""From what is stored of an order to the order that clients give out."""

from datetime import datetime

from sqlalchemy import Connection

from cartui.client.local.cart_reading import show_cart
from cartui.client.local.numbers import issued_numbers_meant, order_numbers_meant
from cartui.model.document import DocumentKind
from cartui.model.errors import NotFound
from cartui.model.order import Order, balance
from cartui.model.record import CartRecord
from cartui.store.carts.records import load_cart
from cartui.store.goods_issues import goods_issue_of
from cartui.store.issued_documents import numbers_for_order, order_of_issued
from cartui.store.orders import NewOrder, find_order


def require_order(connection: Connection, ref: str) -> NewOrder:
    """The stored order of that id or number, its bare digits, its cart's, goods issue's or invoice's number.

    Upper and lower case do not matter. Raises ``NotFound``.
    """
    meant = order_numbers_meant(connection, ref)
    stored = find_order(connection, ref) or find_order(connection, *meant) or _of_issued(connection, ref)
    if stored is None:
        cart = load_cart(connection, ref, *meant)
        if cart is not None:
            raise NotFound(f"{cart.number} is a cart and no order yet: place it first")
        raise NotFound(f"there is no order {ref}")
    return stored


def _of_issued(connection: Connection, ref: str) -> NewOrder | None:
    """The order for which the invoice or credit note of that number was issued."""
    number = order_of_issued(connection, issued_numbers_meant(connection, ref))
    return None if number is None else find_order(connection, number)


def require_cart_of(connection: Connection, stored: NewOrder) -> CartRecord:
    """The cart that the order was placed from. Raises ``NotFound``."""
    record = load_cart(connection, stored.cart_id)
    if record is None:
        raise NotFound(
            f"the cart of order {stored.number} is missing: `cartui db check` looks through the database"
        )
    return record


def show_order(connection: Connection, ref: str, now: datetime) -> Order:
    """The order with its cart, as clients give it. Raises ``NotFound``; writes nothing."""
    stored = require_order(connection, ref)
    issued = numbers_for_order(connection, stored.number)
    owed = balance(stored.state, total=stored.total, paid=stored.paid)
    return Order(
        id=stored.id,
        number=stored.number,
        version=stored.version,
        state=stored.state,
        cart=show_cart(connection, require_cart_of(connection, stored), now),
        placed_at=stored.placed_at,
        placed_by=stored.placed_by,
        paid=stored.paid,
        due=owed.due,
        refund=owed.refund,
        hold_reason=stored.hold_reason,
        cancel_reason=stored.cancel_reason,
        goods_issue=goods_issue_of(connection, stored.id),
        invoice=issued.get(DocumentKind.INVOICE, ""),
        credit_note=issued.get(DocumentKind.CREDIT_NOTE, ""),
        waived=stored.waived,
    )
