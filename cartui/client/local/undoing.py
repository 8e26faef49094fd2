"""Undo and redo, made by the backend from what the history kept (decision 11).

Redo is the undo of an undo: the journal is the history, and nothing else is kept for it.
"""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.cart_reading import Surroundings, cart_now, surroundings
from cartui.client.local.cart_writing import save_changed, with_edited_content
from cartui.client.local.editing import stale
from cartui.client.local.identifiers import new_ids
from cartui.model.agent import Role
from cartui.model.cart import Cart, CartState
from cartui.model.errors import NotFound, Refused
from cartui.model.history import EntryKind, FieldChange, HistoryEntry
from cartui.model.record import CartRecord
from cartui.rules.editing.taking_back import move_of, moved_back, without_state
from cartui.rules.editing.undo import taken_for_undo, undone
from cartui.rules.life import ensure_editable
from cartui.rules.permissions import ensure_may
from cartui.store.history import (
    changes_since,
    edited_since,
    latest_undo,
    latest_undoable,
    load_entry,
    mark_undone,
)

UNDOABLE: Final = frozenset(
    {
        EntryKind.EDITED,
        EntryKind.DELETED,
        EntryKind.RESTORED,
        EntryKind.UNLOCKED,
        EntryKind.UNDONE,
        EntryKind.REDONE,
    }
)
"""Kinds of entries that can be taken back; a cart's beginning, its locks and its order cannot."""

_MADE_BY: Final = {EntryKind.UNDONE: "undo", EntryKind.REDONE: "redo"}
"""What an entry of the kind was asked for with."""


def undo_entry(
    backend: LocalBackend, connection: Connection, ref: str, entry_id: int | None, version: int | None
) -> Cart:
    """Take back one entry, or the latest one that can be; undoing an undo brings it back."""
    before = _editable(backend, connection, ref, version)
    return _take_back(backend, connection, before, _entry(connection, before, entry_id))


def redo_entry(backend: LocalBackend, connection: Connection, ref: str, version: int | None) -> Cart:
    """Bring back what the latest undo took that was not brought back, unless the cart was edited since."""
    before = _editable(backend, connection, ref, version)
    entry = latest_undo(connection, before.id)
    if entry is None:
        raise Refused(f"there is nothing to redo on {before.number}")
    if edited_since(connection, entry):
        raise Refused(f"there is nothing to redo on {before.number}: it was changed since the last undo")
    return _take_back(backend, connection, before, entry)


def _editable(backend: LocalBackend, connection: Connection, ref: str, version: int | None) -> CartRecord:
    """The cart at that version, unless it is locked or ordered; one in the trash may come out of it."""
    before = cart_now(connection, ref, backend.clock())
    if version is not None and version != before.version:
        raise stale(backend, connection, before, version)
    if before.state is not CartState.DELETED:
        ensure_editable(before.number, before.state, before.lock, before.order_number)
    return before


def _take_back(
    backend: LocalBackend, connection: Connection, before: CartRecord, entry: HistoryEntry
) -> Cart:
    """Take one entry back, and save that as an undo; as a redo where the entry was an undo itself."""
    _ensure_can_be_undone(before, entry, backend.actor.role)
    after, around = _taken_back(backend, connection, before, entry)
    kind = EntryKind.REDONE if entry.kind is EntryKind.UNDONE else EntryKind.UNDONE
    saved = save_changed(
        backend,
        connection,
        before,
        after,
        around,
        kind,
        f"{kind}: {_what(entry)}",
        actions=[_MADE_BY[kind]],
        undoes=entry.id,
    )
    _mark(connection, entry)
    return around.view(saved)


def _what(entry: HistoryEntry) -> str:
    """What it was about in the first place: an undo and a redo say that behind their kind."""
    return entry.summary.removeprefix(f"{entry.kind}: ") if entry.kind in _MADE_BY else entry.summary


def _mark(connection: Connection, entry: HistoryEntry) -> None:
    """Say of the entry that it is undone, of what it had undone that it stands again, and so on."""
    undone, marked = True, entry
    while True:
        mark_undone(connection, marked.id, undone=undone)
        earlier = None if marked.undoes is None else load_entry(connection, marked.undoes)
        if earlier is None:
            return
        undone, marked = not undone, earlier


def _ensure_can_be_undone(cart: CartRecord, entry: HistoryEntry, role: Role) -> None:
    """Refuse what was undone already, what never can be, and what the actor could not have done."""
    if entry.undone:
        raise Refused(f"that change of {cart.number} has been undone already")
    if entry.kind not in UNDOABLE:
        raise Refused(f"{entry.summary or entry.kind}: that cannot be undone")
    for needed, what in taken_for_undo(entry.changes):
        ensure_may(role, needed, what)


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


def _taken_back(
    backend: LocalBackend, connection: Connection, before: CartRecord, entry: HistoryEntry
) -> tuple[CartRecord, Surroundings]:
    """The record as it was before the entry. Raises ``Refused`` where that would lose a later change."""
    decided = without_state(entry.changes)
    if move_of(entry) is None:
        ensure_editable(before.number, before.state, before.lock, before.order_number)
    around = surroundings(
        connection,
        before.content,
        backend.clock(),
        more_skus=skus_of(decided),
        more_customers=customers_of(decided),
    )
    after = before
    if decided:
        later = without_state(changes_since(connection, before.id, entry.version))
        content = undone(before.content, decided, later, around.for_editing(new_ids()))
        after, around = with_edited_content(connection, before, content, around)
    keep_days = around.shop.settings.trash_keep_days
    return moved_back(after, entry, keep_days=keep_days, now=around.now), around


def customers_of(changes: Iterable[FieldChange]) -> list[str]:
    """The customers that the changes name, who have to be looked up."""
    return [str(change.before) for change in changes if change.field == "customer_id" and change.before]


def skus_of(changes: Iterable[FieldChange]) -> list[str]:
    """The SKUs of lines that come back, which have to be looked up."""
    lines = [change.before for change in changes if isinstance(change.before, dict)]
    return [str(line["sku"]) for line in lines if line.get("sku")]
