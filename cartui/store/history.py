"""What happened to carts: entries are added and marked as undone, never changed otherwise."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import chain
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import BigInteger, ColumnElement, Connection, Row, literal, or_, select, update
from sqlalchemy.engine import Dialect

from cartui.model.frozen import Frozen
from cartui.model.history import EntryKind, FieldChange, HistoryEntry
from cartui.store.bulk import ReadyRows, insert_ready, ready_rows
from cartui.store.chunked import in_parts
from cartui.store.folding import storable
from cartui.store.limits import LARGEST_INTEGER, fits, page_size
from cartui.store.tables import METADATA

_history = METADATA.tables["history"]
_purged = METADATA.tables["purged_history"]
_cart = METADATA.tables["cart"]

UNDONE_BY_ITSELF: Final = (
    EntryKind.EDITED,
    EntryKind.DELETED,
    EntryKind.RESTORED,
    EntryKind.UNLOCKED,
)
"""Kinds of entries that "undo the latest" means. Another undo is not among them: pressing it twice goes
back two steps."""


_WRITTEN: Final = frozenset({EntryKind.COMMENTED.value, EntryKind.CALLED.value})
"""Kinds of entries in which an agent wrote something."""


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry to be stored; fields as in :class:`~cartui.model.history.HistoryEntry`."""

    cart_id: str
    kind: EntryKind
    at: datetime
    agent: str
    origin: str
    version: int
    summary: str
    actions: tuple[str, ...] = ()
    changes: tuple[FieldChange, ...] = ()
    undoes: int | None = None
    comment: str = ""
    """What a comment or a call says: it is stored in place of a summary, which these have none of."""
    job: int | None = None
    """The bulk job that makes it."""


def insert_entry(conn: Connection, entry: NewEntry) -> None:
    """Store an entry of a stored cart."""
    insert_entries(conn, [entry])


def insert_entries(conn: Connection, entries: Iterable[NewEntry]) -> None:
    """Store entries of stored carts."""
    entries = list(entries)
    insert_ready(conn, ready_entries(conn.dialect, entries, _cart_keys(conn, entries)))


def insert_entries_of(conn: Connection, entries: Sequence[NewEntry], cart_pks: Sequence[int]) -> None:
    """Store entries of carts whose rows' keys are known."""
    insert_ready(conn, ready_entries(conn.dialect, entries, cart_pks))


def ready_entries(dialect: Dialect, entries: Iterable[NewEntry], cart_pks: Iterable[int | None]) -> ReadyRows:
    """Make entries ready to be stored, given the keys of their carts' rows; that takes no connection."""
    rows = [
        {
            "cart_pk": pk,
            "kind": entry.kind.value,
            "at": entry.at,
            "agent": entry.agent,
            "origin": entry.origin,
            "version": entry.version,
            "summary": entry.comment or entry.summary,
            "actions": list(entry.actions),
            "changes": [
                {"field": change.field, "before": change.before, "after": change.after}
                for change in entry.changes
            ],
            "undone": False,
            "undoes": entry.undoes,
            "job": entry.job,
        }
        for pk, entry in zip(cart_pks, entries, strict=True)
    ]
    return ready_rows(dialect, _history, rows)


def _cart_keys(conn: Connection, entries: Sequence[NewEntry]) -> list[int | None]:
    """The key of each entry's cart; ``None``, which the table refuses, where there is no such cart."""
    found: dict[str, int] = {}
    for part in in_parts([entry.cart_id for entry in entries]):
        chosen = select(_cart.c.id, _cart.c.pk).where(_cart.c.id.in_(part))
        found |= {row.id: row.pk for row in conn.execute(chosen)}
    return [found.get(entry.cart_id) for entry in entries]


