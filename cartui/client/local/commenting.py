"""Comments on carts: entries of the history that change nothing of the cart."""

from datetime import datetime

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.cart_reading import require_cart
from cartui.model.changes import HISTORY
from cartui.model.history import EntryKind, HistoryEntry
from cartui.model.record import CartRecord
from cartui.rules.comments import comment_text
from cartui.store.changes import append_change
from cartui.store.history import NewEntry, entries_of_cart, insert_entry


def comment_on(backend: LocalBackend, connection: Connection, ref: str, text: str) -> HistoryEntry:
    """Write a comment on the cart's timeline. Raises ``Invalid`` and ``NotFound``."""
    said = comment_text(text)
    return write_on_timeline(
        backend, connection, require_cart(connection, ref), EntryKind.COMMENTED, said, at=backend.clock()
    )


def write_on_timeline(
    backend: LocalBackend,
    connection: Connection,
    cart: CartRecord,
    kind: EntryKind,
    said: str,
    *,
    at: datetime,
    actions: tuple[str, ...] = (),
) -> HistoryEntry:
    """Write what somebody said about a cart, which changes nothing of it; gives the entry."""
    insert_entry(
        connection,
        NewEntry(
            cart_id=cart.id,
            kind=kind,
            at=at,
            agent=backend.actor.name,
            origin=backend.actor.origin.value,
            version=cart.version,
            summary="",
            actions=actions,
            comment=said,
        ),
    )
    append_change(connection, kind=HISTORY, id=cart.id, version=0, agent=backend.actor.name, at=at)
    [entry] = entries_of_cart(connection, cart.id, kinds=(kind,), limit=1)
    return entry
