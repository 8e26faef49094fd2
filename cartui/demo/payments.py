"""Attempts to pay: those that locked their cart, those that failed, those that made an order."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from cartui.demo.drafts import Drafts, Times
from cartui.demo.todays_work import PAYPAL_LATE
from cartui.demo.totals import DemoTotals
from cartui.model.cart import CartState
from cartui.model.imports import ImportedCart
from cartui.model.order import OrderState
from cartui.model.payment import AttemptStatus, Lock, LockReason, PaymentAttempt

_PROVIDERS: Final = {
    "PayPal": "PayPal",
    "Card": "Stripe",
    "KNET": "KNET",
    "bKash": "bKash",
    "UPI": "Razorpay",
}
"""Who handles the payment methods that are paid at once."""

_LETTERS: Final = "ABCDEFGHJKLMNPRSTUVWXY0123456789"

_Waiting = tuple[str, timedelta, AttemptStatus, str]
"""Market, how long ago an attempt with PayPal began, how far it came, the card's last digits."""

_LOCKED: Final[tuple[_Waiting, ...]] = (
    ("US", timedelta(minutes=44), AttemptStatus.STARTED, "4242"),
    ("EU", timedelta(hours=2, minutes=10), AttemptStatus.STARTED, "0005"),
    ("GB", timedelta(hours=5, minutes=3), AttemptStatus.PENDING, "1117"),
    ("US", timedelta(hours=9, minutes=31), AttemptStatus.STARTED, "8431"),
    ("BD", timedelta(hours=27, minutes=20), AttemptStatus.STARTED, "0259"),
    ("US", timedelta(hours=50, minutes=5), AttemptStatus.PENDING, "7732"),
)
"""Carts that wait for PayPal."""

_RESOLVED: Final[tuple[_Waiting, ...]] = (
    ("US", timedelta(hours=16, minutes=20), AttemptStatus.PENDING, "3056"),
    ("GB", timedelta(hours=31, minutes=12), AttemptStatus.STARTED, "6620"),
)
"""Carts that waited for PayPal until today."""


def locked_carts(drafts: Drafts, totals: DemoTotals, now: datetime) -> Iterator[ImportedCart]:
    """The queue of locked carts: six waiting for PayPal, one locked by an agent."""
    for waiting in _LOCKED:
        yield _with_paypal(drafts, totals, waiting, now)
    cart = _paying(drafts, "KW", now - timedelta(hours=3))
    lock = Lock(
        reason=LockReason.BY_HAND,
        since=now - timedelta(hours=2, minutes=50),
        note="Says the card was stolen, wait for the bank",
    )
    yield _locked(cart, lock, ())


def resolved_carts(drafts: Drafts, totals: DemoTotals, now: datetime) -> Iterator[ImportedCart]:
    """Locked carts of which PayPal tells today: one was paid for in the end, one was not."""
    for waiting in _RESOLVED:
        cart = _with_paypal(drafts, totals, waiting, now)
        yield cart.model_copy(update={"tags": (PAYPAL_LATE,)})


def _with_paypal(drafts: Drafts, totals: DemoTotals, waiting: _Waiting, now: datetime) -> ImportedCart:
    """A cart locked by an attempt to pay with PayPal."""
    market_code, ago, status, last4 = waiting
    cart = _paying(drafts, market_code, now - ago)
    attempt = _attempt(cart, totals, drafts.rng, "PayPal", status, started=now - ago)
    attempt = attempt.model_copy(update={"card_last4": last4})
    pending = status is AttemptStatus.PENDING
    since = now - ago + (timedelta(seconds=40) if pending else timedelta(minutes=30))
    reason = LockReason.PENDING_PAYMENT if pending else LockReason.NO_RETURN
    return _locked(cart, Lock(reason=reason, since=since), (attempt,))


def with_failed_attempt(cart: ImportedCart, totals: DemoTotals, rng: random.Random) -> ImportedCart:
    """The cart with a try to pay that came to nothing."""
    if not cart.lines or cart.updated_at is None:
        return cart
    provider = rng.choice(("PayPal", "Stripe"))
    status = rng.choice((AttemptStatus.FAILED, AttemptStatus.CANCELLED))
    attempt = _attempt(cart, totals, rng, provider, status, started=cart.updated_at)
    return cart.model_copy(update={"attempts": (attempt,)})


def with_payment(order: ImportedCart, totals: DemoTotals, rng: random.Random) -> ImportedCart:
    """The order with its payment, where it was approved and its method is one that is paid at once."""
    provider = _PROVIDERS.get(order.payment_method or "")
    if provider is None or order.updated_at is None or order.order_state is not OrderState.APPROVED:
        return order
    started = order.updated_at - timedelta(minutes=2)
    attempt = _attempt(order, totals, rng, provider, AttemptStatus.SUCCEEDED, started=started)
    return order.model_copy(update={"attempts": (attempt,)})


def _paying(drafts: Drafts, market_code: str, started: datetime) -> ImportedCart:
    """A customer's cart that was being paid with PayPal at that time."""
    market = next(market for market in drafts.shop.markets if market.code == market_code)
    times = Times(started - timedelta(minutes=drafts.rng.randint(6, 40)), started, started)
    while True:
        cart = drafts.storefront(market, times, lines=drafts.rng.randint(1, 4), known=1)
        if cart.lines and cart.service is not None and cart.coupon is None:
            return cart.model_copy(update={"payment_method": "PayPal"})


def _locked(cart: ImportedCart, lock: Lock, attempts: tuple[PaymentAttempt, ...]) -> ImportedCart:
    """The cart as it stands in the queue."""
    return cart.model_copy(update={"state": CartState.LOCKED, "lock": lock, "attempts": attempts})


def _attempt(
    cart: ImportedCart,
    totals: DemoTotals,
    rng: random.Random,
    provider: str,
    status: AttemptStatus,
    *,
    started: datetime,
) -> PaymentAttempt:
    """A try to pay the cart's total."""
    over = status not in (AttemptStatus.STARTED, AttemptStatus.PENDING)
    return PaymentAttempt(
        provider=provider,
        reference="".join(rng.choices(_LETTERS, k=17))
        if status is not AttemptStatus.STARTED or rng.random() < 0.5
        else "",
        merchant_reference=f"WEB-{rng.randrange(10**6):06d}",
        payer_email=cart.contact.email or None,
        amount=totals.of(cart).total,
        currency=totals.currency(cart),
        card_last4=f"{rng.randrange(10**4):04d}" if provider == "Stripe" else None,
        status=status,
        started_at=started,
        ended_at=started + timedelta(seconds=rng.randint(15, 90)) if over else None,
    )
