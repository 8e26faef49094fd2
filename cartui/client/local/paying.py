"""What shops and providers tell of payments: carts lock, become orders or are let go by it."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.cart_reading import cart_now, require_cart, show_cart, surroundings
from cartui.client.local.cart_writing import save_attempts, save_changed
from cartui.client.local.placing import Terms, place_paid
from cartui.model.cart import CartState
from cartui.model.errors import Conflict
from cartui.model.history import EntryKind
from cartui.model.locks import PaymentReport, PaymentTaken
from cartui.model.money import Money
from cartui.model.payment import AttemptStatus, Lock, LockReason, PaymentAttempt
from cartui.model.record import CartRecord
from cartui.model.shop import LockSettings
from cartui.rules.life import ensure_payable
from cartui.rules.locks.locking import (
    Effect,
    effect_of,
    is_another_purchase,
    keeps_locked,
    locked,
    taken_in,
    unlocked,
)
from cartui.rules.locks.resolving import came_in
from cartui.rules.locks.without_order import WHY_NO_ORDER
from cartui.store.changes import append_change
from cartui.store.history import changes_since
from cartui.store.orders import find_order, update_order
from cartui.store.payments_without_order import keep_payment
from cartui.store.shop_config import load_shop


def take_report(
    backend: LocalBackend, connection: Connection, ref: str, report: PaymentReport
) -> PaymentTaken:
    """Take in what is told of a payment; what was told before changes nothing."""
    now = backend.clock()
    before = require_cart(connection, ref)
    news = _attempt_of(report, before, now)
    over = before.state not in _PAYABLE
    attempts, known = taken_in(before.attempts, news, now, over=over)
    if attempts == before.attempts:
        return PaymentTaken(cart=show_cart(connection, cart_now(connection, before.id, now), now))
    if known is None and news.status is AttemptStatus.STARTED:
        ensure_payable(before.number, before.state, before.order_number)
    attempt = next(each for each in reversed(attempts) if each not in before.attempts)
    after = replace(before, attempts=attempts)
    effect = Effect.NONE
    if known is None or known.status is not attempt.status:
        settings = load_shop(connection).settings.locks
        effect = _effect(connection, before, after, attempt, known, settings, now)
    without_order = _carry_out(backend, connection, before, after, attempt, effect)
    cart = show_cart(connection, cart_now(connection, before.id, now), now)
    return PaymentTaken(cart=cart, without_order=without_order)


def _attempt_of(report: PaymentReport, cart: CartRecord, now: datetime) -> PaymentAttempt:
    """The attempt that a report tells of, as if it were the first that is heard of it."""
    told = report.model_dump()
    begins = report.status is AttemptStatus.STARTED and cart.state in _PAYABLE
    told |= {"started_at": report.started_at or now, "cart_version": cart.version if begins else None}
    return PaymentAttempt.model_validate(told)


def _effect(
    connection: Connection,
    before: CartRecord,
    after: CartRecord,
    attempt: PaymentAttempt,
    known: PaymentAttempt | None,
    settings: LockSettings,
    now: datetime,
) -> Effect:
    """What the news does to the cart."""
    changed = None
    if attempt.cart_version is not None:
        changed = [each.field for each in changes_since(connection, before.id, attempt.cart_version)]
    promised = known is not None and known.status is AttemptStatus.PENDING and known.is_unresolved
    total, currency = before.figures.totals.total, before.content.currency
    return effect_of(
        attempt.status,
        state=before.state,
        lock=before.lock,
        pending_payments=settings.pending_payments,
        changed=is_another_purchase(attempt, total, currency, changed),
        promised=promised,
        others_wait=keeps_locked(after.attempts, now, settings.no_return_after),
    )


def _carry_out(
    backend: LocalBackend,
    connection: Connection,
    before: CartRecord,
    after: CartRecord,
    attempt: PaymentAttempt,
    effect: Effect,
) -> bool:
    """Write it; ``True`` where money came in that belongs to no order."""
    told = f"{_named(attempt)} {_HOW[attempt.status]}"
    now = backend.clock()
    match effect:
        case Effect.NONE:
            save_attempts(backend, connection, before, after, told)
        case Effect.LOCKS:
            lock = Lock(reason=LockReason.PENDING_PAYMENT, since=now)
            around = surroundings(connection, before.content, now)
            kind, summary = EntryKind.LOCKED, f"locked: {told}"
            actions = ["lock"]
            save_changed(
                backend, connection, before, locked(after, lock), around, kind, summary, actions=actions
            )
        case Effect.UNLOCKS:
            around = surroundings(connection, before.content, now)
            kind, summary = EntryKind.UNLOCKED, f"unlocked: {told}"
            actions = ["unlock"]
            save_changed(backend, connection, before, unlocked(after), around, kind, summary, actions=actions)
        case Effect.PLACES:
            place_paid(backend, connection, before, _terms(before, after, attempt, told))
        case Effect.PAYS:
            _pay(backend, connection, before, after, attempt, told)
        case Effect.WITHOUT_ORDER:
            why = WHY_NO_ORDER[before.state]
            save_attempts(backend, connection, before, after, f"{told}, without an order: {why}")
            keep_payment(connection, attempt, cart_number=before.number, at=now, why=why)
            return True
    return False


def _terms(before: CartRecord, after: CartRecord, attempt: PaymentAttempt, told: str) -> Terms:
    """How the order comes to be that a payment places."""
    paid, noted = 0, ""
    if attempt.status is AttemptStatus.SUCCEEDED:
        figures, currency = before.figures.totals, before.content.currency
        paid, noted = came_in(attempt, total=figures.total, currency=currency)
    return Terms(
        told=f": {told}",
        action="payment",
        paid=paid,
        waived_because=f"{told}.",
        noted=(noted,) if noted else (),
        attempts=after.attempts,
    )


def _pay(
    backend: LocalBackend,
    connection: Connection,
    before: CartRecord,
    after: CartRecord,
    attempt: PaymentAttempt,
    told: str,
) -> None:
    """Count a payment for the order that was placed on it."""
    save_attempts(backend, connection, before, after, told)
    order = find_order(connection, before.id)
    if order is None:
        raise Conflict(f"the order of {before.number} is not there. Nothing was changed; report it again.")
    amount, _ = came_in(attempt, total=order.total, currency=order.currency)
    paid = replace(order, paid=order.paid + amount, version=order.version + 1)
    if not update_order(connection, order, paid):
        raise Conflict(
            f"{order.number} was changed at the same moment. Nothing was changed; report it again."
        )
    append_change(
        connection,
        kind="order",
        id=order.id,
        version=paid.version,
        agent=backend.actor.name,
        at=backend.clock(),
    )


_PAYABLE: Final = frozenset({CartState.OPEN, CartState.LOCKED})

_HOW: Final = {
    AttemptStatus.STARTED: "was started",
    AttemptStatus.PENDING: "is pending",
    AttemptStatus.SUCCEEDED: "succeeded",
    AttemptStatus.FAILED: "failed",
    AttemptStatus.CANCELLED: "was cancelled",
}


def _named(attempt: PaymentAttempt) -> str:
    """An attempt as the history calls it."""
    amount = f"{attempt.currency} {Money(attempt.amount, attempt.currency).major()}"
    called = attempt.reference or attempt.merchant_reference
    return f"{attempt.provider} payment of {amount}" + (f" ({called})" if called else "")
