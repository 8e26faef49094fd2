"""How often coupons have been used by orders."""

from sqlalchemy import Connection, delete, func, insert, select

from cartui.model.coupon import CouponUse
from cartui.store.tables import METADATA

_use = METADATA.tables["coupon_use"]
_order = METADATA.tables["orders"]


def coupon_use(conn: Connection, code: str, customer_id: str | None) -> CouponUse:
    """How often orders have used the coupon of that (folded) code, in all and by this customer.

    A guest is nobody, and so has used it never.
    """
    of_customer = func.count().filter(_use.c.customer_id == (customer_id or ""))
    in_all, by_customer = conn.execute(select(func.count(), of_customer).where(_use.c.coupon == code)).one()
    return CouponUse(in_all=in_all, by_customer=by_customer)


def record_coupon_use(conn: Connection, code: str, order_id: str, customer_id: str | None) -> None:
    """Count the coupon as used by a stored order."""
    pk = select(_order.c.pk).where(_order.c.id == order_id).scalar_subquery()
    conn.execute(insert(_use).values(coupon=code, order_pk=pk, customer_id=customer_id))


def forget_coupon_use(conn: Connection, order_id: str) -> None:
    """Count no coupon as used by this order any more."""
    pk = select(_order.c.pk).where(_order.c.id == order_id).scalar_subquery()
    conn.execute(delete(_use).where(_use.c.order_pk == pk))
