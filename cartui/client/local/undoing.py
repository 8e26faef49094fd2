"""Undo, made by the backend from what the history kept (decision 11)."""

from dataclasses import replace

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.cart_reading import require_cart, show_cart, surroundings
from cartui.client.local.cart_writing import save_changed, with_edited_content
from cartui.model.cart import Cart, CartState
from cartui.model.errors import NotFound, Refused
from cartui.model.history import EntryKind, FieldChange, HistoryEntry
from cartui.model.record import CartRecord
from cartui.rules.cart_changes import revert
from cartui.rules.life import ensure_editable
from cartui.store.history import latest_undoable, load_entry, mark_undone

UNDOABLE = frozenset({EntryKind.EDITED, EntryKind.DELETED, EntryKind.RESTORED, EntryKind.UNDONE})
"""Kinds of entries that can be taken back; a cart's beginning and its order cannot."""


def undo_entry(backend: LocalBackend, connection: Connection, ref: str, entry_id: int | None) -> Cart:
    """Take back one entry, or the latest one that can be; undoing an undo brings it back."""
    before = require_cart(connection, ref)
    if before.state is not CartState.DELETED:
        ensure_editable(before.number, before.state, before.lock, before.order_number)
    entry = _entry(connection, before, entry_id)
    if entry.undone:
        raise Refused(f"that change of {before.number} has been undone already")
    if entry.kind not in UNDOABLE:
        raise Refused(f"{entry.summary}: that cannot be undone")
    after = _taken_back(before, entry.changes)
    around = surroundings(connection, after.content, backend.clock())
    priced, around = with_edited_content(connection, before, after.content, around)
    priced = replace(priced, state=after.state, deleted_at=after.deleted_at)
    saved = save_changed(
        backend,
        connection,
        before,
        priced,
        around,
        EntryKind.UNDONE,
        f"undone: {entry.summary}",
        actions=["undo"],
        undoes=entry.id,
    )
    mark_undone(connection, entry.id, undone=True)
    if entry.undoes is not None:
        mark_undone(connection, entry.undoes, undone=False)
    return show_cart(connection, saved, around.now)


def _entry(connection: Connection, cart: CartRecord, entry_id: int | None) -> HistoryEntry:
    """The entry to undo. Raises ``NotFound`` or ``Refused``."""
    if entry_id is None:
        latest = latest_undoable(connection, cart.id)
        if latest is None:
            raise Refused(f"there is nothing to undo on {cart.number}")
        return latest
    entry = load_entry(connection, entry_id)
    if entry is None or entry.cart_id != cart.id:
        raise NotFound(f"{cart.number} has no history entry {entry_id}")
    return entry


def _taken_back(before: CartRecord, changes: tuple[FieldChange, ...]) -> CartRecord:
    """The record as it was before the changes; ``Refused`` when one of them has been changed since."""
    fields = [change for change in changes if change.field != "state"]
    after = replace(before, content=revert(before.content, fields))
    for change in changes:
        if change.field != "state":
            continue
        if before.state.value != change.after:
            raise Refused(f"cannot undo: {before.number} is {before.state} by now")
        state = CartState(str(change.before))
        after = replace(
            after, state=state, deleted_at=after.updated_at if state is CartState.DELETED else None
        )
    return after
