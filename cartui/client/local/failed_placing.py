"""Noting that a cart could not be placed, after its transaction was given up (docs/decisions/0027)."""

from typing import Final

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.cart_reading import cart_now
from cartui.model.cart import CartState
from cartui.model.changes import HISTORY
from cartui.model.errors import NotReady, TotalChanged
from cartui.model.failed_placing import WhyNotPlaced
from cartui.model.history import EntryKind
from cartui.model.text import clean_line
from cartui.store.changes import append_change
from cartui.store.failed_placings import RefusedPlacing, note_refused
from cartui.store.history import NewEntry, insert_entry

_MOST_REASONS: Final = 10
"""So many are kept: whoever looks at the cart sees them all."""


def note_failed(
    backend: LocalBackend, connection: Connection, ref: str, phone: str, refused: NotReady | TotalChanged
) -> None:
    """Note who could not place the cart when and why; it stays at its version.

    Nothing is noted where somebody else has placed, deleted or locked it since it was refused.
    """
    now = backend.clock()
    cart = cart_now(connection, ref, now)
    if cart.state is not CartState.OPEN:
        return
    placing = RefusedPlacing(
        cart_id=cart.id,
        cart_version=cart.version,
        at=now,
        agent=backend.actor.name,
        reason=WhyNotPlaced.NOT_READY if isinstance(refused, NotReady) else WhyNotPlaced.TOTAL_CHANGED,
        why=_sentences(refused),
        phone=clean_line(phone).strip(),
    )
    if not note_refused(connection, placing):
        return
    insert_entry(
        connection,
        NewEntry(
            cart_id=cart.id,
            kind=EntryKind.NOT_PLACED,
            at=now,
            agent=backend.actor.name,
            origin=backend.actor.origin.value,
            version=cart.version,
            summary=f"not placed: {' '.join(placing.why)}",
            actions=("place",),
        ),
    )
    append_change(connection, kind=HISTORY, id=cart.id, version=0, agent=backend.actor.name, at=now)


def _sentences(refused: NotReady | TotalChanged) -> tuple[str, ...]:
    """Why it was refused."""
    if isinstance(refused, NotReady) and refused.problems:
        return tuple(problem.message for problem in refused.problems[:_MOST_REASONS])
    said = refused.message
    return (f"{said[:1].upper()}{said[1:]}{'' if said.endswith('.') else '.'}",)
