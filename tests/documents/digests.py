"""Digests for tests of what is made of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from cartui.model.address import Contact
from cartui.model.digest import Digest, WaitingOrder
from cartui.model.failed_placing import FailedPlacing, WhyNotPlaced
from cartui.model.locks import LockedCart
from cartui.model.order import OrderState
from cartui.model.payment import Lock, LockReason, PaymentAttempt
from cartui.model.payment_without_order import KnownFrom, PaymentWithoutOrder
from cartui.model.statement import Coverage, Evidence, Verdict

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
"""08:00 in Dhaka."""


def locked(name: str = "Rahim Uddin", note: str = "") -> LockedCart:
    """A locked cart of somebody of that name."""
    tried = PaymentAttempt(
        provider="PayPal", amount=4800, currency="USD", card_last4="4242", started_at=NOW - timedelta(days=3)
    )
    reasons = ("PayPal has a payment of USD 48.00 with this cart's reference 8XK, as it was tried.",)
    return LockedCart(
        id="1",
        number="C-000101",
        version=2,
        market="US",
        currency="USD",
        total=5000,
        customer=name,
        contact=Contact(phone="+8801712345678"),
        lock=Lock(reason=LockReason.NO_RETURN, since=NOW - timedelta(days=3), note=note),
        attempt=tried,
        evidence=Evidence(verdict=Verdict.PAID, reasons=reasons),
    )


def order(name: str = "Rahim Uddin", reason: str = "is the address right?") -> WaitingOrder:
    """An order on hold."""
    return WaitingOrder(
        id="2",
        number="ORD-000000000007",
        state=OrderState.ON_HOLD,
        cart="C-000102",
        market="BD",
        currency="BDT",
        total=125_000,
        due=25_000,
        customer=name,
        contact=Contact(email="rahim@example.com"),
        placed_at=NOW - timedelta(days=2),
        placed_by="alice",
        hold_reason=reason,
    )


def failed(name: str = "", why: tuple[str, ...] = ("Cotton Shirt: 0 in stock, 2 wanted.",)) -> FailedPlacing:
    """A cart that bob could not place."""
    return FailedPlacing(
        id="3",
        number="C-000103",
        market="BD",
        currency="BDT",
        total=250_000,
        customer=name,
        contact=Contact(phone="01712345678"),
        reason=WhyNotPlaced.NOT_READY,
        why=why,
        at=NOW - timedelta(hours=5),
        agent="bob",
        tries=3,
        changed_since=True,
    )


def payment(why: str = "the cart had been deleted") -> PaymentWithoutOrder:
    """Money for a cart that is not there any more."""
    return PaymentWithoutOrder(
        id="P-12",
        known_from=KnownFrom.REPORT,
        cart="C-000099",
        provider="stripe",
        reference="pi_1",
        merchant_reference="C-000099",
        amount=990,
        currency="EUR",
        card_last4="1117",
        at=NOW - timedelta(days=1, hours=1),
        why=why,
    )


def part(*items: Any, more: int = 0) -> dict[str, Any]:
    """A part of a digest, in which more are than are listed."""
    return {"count": len(items) + more, "items": items}


def digest(shop: str = "Acme", **parts: Any) -> Digest:
    """A digest in which those parts have something."""
    empty = dict.fromkeys(("locked", "orders", "failed", "payments"), part())
    covers = Coverage(provider="paypal", start=NOW - timedelta(days=9), end=NOW - timedelta(days=1))
    told = {
        "shop": shop,
        "as_of": NOW,
        "time_zone": "Asia/Dhaka",
        "pending_orders_after": timedelta(days=1),
        "coverage": (covers,),
    }
    return Digest.model_validate(told | empty | parts)


def full_digest(name: str = "Rahim Uddin", said: str = "is the address right?") -> Digest:
    """One of each, where a person and what was typed are called so."""
    return digest(
        locked=part(locked(name, said)),
        orders=part(order(name, said), more=12),
        failed=part(failed(name, (said,))),
        payments=part(payment(said)),
    )
