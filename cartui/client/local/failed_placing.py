"""Noting that a cart could not be placed, after its transaction was given up (docs/decisions/0027)."""

from typing import Final

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.cart_reading import cart_now, surroundings
from cartui.client.local.timeline import note_on_timeline
from cartui.model.cart import CartState
from cartui.model.errors import NotReady, TotalChanged
from cartui.model.failed_placing import WhyNotPlaced
from cartui.model.history import EntryKind
from cartui.model.problem import Problem
from cartui.model.text import clean_line
from cartui.rules.cart_view import missing_requirements
from cartui.rules.life import ensure_placeable
from cartui.store.failed_placings import RefusedPlacing, note_refused

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
    summary = f"not placed: {' '.join(placing.why)}"
    note_on_timeline(
        backend, connection, cart, EntryKind.NOT_PLACED, at=now, summary=summary, actions=("place",)
    )


def give_up_placing(backend: LocalBackend, connection: Connection, ref: str) -> tuple[Problem, ...]:
    """Note that somebody gave up placing the cart over what it misses; gives that.

    Raises ``NotFound``, and ``Locked`` or ``Refused`` where it is not open.
    """
    now = backend.clock()
    cart = cart_now(connection, ref, now)
    ensure_placeable(cart.number, cart.state, cart.lock, cart.order_number)
    around = surroundings(connection, cart.content, now)
    missing = missing_requirements(cart, around.for_viewing(cart))
    if missing:
        note_failed(backend, connection, cart.id, "", NotReady("it is not ready", missing))
    return missing


def _sentences(refused: NotReady | TotalChanged) -> tuple[str, ...]:
    """Why it was refused."""
    if isinstance(refused, NotReady) and refused.problems:
        return tuple(problem.message for problem in refused.problems[:_MOST_REASONS])
    said = refused.message
    return (f"{said[:1].upper()}{said[1:]}{'' if said.endswith('.') else '.'}",)
