"""Leases: who may do a kind of background work until when, so that no two processes do it at once."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import sqlite

from cartui.store.tables import METADATA

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

LENGTH: Final = timedelta(seconds=60)
"""How long a lease holds without being renewed: after that its holder is taken for dead."""

APART: Final = timedelta(seconds=60)
"""By how much the clocks of two that share a database may differ."""

_lease = METADATA.tables["lease"]


def take_lease(conn: Connection, name: str, holder: str, now: datetime) -> bool:
    """Take the lease, or renew one's own, for :data:`LENGTH` from ``now``; ``False`` where another has it.

    One that has run out is free, and so is one that ends later than any could: the clock was put back since,
    and nobody would do the work until it has caught up. Clocks of several machines at one server may be apart
    by up to :data:`APART`. Taking a lease from a holder who is still at work does no harm: each of its steps
    takes the lease anew before it changes anything, and finds that it has lost it.
    """
    until = now + LENGTH
    free = (_lease.c.holder == holder) | (_lease.c.until <= now) | (_lease.c.until > until + APART)
    conn.execute(
        _insert(conn)
        .values(name=name, holder=holder, until=until)
        .on_conflict_do_update(index_elements=["name"], set_={"holder": holder, "until": until}, where=free)
    )
    return bool(conn.execute(select(_lease.c.holder).where(_lease.c.name == name)).scalar_one() == holder)


def release_lease(conn: Connection, name: str, holder: str) -> None:
    """Give back one's own lease; another's is left alone."""
    conn.execute(delete(_lease).where(_lease.c.name == name, _lease.c.holder == holder))


def _insert(conn: Connection) -> "sqlite.Insert | postgresql.Insert":
    """An insertion that may find a row there already; PostgreSQL's is loaded only where that is used."""
    if conn.dialect.name == "sqlite":
        return sqlite.insert(_lease)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(_lease)
