"""Saving a changed cart: rows, version, history entry and change feed in one transaction."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.cart_reading import Surroundings, with_coupon_use
from cartui.model.cart import Cart, CartState
from cartui.model.errors import Conflict
from cartui.model.history import EntryKind, FieldChange
from cartui.model.quick_value import replaced
from cartui.model.record import CartContent, CartRecord
from cartui.rules.editing.record_changes import diff_records
from cartui.rules.pricing.cart_pricing import cart_figures, same_price_inputs
from cartui.store.carts.records import insert_cart, update_cart
from cartui.store.changes import append_change
from cartui.store.failed_placings import forget_refused
from cartui.store.history import NewEntry, insert_entry


def with_content(
    connection: Connection, record: CartRecord, content: CartContent, around: Surroundings
) -> tuple[CartRecord, Surroundings]:
    """The record with that content and the figures that follow from it; nothing is saved yet."""
    fresh = with_coupon_use(connection, around, content)
    figures = cart_figures(content, fresh.for_pricing(content))
    return replaced(record, content=content, figures=figures), fresh


def with_edited_content(
    connection: Connection, record: CartRecord, content: CartContent, around: Surroundings
) -> tuple[CartRecord, Surroundings]:
    """The record with that content; its figures stay where no price input changed."""
    if same_price_inputs(record.content, content):
        return replaced(record, content=content), around
    return with_content(connection, record, content, around)


def save_new(
    backend: LocalBackend,
    connection: Connection,
    record: CartRecord,
    around: Surroundings,
    kind: EntryKind,
    summary: str,
) -> Cart:
    """Insert a cart with its first entry, and give it as it is shown."""
    insert_cart(connection, record, customer=around.linked(record.content))
    _record_entry(backend, connection, record, kind, summary)
    return around.view(record)


def save_changed(
    backend: LocalBackend,
    connection: Connection,
    before: CartRecord,
    after: CartRecord,
    around: Surroundings,
    kind: EntryKind,
    summary: str,
    *,
    actions: Sequence[str] = (),
    undoes: int | None = None,
) -> CartRecord:
    """Save ``after`` as the next version of ``before``, with the entry that says what changed."""
    saved = next_version(before, after, around.now)
    if not update_cart(connection, before, saved, customer=around.linked(saved.content)):
        raise Conflict(
            f"{before.number} was changed at the same moment. Nothing was changed now; look at it again."
        )
    if saved.state in (CartState.ORDERED, CartState.DELETED) and saved.state is not before.state:
        forget_refused(connection, saved.id)
    _record_entry(backend, connection, saved, kind, summary, diff_records(before, saved), actions, undoes)
    return saved


def next_version(before: CartRecord, after: CartRecord, now: datetime) -> CartRecord:
    """``after`` as the version that follows on ``before``."""
    return replaced(after, version=before.version + 1, updated_at=latest(before.updated_at, now))


def latest(earlier: datetime, now: datetime) -> datetime:
    """The later of two moments: a clock put back must not make a change older than the one before."""
    return max(earlier, now)


def save_attempts(
    backend: LocalBackend, connection: Connection, before: CartRecord, after: CartRecord, summary: str
) -> None:
    """Save what is known of its payments; the cart, its version and what can be undone stay as they are."""
    if not update_cart(connection, before, after):
        raise Conflict(
            f"{before.number} was changed at the same moment. Nothing was changed now; report it again."
        )
    _record_entry(backend, connection, after, EntryKind.PAYMENT, summary, actions=["payment"])


def _record_entry(
    backend: LocalBackend,
    connection: Connection,
    record: CartRecord,
    kind: EntryKind,
    summary: str,
    changes: Sequence[FieldChange] = (),
    actions: Sequence[str] = (),
    undoes: int | None = None,
) -> None:
    """Write the history entry and tell the change feed."""
    now = backend.clock()
    insert_entry(
        connection,
        NewEntry(
            cart_id=record.id,
            kind=kind,
            at=now,
            agent=backend.actor.name,
            origin=backend.actor.origin.value,
            version=record.version,
            summary=summary,
            actions=tuple(actions),
            changes=tuple(changes),
            undoes=undoes,
        ),
    )
    append_change(
        connection, kind="cart", id=record.id, version=record.version, agent=backend.actor.name, at=now
    )
