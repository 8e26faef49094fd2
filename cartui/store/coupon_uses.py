"""How often coupons have been used by orders."""

from collections.abc import Collection

from sqlalchemy import Connection, delete, func, insert, select

from cartui.model.coupon import CouponUse
from cartui.store.chunked import in_parts
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


def coupon_uses(
    conn: Connection, wanted: Collection[tuple[str, str | None]]
) -> dict[tuple[str, str | None], CouponUse]:
    """What :func:`coupon_use` gives for each of many pairs of coupon and customer."""
    codes = list({code for code, _ in wanted})
    people = list({person for _, person in wanted if person is not None})
    in_all: dict[str, int] = {}
    by_customer: dict[tuple[str, str], int] = {}
    for part in in_parts(codes):
        mine = _use.c.coupon.in_(part)
        rows = conn.execute(select(_use.c.coupon, func.count()).where(mine).group_by(_use.c.coupon))
        in_all |= {row[0]: row[1] for row in rows}
        for some in in_parts(people):
            keys = (_use.c.coupon, _use.c.customer_id)
            counted = select(*keys, func.count()).where(mine, _use.c.customer_id.in_(some))
            by_customer |= {(row[0], row[1]): row[2] for row in conn.execute(counted.group_by(*keys))}
    return {
        (code, person): CouponUse(
            in_all=in_all.get(code, 0), by_customer=by_customer.get((code, person or ""), 0)
        )
        for code, person in wanted
    }


def record_coupon_use(conn: Connection, code: str, order_id: str, customer_id: str | None) -> None:
    """Count the coupon as used by a stored order."""
    pk = select(_order.c.pk).where(_order.c.id == order_id).scalar_subquery()
    conn.execute(insert(_use).values(coupon=code, order_pk=pk, customer_id=customer_id))


def forget_coupon_use(conn: Connection, order_id: str) -> None:
    """Count no coupon as used by this order any more."""
    pk = select(_order.c.pk).where(_order.c.id == order_id).scalar_subquery()
    conn.execute(delete(_use).where(_use.c.order_pk == pk))
