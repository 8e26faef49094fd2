"""Who has a cart open: leases that end by themselves, one for each desk."""

from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, not_, select, tuple_, update

from cartui.model.presence import LENGTH, MOST_OPEN, OpenElsewhere, Present
from cartui.store.leases import APART
from cartui.store.tables import METADATA

SMALL_BATCH: Final = 1_000
"""Desks that one transaction forgets."""

MOST_DESKS: Final = 4
"""Desks at which one agent is at one cart; a further one takes the place of the one longest silent."""

_presence = METADATA.tables["presence"]
_cart = METADATA.tables["cart"]


def enter_cart(conn: Connection, cart_id: str, agent: str, desk: str, now: datetime) -> bool:
    """Be present at a cart for :data:`LENGTH` from ``now``; ``True`` where the agent was not there yet."""
    this = _this(conn, cart_id, agent, desk)
    until = now + LENGTH
    if conn.execute(update(_presence).where(*this, _holds(now)).values(until=until)).rowcount:
        return False
    pk = _pk(conn, cart_id)
    theirs = (_presence.c.cart_pk == pk, _presence.c.agent == agent)
    conn.execute(delete(_presence).where(*theirs, ~_holds(now)))
    others = conn.scalars(
        select(_presence.c.desk).where(*theirs).order_by(_presence.c.until.desc(), _presence.c.desk)
    ).all()
    if silent := others[MOST_DESKS - 1 :]:
        conn.execute(delete(_presence).where(*theirs, _presence.c.desk.in_(silent)))
    at = {"cart_pk": pk, "agent": agent, "desk": desk, "since": now, "until": until}
    conn.execute(insert(_presence).values(at))
    return not others


def leave_cart(conn: Connection, cart_id: str, agent: str, desk: str, now: datetime) -> bool:
    """Be present there no more; ``True`` where that was the agent's only desk there."""
    this = _this(conn, cart_id, agent, desk)
    was_there = conn.execute(select(_presence.c.until).where(*this, _holds(now))).first() is not None
    conn.execute(delete(_presence).where(*this))
    theirs = (_presence.c.cart_pk == _pk(conn, cart_id), _presence.c.agent == agent)
    left = conn.execute(select(_presence.c.desk).where(*theirs, _holds(now)).limit(1)).first()
    return was_there and left is None


def present_at(
    conn: Connection, cart_id: str, now: datetime, *, agent: str, desk: str
) -> tuple[Present, ...]:
    """Who is at a cart beside that desk of that agent: each agent once, who came first first."""
    chosen = (
        select(_presence.c.agent, _presence.c.desk, _presence.c.since, _presence.c.until)
        .join(_cart, _cart.c.pk == _presence.c.cart_pk)
        .where(_cart.c.id == cart_id, _holds(now))
        .order_by(_presence.c.since, _presence.c.agent)
    )
    found: dict[str, Present] = {}
    for row in conn.execute(chosen):
        if (row.agent, row.desk) == (agent, desk):
            continue
        first = found.get(row.agent)
        until = row.until if first is None else max(first.until, row.until)
        since = row.since if first is None else first.since
        found[row.agent] = Present(agent=row.agent, since=since, until=until)
    return tuple(found.values())


def open_elsewhere(conn: Connection, now: datetime, *, agent: str, desk: str) -> tuple[OpenElsewhere, ...]:
    """The carts that somebody has open beside that desk of that agent; who came last first."""
    until = func.max(_presence.c.until).label("until")
    chosen = (
        select(_cart.c.id, until)
        .join(_cart, _cart.c.pk == _presence.c.cart_pk)
        .where(_holds(now), not_(and_(_presence.c.agent == agent, _presence.c.desk == desk)))
        .group_by(_cart.c.id)
        .order_by(until.desc(), _cart.c.id)
        .limit(MOST_OPEN)
    )
    return tuple(OpenElsewhere(cart=row.id, until=row.until) for row in conn.execute(chosen))


def has_left(conn: Connection, before: datetime) -> bool:
    """Whether there is a desk whose presence ended before that moment."""
    old = select(_presence.c.until).where(_presence.c.until < before)
    return conn.execute(old.limit(1)).first() is not None


def forget_left(conn: Connection, before: datetime) -> int:
    """Forget desks whose presence ended before that moment, a bounded number; gives how many went."""
    key = tuple_(_presence.c.cart_pk, _presence.c.agent, _presence.c.desk)
    old = select(_presence.c.cart_pk, _presence.c.agent, _presence.c.desk).where(_presence.c.until < before)
    return conn.execute(delete(_presence).where(key.in_(old.limit(SMALL_BATCH)))).rowcount


def _holds(now: datetime) -> ColumnElement[bool]:
    """Whether a presence holds; one that ends later than any could is of a clock that was put back since."""
    return (_presence.c.until > now) & (_presence.c.until <= now + LENGTH + APART)


def _this(conn: Connection, cart_id: str, agent: str, desk: str) -> tuple[ColumnElement[bool], ...]:
    """The one presence of a desk at a cart."""
    return (
        _presence.c.cart_pk == _pk(conn, cart_id),
        _presence.c.agent == agent,
        _presence.c.desk == desk,
    )


def _pk(conn: Connection, cart_id: str) -> int:
    """The key of a cart that is there."""
    return int(conn.execute(select(_cart.c.pk).where(_cart.c.id == cart_id)).scalar_one())
