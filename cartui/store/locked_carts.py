"""Which carts are locked, the latest lock first: by written locks and by payers who are away for too long."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from heapq import merge
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select, tuple_

from cartui.model.cart import CartState
from cartui.model.payment import PaymentAttempt
from cartui.store.carts.from_rows import attempt_of
from cartui.store.cursors import make_cursor, read_cursor
from cartui.store.micros import from_micros, to_micros
from cartui.store.tables import METADATA

_cart = METADATA.tables["cart"]
_attempt = METADATA.tables["payment_attempt"]

_ABOUT: Final = "locked carts"

Place = tuple[datetime, int]
"""Since when a cart is locked, and its row's key."""


class LockedRow(NamedTuple):
    """A locked cart in the order of the queue."""

    since: datetime
    pk: int
    id: str

    @property
    def place(self) -> Place:
        """What the queue is sorted by."""
        return self.since, self.pk


def locked_rows(
    conn: Connection, now: datetime, no_return_after: timedelta, *, limit: int, after: Place | None = None
) -> list[LockedRow]:
    """So many locked carts behind a place, the latest lock first."""
    written = _cart.c.lock_since
    chosen = _behind(after, written, timedelta()).where(_cart.c.state == CartState.LOCKED.value)
    by_lock = conn.execute(chosen.where(written.is_not(None)).limit(limit))
    overdue = _behind(after, _cart.c.paying_since, no_return_after)
    by_time = conn.execute(overdue.where(_cart.c.paying_since <= now - no_return_after).limit(limit))
    found = merge(
        _rows(by_lock, timedelta()),
        _rows(by_time, no_return_after),
        key=lambda row: row.place,
        reverse=True,
    )
    return list(found)[:limit]


def count_locked(conn: Connection, now: datetime, no_return_after: timedelta) -> int:
    """How many carts are locked, be it written or not."""
    by_lock = (_cart.c.state == CartState.LOCKED.value) & _cart.c.lock_since.is_not(None)
    by_time = _cart.c.paying_since <= now - no_return_after
    return sum(
        conn.execute(select(func.count()).select_from(_cart).where(condition)).scalar_one()
        for condition in (by_lock, by_time)
    )


def overdue_ids(conn: Connection, now: datetime, no_return_after: timedelta, *, limit: int) -> list[str]:
    """Ids of carts that are locked by now and not written as such, the longest waiting first."""
    due = select(_cart.c.id).where(_cart.c.paying_since <= now - no_return_after)
    return list(conn.execute(due.order_by(_cart.c.paying_since).limit(limit)).scalars())


def attempts_of_locked(
    conn: Connection, now: datetime, no_return_after: timedelta
) -> dict[str, tuple[PaymentAttempt, ...]]:
    """The attempts to pay of all locked carts, by the carts' numbers."""
    found: dict[str, list[PaymentAttempt]] = {}
    for condition in (
        _cart.c.lock_since.is_not(None) & (_cart.c.state == CartState.LOCKED.value),
        _cart.c.paying_since <= now - no_return_after,
    ):
        chosen = select(_attempt, _cart.c.number).join(_cart).where(condition)
        for row in conn.execute(chosen.order_by(_attempt.c.cart_pk, _attempt.c.position)):
            found.setdefault(row.number, []).append(attempt_of(row))
    return {number: tuple(attempts) for number, attempts in found.items()}


def place_of(cursor: str) -> Place:
    """The place of a cursor in the queue. Raises ``Invalid``."""
    since, pk = read_cursor(cursor, _ABOUT, kinds=(int, int))
    return from_micros(int(since)), int(pk)


def cursor_of(row: LockedRow) -> str:
    """The cursor of a place in the queue."""
    return make_cursor(_ABOUT, (to_micros(row.since), row.pk))


def _behind(after: Place | None, moment: ColumnElement[Any], later: timedelta) -> Select[Any]:
    """Rows behind a place by a column that is so much before the lock, the latest first."""
    chosen = select(moment.label("moment"), _cart.c.pk, _cart.c.id)
    if after is not None:
        since, pk = after
        chosen = chosen.where(tuple_(moment, _cart.c.pk) < (since - later, pk))
    return chosen.order_by(moment.desc(), _cart.c.pk.desc())


def _rows(rows: Sequence[Row[Any]] | Any, later: timedelta) -> Iterator[LockedRow]:
    """The rows with since when they are locked."""
    return (LockedRow(row.moment + later, row.pk, row.id) for row in rows)
