"""Comments on carts: entries of the history that change nothing of the cart."""

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.cart_reading import require_cart
from cartui.model.changes import HISTORY
from cartui.model.history import EntryKind, HistoryEntry
from cartui.rules.comments import comment_text
from cartui.store.changes import append_change
from cartui.store.history import NewEntry, entries_of_cart, insert_entry


def comment_on(backend: LocalBackend, connection: Connection, ref: str, text: str) -> HistoryEntry:
    """Write a comment on the cart's timeline. Raises ``Invalid`` and ``NotFound``."""
    said = comment_text(text)
    cart, now = require_cart(connection, ref), backend.clock()
    insert_entry(
        connection,
        NewEntry(
            cart_id=cart.id,
            kind=EntryKind.COMMENTED,
            at=now,
            agent=backend.actor.name,
            origin=backend.actor.origin.value,
            version=cart.version,
            summary="",
            comment=said,
        ),
    )
    append_change(connection, kind=HISTORY, id=cart.id, version=0, agent=backend.actor.name, at=now)
    [entry] = entries_of_cart(connection, cart.id, kinds=(EntryKind.COMMENTED,), limit=1)
    return entry
