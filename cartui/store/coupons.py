"""Coupons by their codes: one or many of them, without the rest of the shop."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, bindparam, func, insert, select, update

from cartui.model.coupon import Coupon
from cartui.store import core_tables
from cartui.store.chunked import in_parts

_coupon = core_tables.coupon


def load_coupons(conn: Connection, codes: Collection[str]) -> dict[str, Coupon]:
    """The coupons of these (folded) codes that there are."""
    found: dict[str, Coupon] = {}
    for part in in_parts(codes):
        rows = conn.execute(select(_coupon.c.code, _coupon.c.definition).where(_coupon.c.code.in_(part)))
        found |= {row.code: Coupon.model_validate(row.definition) for row in rows}
    return found


def save_coupons(conn: Connection, changed: Mapping[str, Coupon], new: Mapping[str, Coupon]) -> None:
    """Put coupons in place of those of the same code, and others behind all that there are."""
    if changed:
        statement = update(_coupon).where(_coupon.c.code == bindparam("of"))
        rows = [{"of": code, "definition": _json(coupon)} for code, coupon in changed.items()]
        conn.execute(statement.values(definition=bindparam("definition")), rows)
    if new:
        last = conn.execute(select(func.coalesce(func.max(_coupon.c.position), -1))).scalar_one()
        rows = [
            {"code": code, "position": at, "definition": _json(coupon)}
            for at, (code, coupon) in enumerate(new.items(), start=last + 1)
        ]
        conn.execute(insert(_coupon), rows)


def _json(coupon: Coupon) -> object:
    """A coupon as JSON, without what is as by default."""
    return coupon.model_dump(mode="json", exclude_defaults=True)
