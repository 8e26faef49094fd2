"""Open carts whose last try to be placed was refused: one row for each, until it is placed or deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, or_, select, update

from cartui.model.cart import CartState
from cartui.model.failed_placing import WhyNotPlaced
from cartui.store.chunked import in_parts
from cartui.store.tables import METADATA

_failed = METADATA.tables["failed_placing"]
_cart = METADATA.tables["cart"]

PATIENCE: Final = timedelta(minutes=10)
"""How long somebody may take to say yes to another total before the cart counts as given up."""


@dataclass(frozen=True, slots=True)
class RefusedPlacing:
    """A try to place a cart, and why it was refused."""

    cart_id: str
    cart_version: int
    at: datetime
    agent: str
    reason: WhyNotPlaced
    why: tuple[str, ...]
    phone: str
    """As it was confirmed with the caller."""


def note_refused(conn: Connection, refused: RefusedPlacing) -> bool:
    """Note it in place of an earlier one; ``False`` where that was the same once more, which is counted."""
    pk = conn.execute(select(_cart.c.pk).where(_cart.c.id == refused.cart_id)).scalar_one()
    theirs = _failed.c.cart_pk == pk
    before = conn.execute(select(_failed).where(theirs)).one_or_none()
    if before is not None and _is_same(before, refused):
        again = {"at": refused.at, "phone": refused.phone or before.phone, "tries": before.tries + 1}
        conn.execute(update(_failed).where(theirs).values(again))
        return False
    conn.execute(delete(_failed).where(theirs))
    values = {
        "cart_pk": pk,
        "at": refused.at,
        "agent": refused.agent,
        "reason": refused.reason.value,
        "why": list(refused.why),
        "phone": refused.phone,
        "cart_version": refused.cart_version,
        "tries": 1,
    }
    conn.execute(insert(_failed).values(values))
    return True


def forget_refused(conn: Connection, *cart_ids: str) -> None:
    """Forget that these carts could not be placed, where they could not."""
    for part in in_parts(cart_ids):
        theirs = select(_cart.c.pk).where(_cart.c.id.in_(part))
        conn.execute(delete(_failed).where(_failed.c.cart_pk.in_(theirs)))


def refused_rows(
    conn: Connection, now: datetime, no_return_after: timedelta, *, limit: int
) -> Sequence[Row[Any]]:
    """So many of them with what is shown of their carts, the latest try first."""
    about = ("id", "number", "version", "market", "currency", "total", "customer_id", "customer_name")
    contact = ("contact_name", "contact_email", "contact_phone")
    columns = (*_failed.c, *(_cart.c[name] for name in (*about, *contact)))
    chosen = select(*columns).join(_cart).where(*_counted(now, no_return_after))
    return conn.execute(chosen.order_by(_failed.c.at.desc(), _failed.c.cart_pk.desc()).limit(limit)).all()


def count_refused(conn: Connection, now: datetime, no_return_after: timedelta) -> int:
    """How many there are."""
    chosen = select(func.count()).select_from(_failed.join(_cart)).where(*_counted(now, no_return_after))
    return int(conn.execute(chosen).scalar_one())


def _counted(now: datetime, no_return_after: timedelta) -> tuple[ColumnElement[bool], ...]:
    """Conditions of a cart that nobody placed: it is open, and nobody is just about to say yes to its total.

    A cart that is locked, or is by now, is in the queue of locked carts instead.
    """
    by_time = _cart.c.paying_since
    return (
        _cart.c.state == CartState.OPEN.value,
        or_(by_time.is_(None), by_time > now - no_return_after),
        or_(_failed.c.reason != WhyNotPlaced.TOTAL_CHANGED.value, _failed.c.at <= now - PATIENCE),
    )


def _is_same(before: Row[Any], refused: RefusedPlacing) -> bool:
    """Whether the same agent tried the same cart before, with the same outcome."""
    then = (before.cart_version, before.agent, before.reason, tuple(before.why))
    return then == (refused.cart_version, refused.agent, refused.reason.value, refused.why)