def entries_of_cart(
    conn: Connection,
    cart_id: str,
    *,
    kinds: Collection[EntryKind] | None = None,
    limit: int = 200,
    after: int | None = None,
) -> tuple[HistoryEntry, ...]:
    """The entries of a cart, latest first; only those of these kinds where some are given.

    With ``after``, those that were made before the entry of that id.
    """
    conditions = _conditions(_history.c.kind, _history.c.id, kinds, after)
    chosen = select(_history).join(_cart).where(_cart.c.id == cart_id, *conditions)
    rows = conn.execute(chosen.order_by(_history.c.id.desc()).limit(page_size(limit)))
    return tuple(entry_of(row, cart_id) for row in rows)


def _conditions(
    kind: ColumnElement[str],
    entry: ColumnElement[int],
    kinds: Collection[EntryKind] | None,
    after: int | None,
) -> list[ColumnElement[bool]]:
    """What entries of these kinds fulfil that were made before the entry ``after``."""
    conditions: list[ColumnElement[bool]] = []
    if kinds is not None:
        conditions.append(kind.in_([each.value for each in kinds]))
    if after is not None:
        # A caller's number may be larger than the column's type.
        least = max(min(after, LARGEST_INTEGER), -LARGEST_INTEGER)
        conditions.append(entry < literal(least, BigInteger))
    return conditions


def entries_of_purged(
    conn: Connection,
    *refs: str,
    kinds: Collection[EntryKind] | None = None,
    limit: int = 200,
    after: int | None = None,
) -> tuple[HistoryEntry, ...]:
    """What is kept of the entries of a purged cart, by its id or a way to write its number; latest first.

    ``kinds`` and ``after`` as for :func:`entries_of_cart`.
    """
    names = [storable(ref) for ref in refs]
    called = or_(_purged.c.cart_id.in_(names), _purged.c.cart_number.in_(names))
    chosen = select(_purged).where(called, *_conditions(_purged.c.kind, _purged.c.id, kinds, after))
    rows = conn.execute(chosen.order_by(_purged.c.id.desc()).limit(page_size(limit)))
    return tuple(
        HistoryEntry(
            id=row.id,
            cart_id=row.cart_id,
            kind=EntryKind(row.kind),
            at=row.at,
            agent=row.agent,
            origin=row.origin,
            version=row.version,
            summary="",
            actions=tuple(row.actions),
            job=row.job,
        )
        for row in rows
    )


def changes_since(
    conn: Connection, cart_id: str, version: int, *, but_of: tuple[str, str] | None = None
) -> tuple[FieldChange, ...]:
    """Every field change that made later versions of a cart than this one, the oldest first.

    ``but_of``: without those of this agent that came from this origin.
    """
    if not fits(version):
        return ()
    # A caller's number may be larger than the column's type, as which PostgreSQL would take it otherwise.
    later = _history.c.version > literal(version, BigInteger)
    chosen = select(_history.c.changes).join(_cart).where(_cart.c.id == cart_id, later)
    if but_of is not None:
        agent, origin = but_of
        chosen = chosen.where(or_(_history.c.agent != agent, _history.c.origin != origin))
    kept = conn.execute(chosen.order_by(_history.c.id)).scalars()
    return tuple(chain.from_iterable(map(_changes_of, kept)))


def entries_since(conn: Connection, cart_id: str, version: int) -> tuple[HistoryEntry, ...]:
    """The entries that made later versions of a cart than this one, the oldest first."""
    if not fits(version):
        return ()
    later = _history.c.version > literal(version, BigInteger)
    chosen = select(_history).join(_cart).where(_cart.c.id == cart_id, later)
    return tuple(entry_of(row, cart_id) for row in conn.execute(chosen.order_by(_history.c.id)))


def load_entry(conn: Connection, entry: int) -> HistoryEntry | None:
    """The entry of that id, or ``None``."""
    if not fits(entry):
        return None
    chosen = select(_history, _cart.c.id.label("cart_id")).join(_cart).where(_history.c.id == entry)
    row = conn.execute(chosen).one_or_none()
    return None if row is None else entry_of(row, row.cart_id)


