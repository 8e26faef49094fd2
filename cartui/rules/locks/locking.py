"""How payments lock carts, order them and let them go (decisions 19 to 21): pure rules."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Final

from cartui.model.cart import CartState
from cartui.model.payment import WITHOUT_MONEY, AttemptStatus, Lock, LockReason, PaymentAttempt, waiting_since
from cartui.model.record import CartRecord
from cartui.model.shop import PendingPayments


class Effect(Enum):
    """What the news of a payment does to its cart."""

    NONE = auto()
    LOCKS = auto()
    UNLOCKS = auto()
    PLACES = auto()
    PAYS = auto()
    """The order that was placed on a promise is paid."""
    WITHOUT_ORDER = auto()
    """Money came in that belongs to no order: a person has to look."""


def as_of(record: CartRecord, now: datetime, no_return_after: timedelta) -> CartRecord:
    """The cart as it is at that moment: locked once a customer who went to pay is away for too long.

    That is true from the moment on, whoever reads it, and written later (decision 21).
    """
    if record.state is not CartState.OPEN:
        return record
    since = waiting_since(record.attempts)
    if since is None or now - since < no_return_after:
        return record
    return locked(record, Lock(reason=LockReason.NO_RETURN, since=since + no_return_after))


def locked(record: CartRecord, lock: Lock) -> CartRecord:
    """The cart under that lock."""
    return replace(record, state=CartState.LOCKED, lock=lock)


def unlocked(record: CartRecord) -> CartRecord:
    """The cart without its lock, as the one it was before."""
    return replace(record, state=CartState.OPEN, lock=None)


def locked_for(lock: Lock, attempts: Sequence[PaymentAttempt]) -> PaymentAttempt | None:
    """The attempt that a cart is locked for: the latest whose outcome is not known, or the latest at all.

    None that brought no money: a cart that is locked by hand after it waits for another payment.
    """
    wanted = {
        LockReason.NO_RETURN: AttemptStatus.STARTED,
        LockReason.PENDING_PAYMENT: AttemptStatus.PENDING,
    }.get(lock.reason)
    unresolved = [attempt for attempt in attempts if attempt.is_unresolved]
    possible = [attempt for attempt in attempts if attempt.status not in WITHOUT_MONEY]
    fitting = [attempt for attempt in unresolved if attempt.status is wanted] or unresolved or possible
    return max(fitting, key=lambda attempt: attempt.started_at, default=None)


def closed(attempts: Sequence[PaymentAttempt], now: datetime) -> tuple[PaymentAttempt, ...]:
    """The attempts after a person has decided: none of them locks the cart again."""
    return tuple(
        attempt.model_copy(update={"ended_at": now}) if attempt.is_unresolved else attempt
        for attempt in attempts
    )


def reopened(attempts: Sequence[PaymentAttempt]) -> tuple[PaymentAttempt, ...]:
    """The attempts after that decision was taken back: those without a result wait for it again."""
    return tuple(
        attempt.model_copy(update={"ended_at": None}) if attempt.status in _WITHOUT_RESULT else attempt
        for attempt in attempts
    )


def with_result(
    attempts: Sequence[PaymentAttempt], paid: PaymentAttempt, now: datetime
) -> tuple[PaymentAttempt, ...]:
    """The attempts when one of them was found to have been paid; the others are over, too."""
    succeeded = {"status": AttemptStatus.SUCCEEDED, "ended_at": now}
    found = (attempt.model_copy(update=succeeded) if attempt == paid else attempt for attempt in attempts)
    return closed(tuple(found), now)


_WITHOUT_RESULT: Final = frozenset({AttemptStatus.STARTED, AttemptStatus.PENDING})
_FINAL: Final = frozenset(AttemptStatus) - _WITHOUT_RESULT


def taken_in(
    attempts: Sequence[PaymentAttempt], news: PaymentAttempt, now: datetime, *, over: bool = False
) -> tuple[tuple[PaymentAttempt, ...], PaymentAttempt | None]:
    """The attempts with the news of one, and this one as it was before; all as they were: it was no news.

    An attempt is the same one where provider and reference are, or, as long as the provider gave none, the
    merchant's reference. What has a result keeps it, but for a success, which is news at any time; what a
    person has decided is not opened again by anything but a result. ``over``: the cart waits for no payment
    any more, being an order or deleted.
    """
    at = _place_of(attempts, news)
    ended = now if over or news.status in _FINAL else None
    if at is None:
        fresh = news.model_copy(update={"ended_at": ended})
        return (*attempts, fresh), None
    known = attempts[at]
    if not _is_news(known, news.status):
        if news.reference and not known.reference:
            known = known.model_copy(update={"reference": news.reference})
            return (*attempts[:at], known, *attempts[at + 1 :]), attempts[at]
        return tuple(attempts), known
    fresh = known.model_copy(
        update={
            "reference": news.reference or known.reference,
            "merchant_reference": known.merchant_reference or news.merchant_reference,
            "payer_email": known.payer_email or news.payer_email,
            "card_last4": known.card_last4 or news.card_last4,
            "amount": news.amount,
            "currency": news.currency,
            "status": news.status,
            "ended_at": ended,
        }
    )
    return (*attempts[:at], fresh, *attempts[at + 1 :]), known


def _place_of(attempts: Sequence[PaymentAttempt], news: PaymentAttempt) -> int | None:
    """Where the attempt stands that the news are of."""
    of_provider = [
        (at, attempt)
        for at, attempt in enumerate(attempts)
        if attempt.provider.casefold() == news.provider.casefold()
    ]
    if news.reference:
        for at, attempt in of_provider:
            if attempt.reference == news.reference:
                return at
    if not news.merchant_reference:
        return None
    same = [
        (at, attempt)
        for at, attempt in of_provider
        if attempt.merchant_reference == news.merchant_reference
        and (not attempt.reference or not news.reference)
    ]
    if news.status is AttemptStatus.STARTED:  # another try for the same invoice is another attempt
        same = [(at, attempt) for at, attempt in same if attempt.started_at == news.started_at]
    waiting = [at for at, attempt in same if attempt.is_unresolved]
    return max(waiting, default=max((at for at, _ in same), default=None))


def _is_news(known: PaymentAttempt, status: AttemptStatus) -> bool:
    """Whether a status tells something of an attempt that was not known."""
    if status is AttemptStatus.SUCCEEDED:
        return known.status is not AttemptStatus.SUCCEEDED
    if status in _FINAL:
        return known.status in _WITHOUT_RESULT
    return status is AttemptStatus.PENDING and known.status is AttemptStatus.STARTED and known.is_unresolved


def effect_of(
    status: AttemptStatus,
    *,
    state: CartState,
    lock: Lock | None = None,
    pending_payments: PendingPayments,
    changed: bool,
    promised: bool = False,
    others_wait: bool = False,
) -> Effect:
    """What a status that is news does to a cart in that state.

    ``changed``: the cart is no longer what was paid for. ``promised``: its order was placed on this payment,
    when it was pending. ``others_wait``: another attempt keeps it locked.
    """
    match status:
        case AttemptStatus.STARTED:
            return Effect.NONE
        case AttemptStatus.PENDING:
            if state is not CartState.OPEN:
                return Effect.NONE
            accepted = pending_payments is PendingPayments.ACCEPT and not changed
            return Effect.PLACES if accepted else Effect.LOCKS
        case AttemptStatus.SUCCEEDED:
            if state is CartState.ORDERED and promised:
                return Effect.PAYS
            moving = state in (CartState.OPEN, CartState.LOCKED)
            return Effect.PLACES if moving and not changed else Effect.WITHOUT_ORDER
        case AttemptStatus.FAILED | AttemptStatus.CANCELLED:
            by_payment = lock is not None and lock.reason is not LockReason.BY_HAND
            lets_go = state is CartState.LOCKED and by_payment and not others_wait
            return Effect.UNLOCKS if lets_go else Effect.NONE


def keeps_locked(attempts: Sequence[PaymentAttempt], now: datetime, no_return_after: timedelta) -> bool:
    """Whether one of the attempts locks its cart at that moment."""
    since = waiting_since(attempts)
    pending = any(each.status is AttemptStatus.PENDING and each.is_unresolved for each in attempts)
    return pending or (since is not None and now - since >= no_return_after)


_PAID_FOR: Final = ("lines", "line_order", "coupon_code", "market", "currency", "customer_id", "service")
"""What of a cart is another purchase when it is changed, by the first part of a change's path."""


def is_another_purchase(
    attempt: PaymentAttempt, total: int, currency: str, changed: Sequence[str] | None
) -> bool:
    """Whether the cart is no longer what the customer paid for.

    ``changed`` are the fields that were changed since the attempt began; where nobody knows that (``None``)
    the amount tells: it is the total, or else it was something else.
    """
    if changed is None:
        return (attempt.amount, attempt.currency) != (total, currency)
    return any(field.partition(".")[0] in _PAID_FOR for field in changed)
