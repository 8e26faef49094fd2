"""The change feed: what changed, in the order in which it was committed."""

from datetime import datetime
from itertools import takewhile

from sqlalchemy import Connection, case, delete, func, insert, select, update

from cartui.model.changes import BULK, GAP, Change
from cartui.store.core_tables import change as _change
from cartui.store.core_tables import counter as _counter

_FORGOTTEN = "change_forgotten"
"""The counter that has the number of the latest change that was forgotten."""


def append_change(conn: Connection, *, kind: str, id: str, version: int, agent: str, at: datetime) -> None:  # noqa: A002  the feed's own word
    """Tell that one thing was changed; in the transaction that changes it."""
    conn.execute(insert(_change).values(kind=kind, id=id, version=version, agent=agent, at=at))


def changes_after(conn: Connection, seq: int, *, limit: int = 500) -> tuple[Change, ...]:
    """What changed after ``seq``, the oldest first; a gap where some of it is forgotten by now."""
    columns = (_change.c.seq, _change.c.kind, _change.c.id, _change.c.version, _change.c.agent)
    forgotten = _forgotten_seq(conn)
    gap = (Change(seq=forgotten, kind=GAP, id="", version=0, agent=""),) if seq < forgotten else ()
    later = _change.c.seq > max(seq, forgotten)
    rows = conn.execute(select(*columns).where(later).order_by(_change.c.seq).limit(limit))
    return (*gap, *(Change(*row) for row in rows))


def kinds_changed(conn: Connection, after: int) -> frozenset[tuple[str, str]]:
    """Of what kind the things are that changed after that number; of a bulk change also which one it was."""
    is_bulk = _change.c.kind == BULK
    named = case((is_bulk, _change.c.id), else_="")
    rows = conn.execute(select(_change.c.kind, named).where(_change.c.seq > after).distinct())
    return frozenset((kind, id_) for kind, id_ in rows)


def latest_seq(conn: Connection) -> int:
    """The number of the latest change; 0 where there is none yet."""
    return int(conn.execute(select(func.coalesce(func.max(_change.c.seq), 0))).scalar_one())


def has_old_changes(conn: Connection, before: datetime) -> bool:
    """Whether the oldest change is from before that moment, and not the only one."""
    oldest = conn.execute(select(_change.c.seq, _change.c.at).order_by(_change.c.seq).limit(1)).first()
    return oldest is not None and oldest.at < before and oldest.seq < latest_seq(conn)


def forget_changes(conn: Connection, before: datetime, *, limit: int = 1_000) -> int:
    """Remove the oldest changes up to the first that is not from before that moment; gives how many went.

    The latest change stays, so that the feed always knows its number.
    """
    chosen = select(_change.c.seq, _change.c.at).where(_change.c.seq < latest_seq(conn))
    rows = conn.execute(chosen.order_by(_change.c.seq).limit(limit)).all()
    old = [row.seq for row in takewhile(lambda row: row.at < before, rows)]
    if not old:
        return 0
    conn.execute(delete(_change).where(_change.c.seq <= old[-1]))
    known = update(_counter).where(_counter.c.name == _FORGOTTEN).values(value=old[-1])
    if not conn.execute(known).rowcount:
        conn.execute(insert(_counter).values(name=_FORGOTTEN, value=old[-1]))
    return len(old)


def _forgotten_seq(conn: Connection) -> int:
    """The number of the latest change that was forgotten; 0 where none was."""
    chosen = select(_counter.c.value).where(_counter.c.name == _FORGOTTEN)
    return int(conn.execute(chosen).scalar_one_or_none() or 0)
