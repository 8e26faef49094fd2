"""Removing for good: carts of the trash with everything that shows a customer, old answers, old changes.

Deleted bytes are overwritten (``secure_delete``, see :mod:`cartui.store.sqlite`), but a full-text index only
marks what was deleted: it has to be merged into one piece, which is done in steps that others can work
between. Until that is done the database remembers that it is due.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, tuple_, update

from cartui.store.bulk_jobs import forget_reasons_of
from cartui.store.full_text import GRAMS
from cartui.store.outbox import forget_messages_of
from cartui.store.payers import forget_payers_of
from cartui.store.tables import METADATA

BATCH: Final = 100
"""Carts that one transaction removes: what another writer waits for."""

SMALL_BATCH: Final = 1_000
"""Old answers or changes that one transaction removes."""

INDEXES: Final = (f"cart_search{GRAMS}",)
"""The indexes that carts are found by."""

_MERGED_PAGES: Final = 200
"""Pages of an index that one step rewrites."""

_UNSWEPT: Final = "unswept"
"""The counter that is 1 while the indexes still hold words of purged carts."""

_cart = METADATA.tables["cart"]
_history = METADATA.tables["history"]
_purged = METADATA.tables["purged_history"]
_idempotency = METADATA.tables["idempotency"]
_counter = METADATA.tables["counter"]


@dataclass(frozen=True, slots=True)
class DueCart:
    """A cart of the trash whose time has come."""

    pk: int
    id: str
    version: int


def due_carts(conn: Connection, until: datetime, *, limit: int = BATCH) -> tuple[DueCart, ...]:
    """Carts that were put into the trash until that moment."""
    columns = (_cart.c.pk, _cart.c.id, _cart.c.version)
    rows = conn.execute(select(*columns).where(*_due(until)).limit(limit))
    return tuple(DueCart(*row) for row in rows)


def count_due(conn: Connection, until: datetime) -> int:
    """How many carts were put into the trash until that moment."""
    return int(conn.execute(select(func.count()).select_from(_cart).where(*_due(until))).scalar_one())


def purge_carts(conn: Connection, carts: Sequence[DueCart]) -> None:
    """Remove carts with all that belongs to them; of their history, who did what kind of thing when stays."""
    if not carts:
        return
    pks, ids = [cart.pk for cart in carts], [cart.id for cart in carts]
    same = ("id", "kind", "at", "agent", "origin", "version", "actions", "job")
    skeletons = (
        select(_cart.c.id, _cart.c.number, *(_history.c[name] for name in same))
        .join(_cart)
        .where(_history.c.cart_pk.in_(pks))
    )
    conn.execute(insert(_purged).from_select(["cart_id", "cart_number", *same], skeletons))
    conn.execute(delete(_history).where(_history.c.cart_pk.in_(pks)))
    conn.execute(delete(_idempotency).where(_idempotency.c.cart_id.in_(ids)))
    forget_messages_of(conn, ids)
    forget_reasons_of(conn, ids)
    forget_payers_of(conn, pks)
    conn.execute(delete(_cart).where(_cart.c.pk.in_(pks)))
    _mark_unswept(conn, value=1)


def is_unswept(conn: Connection) -> bool:
    """Whether the indexes still hold words of purged carts."""
    value = conn.execute(select(_counter.c.value).where(_counter.c.name == _UNSWEPT)).scalar_one_or_none()
    return bool(value)


def mark_swept(conn: Connection) -> None:
    """Remember that nothing of purged carts is left."""
    _mark_unswept(conn, value=0)


def merge_index(conn: Connection, index: str, *, begin: bool) -> bool:
    """Rewrite the next pages of an index without what was deleted; ``False`` when nothing is left to do.

    ``begin`` marks the first step. An engine without such indexes has nothing to do.
    """
    if conn.dialect.name != "sqlite":
        return False
    pages = -_MERGED_PAGES if begin else _MERGED_PAGES
    before = _total_changes(conn)
    conn.exec_driver_sql(f"INSERT INTO {index} ({index}, rank) VALUES ('merge', {pages})")  # noqa: S608  our own names
    # Asking for it is one change by itself.
    return _total_changes(conn) - before > 1


def forget_replies(conn: Connection, before: datetime) -> int:
    """Remove answers that were given before that moment, a bounded number; gives how many went."""
    key = tuple_(_idempotency.c.actor, _idempotency.c.key)
    old = select(_idempotency.c.actor, _idempotency.c.key).where(_idempotency.c.at < before)
    return conn.execute(delete(_idempotency).where(key.in_(old.limit(SMALL_BATCH)))).rowcount


def has_replies(conn: Connection, before: datetime) -> bool:
    """Whether there are answers from before that moment."""
    old = select(_idempotency.c.at).where(_idempotency.c.at < before)
    return conn.execute(old.limit(1)).first() is not None


def _due(until: datetime) -> tuple[ColumnElement[bool], ...]:
    """The conditions of being due; ``active`` leads the index."""
    deleted_at = func.coalesce(_cart.c.deleted_at, _cart.c.updated_at, type_=_cart.c.deleted_at.type)
    return (_cart.c.active.is_(False), _cart.c.state == "deleted", deleted_at <= until)


def _mark_unswept(conn: Connection, *, value: int) -> None:
    """Set the counter, making it where there is none."""
    changed = conn.execute(update(_counter).where(_counter.c.name == _UNSWEPT).values(value=value))
    if not changed.rowcount:
        conn.execute(insert(_counter).values(name=_UNSWEPT, value=value))


def _total_changes(conn: Connection) -> int:
    """Rows changed by this connection so far."""
    return int(conn.exec_driver_sql("SELECT total_changes()").scalar_one())
