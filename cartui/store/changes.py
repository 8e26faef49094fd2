"""The change feed: what changed, in the order in which it was committed."""

from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from cartui.model.changes import Change
from cartui.store.columns import change as _change


def append_change(conn: Connection, *, kind: str, id: str, version: int, agent: str, at: datetime) -> None:  # noqa: A002  the feed's own word
    """Tell that one thing was changed; in the transaction that changes it."""
    conn.execute(insert(_change).values(kind=kind, id=id, version=version, agent=agent, at=at))


def changes_after(conn: Connection, seq: int, *, limit: int = 500) -> tuple[Change, ...]:
    """What changed after ``seq``, the oldest first."""
    columns = (_change.c.seq, _change.c.kind, _change.c.id, _change.c.version, _change.c.agent)
    chosen = select(*columns).where(_change.c.seq > seq).order_by(_change.c.seq).limit(limit)
    return tuple(Change(*row) for row in conn.execute(chosen))


def latest_seq(conn: Connection) -> int:
    """The number of the latest change; 0 where there is none yet."""
    return int(conn.execute(select(func.coalesce(func.max(_change.c.seq), 0))).scalar_one())
