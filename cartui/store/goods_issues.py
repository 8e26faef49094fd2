"""Goods issues: what the warehouse is told to pick of an approved order, once for each."""

from sqlalchemy import Connection, insert, select

from cartui.model.order import GoodsIssue
from cartui.store.folding import added_text
from cartui.store.search import extend
from cartui.store.tables import METADATA

_issue = METADATA.tables["goods_issue"]
_order = METADATA.tables["orders"]


def insert_goods_issue(conn: Connection, order_id: str, issue: GoodsIssue) -> None:
    """Store the goods issue of a stored order.

    Raises SQLAlchemy's ``IntegrityError`` where the order has one already: nothing is picked twice.
    """
    order = conn.execute(select(_order.c.pk, _order.c.cart_pk).where(_order.c.id == order_id)).one()
    conn.execute(insert(_issue).values(order_pk=order.pk, **issue.model_dump()))
    extend(conn, "cart", {order.cart_pk: added_text(issue.number)})


def goods_issue_of(conn: Connection, order_id: str) -> GoodsIssue | None:
    """The goods issue of that order, or ``None``."""
    columns = (_issue.c.number, _issue.c.issued_at, _issue.c.issued_by)
    row = conn.execute(select(*columns).join(_order).where(_order.c.id == order_id)).one_or_none()
    if row is None:
        return None
    return GoodsIssue(number=row.number, issued_at=row.issued_at, issued_by=row.issued_by)
