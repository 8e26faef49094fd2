"""Comments on carts: entries of the history that change nothing of the cart."""

from datetime import datetime

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.cart_reading import require_cart
from cartui.client.local.timeline import note_on_timeline
from cartui.model.history import EntryKind, HistoryEntry
from cartui.model.record import CartRecord
from cartui.rules.comments import comment_text
from cartui.store.history import entries_of_cart


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
    note_on_timeline(backend, connection, cart, kind, at=at, comment=said, actions=actions)
    [entry] = entries_of_cart(connection, cart.id, kinds=(kind,), limit=1)
    return entry
