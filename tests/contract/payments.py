"""Payments as these tests tell of them, and what a provider's statement says."""

from datetime import datetime, timedelta
from typing import Any

from cartui.client.protocol import Client
from cartui.model.cart import Cart
from cartui.model.locks import PaymentReport, PaymentTaken
from cartui.model.payment import AttemptStatus
from cartui.model.statement import Coverage, Statement, StatementKind, StatementRow
from tests.contract.shop import NOW


def report(cart: Cart, status: str = "started", **other: Any) -> PaymentReport:
    """What PayPal tells of a payment of the whole cart."""
    told: dict[str, Any] = {
        "provider": "PayPal",
        "reference": f"REF-{cart.number}",
        "merchant_reference": cart.number,
        "amount": cart.totals.total,
        "currency": cart.currency,
        "card_last4": "4242",
        "status": AttemptStatus(status),
    }
    return PaymentReport(**(told | other))


async def tell(client: Client, cart: Cart, status: str = "started", **other: Any) -> PaymentTaken:
    """Tell of it."""
    return await client.payments.record(cart.number, report(cart, status, **other))


def paid_row(cart: Cart, at: datetime, **other: Any) -> StatementRow:
    """The row of a payment of the whole cart."""
    row: dict[str, Any] = {
        "provider": "paypal",
        "transaction": f"REF-{cart.number}",
        "kind": StatementKind.PAYMENT,
        "at": at,
        "amount": cart.totals.total,
        "currency": cart.currency,
        "merchant_reference": cart.number,
        "card_last4": "4242",
    }
    return StatementRow(**(row | other))


def statement(*rows: StatementRow, days: int = 3) -> Statement:
    """A statement of PayPal's from the day before on, for some days."""
    start = NOW - timedelta(days=1)
    covers = Coverage(provider="paypal", start=start, end=start + timedelta(days=days))
    return Statement(provider="paypal", coverage=(covers,), rows=rows)
