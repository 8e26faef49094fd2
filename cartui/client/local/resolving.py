"""Locking by hand, and resolving locks: confirm, unlock, delete, each as one unit of work."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.cart_reading import cart_now, require_cart, show_cart, surroundings
from cartui.client.local.cart_writing import save_changed
from cartui.client.local.locked_carts import evidence_now
from cartui.client.local.placing import Terms, place_paid
from cartui.model.cart import Cart, CartState
from cartui.model.errors import Conflict, Refused
from cartui.model.history import EntryKind
from cartui.model.order import Order
from cartui.model.payment import Lock, LockReason
from cartui.model.record import CartRecord
from cartui.model.statement import Evidence, Verdict
from cartui.rules.life import ensure_lockable, why_locked
from cartui.rules.locks.locking import as_of, closed, locked, unlocked, with_result
from cartui.rules.locks.resolving import (
    Resolution,
    attempt_confirmed,
    confirmed_as_paid,
    ensure_as_seen,
    ensure_same_lock,
    ensure_with_evidence,
    reason_of,
    used_up,
)
from cartui.store.history import entries_of_cart
from cartui.store.payment_statements import use_transactions
from cartui.store.shop_config import load_shop

_OF_LOCKS: Final = (EntryKind.LOCKED, EntryKind.UNLOCKED, EntryKind.PLACED, EntryKind.DELETED)

_RESOLVED: Final[Mapping[EntryKind, str]] = {
    EntryKind.UNLOCKED: "unlocked",
    EntryKind.PLACED: "ordered",
    EntryKind.DELETED: "deleted",
}
"""What was done to a lock that is not there any more."""


@dataclass(frozen=True, slots=True)
class Weighing:
    """How what is to be done with a lock is weighed against the evidence."""

    against_evidence: bool
    """Whether it is meant although the evidence speaks against it."""
    seen: Verdict | None = None
    """What the evidence said when it was decided; ``None``: that does not count."""
    since: datetime | None = None
    """Since when the lock is there that it was decided about; ``None``: that does not count."""


def lock_cart(backend: LocalBackend, connection: Connection, ref: str, reason: str) -> Cart:
    """Lock an open cart by hand."""
    why, now = reason_of(reason), backend.clock()
    before = cart_now(connection, ref, now)
    ensure_lockable(before.number, before.state, before.lock, before.order_number)
    lock = Lock(reason=LockReason.BY_HAND, since=now, note=why)
    return _save(
        backend, connection, before, locked(before, lock), EntryKind.LOCKED, f"locked: {why}", "lock"
    )


def unlock_cart(
    backend: LocalBackend, connection: Connection, ref: str, reason: str, weighing: Weighing
) -> Cart:
    """Let the cart go on as it was; no sweep locks it again for what was tried so far."""
    why = reason_of(reason)
    before = _locked_cart(backend, connection, ref)
    _weigh(backend, connection, before, Resolution.UNLOCK, weighing)
    after = replace(unlocked(before), attempts=closed(before.attempts, backend.clock()))
    return _save(backend, connection, before, after, EntryKind.UNLOCKED, f"unlocked: {why}", "unlock")


def delete_locked(
    backend: LocalBackend, connection: Connection, ref: str, reason: str, weighing: Weighing
) -> Cart:
    """Put the cart into the trash; restored, it is open."""
    why, now = reason_of(reason), backend.clock()
    before = _locked_cart(backend, connection, ref)
    _weigh(backend, connection, before, Resolution.DELETE, weighing)
    gone = replace(before, state=CartState.DELETED, lock=None, deleted_at=now)
    after = replace(gone, attempts=closed(before.attempts, now))
    return _save(backend, connection, before, after, EntryKind.DELETED, f"deleted: {why}", "delete")


def confirm_cart(
    backend: LocalBackend, connection: Connection, ref: str, reason: str, weighing: Weighing
) -> Order:
    """Make it the order that was paid for, whatever it misses; what paid it pays nothing else."""
    why, now = reason_of(reason), backend.clock()
    before = _locked_cart(backend, connection, ref)
    evidence = _weigh(backend, connection, before, Resolution.CONFIRM, weighing)
    other = use_transactions(connection, used_up(evidence), before.number, now)
    if other is not None:
        raise Conflict(
            f"what paid {before.number} has paid {other} meanwhile. Nothing was changed; look at it again."
        )
    attempt = attempt_confirmed(evidence, before.lock, before.attempts)
    figures, currency = before.figures.totals, before.content.currency
    paid, noted = confirmed_as_paid(evidence, attempt, total=figures.total, currency=currency)
    attempts = closed(before.attempts, now) if attempt is None else with_result(before.attempts, attempt, now)
    terms = Terms(
        told=f": the payment is confirmed: {why}",
        action="confirm",
        paid=paid,
        waived_because=f"the payment is confirmed: {why}",
        noted=(noted,) if noted else (),
        attempts=attempts,
    )
    return place_paid(backend, connection, before, terms)


def write_lock(backend: LocalBackend, connection: Connection, cart_id: str, now: datetime) -> CartRecord:
    """The cart with the lock written that it has by now, if it has one."""
    stored = require_cart(connection, cart_id)
    after = as_of(stored, now, load_shop(connection).settings.locks.no_return_after)
    if after is stored or after.lock is None:
        return stored
    summary = f"locked: {why_locked(after.lock)}"
    around = surroundings(connection, stored.content, now)
    return save_changed(
        backend, connection, stored, after, around, EntryKind.LOCKED, summary, actions=["lock"]
    )


def _locked_cart(backend: LocalBackend, connection: Connection, ref: str) -> CartRecord:
    """The locked cart, its lock written. Raises ``Conflict`` where somebody resolved it; ``Refused``."""
    record = require_cart(connection, ref)
    record = write_lock(backend, connection, record.id, backend.clock())
    if record.state is CartState.LOCKED:
        return record
    [latest, *_] = entries_of_cart(connection, record.id, kinds=_OF_LOCKS, limit=1) or [None]
    if latest is None or latest.kind not in _RESOLVED:
        raise Refused(f"{record.number} is not locked: it is {record.state}.")
    raise Conflict(
        f"{record.number} was {_RESOLVED[latest.kind]} by {latest.agent}: {latest.summary}. "
        "Nothing was changed now; look at it again.",
        current=show_cart(connection, record, backend.clock()),
        changed=("state",),
    )


def _weigh(
    backend: LocalBackend,
    connection: Connection,
    cart: CartRecord,
    resolution: Resolution,
    weighing: Weighing,
) -> Evidence:
    """The evidence, if lock and evidence are what was seen, and nothing goes against it unasked.

    Raises ``Conflict`` or ``Refused``.
    """
    settings = load_shop(connection).settings.locks
    evidence = evidence_now(connection, settings, backend.clock(), [cart])[cart.number]
    ensure_same_lock(cart.number, weighing.since, cart.lock)
    ensure_as_seen(cart.number, weighing.seen, evidence)
    ensure_with_evidence(cart.number, resolution, evidence, against_evidence=weighing.against_evidence)
    return evidence


def _save(
    backend: LocalBackend,
    connection: Connection,
    before: CartRecord,
    after: CartRecord,
    kind: EntryKind,
    summary: str,
    action: str,
) -> Cart:
    """Save another state of a cart whose content stays."""
    around = surroundings(connection, before.content, backend.clock())
    saved = save_changed(backend, connection, before, after, around, kind, summary, actions=[action])
    return around.view(saved)
