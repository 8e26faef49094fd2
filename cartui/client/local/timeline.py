"""What happens about a cart and changes nothing of it: an entry of its history, and a word in the feed."""

from datetime import datetime

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.model.changes import HISTORY
from cartui.model.history import EntryKind
from cartui.model.record import CartRecord
from cartui.store.changes import append_change
from cartui.store.history import NewEntry, insert_entry


def note_on_timeline(
    backend: LocalBackend,
    connection: Connection,
    cart: CartRecord,
    kind: EntryKind,
    *,
    at: datetime,
    summary: str = "",
    comment: str = "",
    actions: tuple[str, ...] = (),
) -> None:
    """Write that this actor did something about a cart, and tell the feed; its version stays."""
    actor = backend.actor
    insert_entry(
        connection,
        NewEntry(
            cart_id=cart.id,
            kind=kind,
            at=at,
            agent=actor.name,
            origin=actor.origin.value,
            version=cart.version,
            summary=summary,
            actions=actions,
            comment=comment,
        ),
    )
    append_change(connection, kind=HISTORY, id=cart.id, version=0, agent=actor.name, at=at)