def latest_undoable(
    conn: Connection, cart_id: str, *, kinds: Sequence[EntryKind] = UNDONE_BY_ITSELF
) -> HistoryEntry | None:
    """The latest entry of these kinds that is not undone, or ``None``."""
    chosen = (
        select(_history)
        .join(_cart)
        .where(
            _cart.c.id == cart_id,
            _history.c.undone.is_(False),
            _history.c.kind.in_([kind.value for kind in kinds]),
        )
    )
    row = conn.execute(chosen.order_by(_history.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else entry_of(row, cart_id)


def latest_undo(conn: Connection, cart_id: str) -> HistoryEntry | None:
    """The latest undo that was not taken back itself, or ``None``."""
    return latest_undoable(conn, cart_id, kinds=(EntryKind.UNDONE,))


def edited_since(conn: Connection, entry: HistoryEntry) -> bool:
    """Whether anything but undo and redo gave the entry's cart a new version after it."""
    later = (
        select(_history.c.version, _history.c.kind)
        .join(_cart)
        .where(_cart.c.id == entry.cart_id, _history.c.id > entry.id)
        .order_by(_history.c.id)
    )
    version = entry.version
    for row in conn.execute(later):
        is_newer = row.version > version  # a comment has the version of what came before it
        if is_newer and row.kind not in {EntryKind.UNDONE.value, EntryKind.REDONE.value}:
            return True
        version = max(version, row.version)
    return False


def entries_of_job(conn: Connection, job: int, cart_ids: Collection[str]) -> dict[str, HistoryEntry]:
    """What a bulk job did to these carts, by their ids; none of those that it did not change."""
    found: dict[str, HistoryEntry] = {}
    for part in in_parts(cart_ids):
        chosen = select(_history, _cart.c.id.label("cart_id")).join(_cart)
        rows = conn.execute(chosen.where(_cart.c.id.in_(part), _history.c.job == job))
        found |= {row.cart_id: entry_of(row, row.cart_id) for row in rows}
    return found


def changers_since(conn: Connection, entries: Collection[HistoryEntry]) -> dict[str, tuple[str, datetime]]:
    """Who gave the carts of these entries a newer version first, and when, by the carts' ids."""
    made = {entry.cart_id: entry for entry in entries}
    found: dict[str, tuple[str, datetime]] = {}
    for part in in_parts(made):
        columns = (_cart.c.id, _history.c.version, _history.c.agent, _history.c.at)
        chosen = select(*columns).join_from(_history, _cart).where(_cart.c.id.in_(part))
        earliest = min(made[cart].id for cart in part)
        for row in conn.execute(chosen.where(_history.c.id > earliest).order_by(_history.c.id)):
            if row.version > made[row.id].version:
                found.setdefault(row.id, (row.agent, row.at))
    return found


def mark_all_undone(conn: Connection, entries: Collection[int]) -> None:
    """Say of entries that later ones have undone them."""
    for part in in_parts(entries):
        conn.execute(update(_history).where(_history.c.id.in_(part)).values(undone=True))


def mark_undone(conn: Connection, entry: int, *, undone: bool = True) -> None:
    """Say of an entry whether a later one has undone it."""
    conn.execute(update(_history).where(_history.c.id == entry).values(undone=undone))


def entry_of(row: Row[Any], cart_id: str) -> HistoryEntry:
    """The entry of a row."""
    is_written = row.kind in _WRITTEN
    return HistoryEntry(
        id=row.id,
        cart_id=cart_id,
        kind=EntryKind(row.kind),
        at=row.at,
        agent=row.agent,
        origin=row.origin,
        version=row.version,
        summary="" if is_written else row.summary,
        actions=tuple(row.actions),
        changes=_changes_of(row.changes),
        undone=row.undone,
        undoes=row.undoes,
        comment=row.summary if is_written else "",
        job=row.job,
    )


def _changes_of(stored: object) -> tuple[FieldChange, ...]:
    """The changes of an entry out of its row. Raises ``ValueError`` where they are none."""
    return _stored_changes().validate_python(stored)


@cache
def _stored_changes() -> TypeAdapter[tuple[FieldChange, ...]]:
    """Reads the changes of entries, made when the first ones are: a start needs it for none."""
    return TypeAdapter(tuple[FieldChange, ...], config=Frozen.model_config)
