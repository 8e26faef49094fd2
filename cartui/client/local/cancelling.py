"""Cancel: everything that the actor did to a cart since a version, taken back in one change (decision 13)."""

from dataclasses import replace
from typing import Final

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.cart_reading import cart_now, surroundings
from cartui.client.local.cart_writing import save_changed, with_edited_content
from cartui.client.local.editing import stale
from cartui.client.local.identifiers import new_ids
from cartui.client.local.undoing import customers_of, skus_of
from cartui.model.cart import Cart, CartState
from cartui.model.errors import Invalid, Refused
from cartui.model.history import EntryKind, HistoryEntry
from cartui.model.problem import Problem
from cartui.model.record import CartRecord
from cartui.rules.editing.cancelling import cancelled, changed_since, left_of
from cartui.rules.editing.cart_changes import diff_contents
from cartui.rules.editing.taking_back import without_state
from cartui.rules.editing.undo import taken_for_undo
from cartui.rules.life import ensure_editable
from cartui.rules.permissions import Operation, ensure_may, ensure_may_do
from cartui.store.history import entries_since

STARTED: Final = frozenset({EntryKind.CREATED, EntryKind.CLONED})
"""How a cart begins that an agent started."""


def cancel_since(
    backend: LocalBackend, connection: Connection, ref: str, since: int, version: int | None
) -> Cart:
    """Take back what the actor did after version ``since``; of 0, the cart itself goes into the trash."""
    if since < 0:
        raise Invalid(
            "there is no such version", [Problem(field="since", message="versions begin at 1; 0: before it")]
        )
    before = cart_now(connection, ref, backend.clock())
    if version is not None and version != before.version:
        raise stale(backend, connection, before, version)
    ensure_editable(before.number, before.state, before.lock, before.order_number)
    entries = entries_since(connection, before.id, since)
    if since == 0:
        return _thrown_away(backend, connection, before, entries)
    return _taken_back(backend, connection, before, entries)


def _taken_back(
    backend: LocalBackend, connection: Connection, before: CartRecord, entries: tuple[HistoryEntry, ...]
) -> Cart:
    """The cart without what the actor did in these entries."""
    me = backend.actor.name
    changes = without_state(change for entry in entries if entry.agent == me for change in entry.changes)
    around = surroundings(
        connection,
        before.content,
        backend.clock(),
        more_skus=skus_of(changes),
        more_customers=customers_of(changes),
    )
    content = cancelled(before.content, entries, me, around.for_editing(new_ids()))
    taken_back = diff_contents(before.content, content)
    if not taken_back:
        raise Refused(f"there is nothing of yours to cancel on {before.number}")
    for needed, what in taken_for_undo(taken_back):
        ensure_may(backend.actor.role, needed, what)
    after, around = with_edited_content(connection, before, content, around)
    count = len(left_of(entries, me))
    summary = f"cancelled: {count} change{'' if count == 1 else 's'} taken back"
    saved = save_changed(
        backend, connection, before, after, around, EntryKind.EDITED, summary, actions=["cancel"]
    )
    return around.view(saved)


def _thrown_away(
    backend: LocalBackend, connection: Connection, before: CartRecord, entries: tuple[HistoryEntry, ...]
) -> Cart:
    """The cart in the trash, if the actor started it and nobody else did anything to it since."""
    ensure_may_do(backend.actor.role, Operation.DELETE_CART)
    me = backend.actor.name
    if not entries or entries[0].agent != me or entries[0].kind not in STARTED:
        raise Refused(f"{before.number} was not started by you, and so it is not thrown away.")
    others = [entry for entry in entries if entry.agent != me and entry.changes]
    if others:
        changes = [change for entry in others for change in entry.changes]
        raise Refused(f"{before.number} is not thrown away. {changed_since(changes, others)}")
    around = surroundings(connection, before.content, backend.clock())
    after = replace(before, state=CartState.DELETED, deleted_at=around.now)
    saved = save_changed(
        backend,
        connection,
        before,
        after,
        around,
        EntryKind.DELETED,
        "cancelled: deleted, since it was started then",
        actions=["cancel"],
    )
    return around.view(saved)
