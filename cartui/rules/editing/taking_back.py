"""What of an entry of a cart's history is about the cart's life, and putting that back (decision 11)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from cartui.model.cart import CartState
from cartui.model.errors import Refused
from cartui.model.history import FieldChange, HistoryEntry
from cartui.model.payment import Lock
from cartui.model.record import CartRecord
from cartui.rules.editing.cart_changes import LIFE, LOCK, STATE
from cartui.rules.life import ensure_restorable
from cartui.rules.locks.locking import reopened


def move_of(entry: HistoryEntry) -> FieldChange | None:
    """The change of the cart's state that is part of the entry."""
    return next((change for change in entry.changes if change.field == STATE), None)


def without_state(changes: Iterable[FieldChange]) -> tuple[FieldChange, ...]:
    """The changes of the content alone, without those of the cart's life."""
    return tuple(change for change in changes if change.field not in LIFE)


def moved_back(record: CartRecord, entry: HistoryEntry, *, keep_days: int, now: datetime) -> CartRecord:
    """The record in the state before the entry; the trash keeps carts for so many days.

    A lock that comes back waits again for the payments that it was for. Raises ``Refused`` where the trash no
    longer keeps the cart, and where it is in another state by now.
    """
    moved = move_of(entry)
    if moved is None:
        return record
    if record.state.value != moved.after:
        raise Refused(f"cannot undo: {record.number} is {record.state} by now")
    state = CartState(str(moved.before))
    if record.state is CartState.DELETED:
        ensure_restorable(record.number, record.state, record.deleted_at, keep_days, now)
    attempts = reopened(record.attempts) if state is CartState.LOCKED else record.attempts
    deleted_at = now if state is CartState.DELETED else None
    return replace(record, state=state, lock=_lock_before(entry), attempts=attempts, deleted_at=deleted_at)


def _lock_before(entry: HistoryEntry) -> Lock | None:
    """The lock that the cart had before the entry."""
    kept = next((change.before for change in entry.changes if change.field == LOCK), None)
    return None if kept is None else Lock.model_validate(kept)
