"""What differs between two states of a cart, its life included, as its history keeps it."""

from cartui.model.history import FieldChange
from cartui.model.record import CartRecord
from cartui.rules.editing.cart_changes import LOCK, STATE, diff_contents


def diff_records(before: CartRecord, after: CartRecord) -> tuple[FieldChange, ...]:
    """The changes of state and lock, and then those of the content; empty where nothing differs."""
    changes = []
    if before.state is not after.state:
        changes.append(FieldChange(STATE, before.state.value, after.state.value))
    if before.lock != after.lock:
        locks = [None if lock is None else lock.model_dump(mode="json") for lock in (before.lock, after.lock)]
        changes.append(FieldChange(LOCK, locks[0], locks[1]))
    return (*changes, *diff_contents(before.content, after.content))
