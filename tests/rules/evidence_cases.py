"""Attempts, rows and files of statements in few words, for what is said of locked carts."""

from datetime import UTC, datetime, timedelta
from typing import Any

from cartui.model.money import Money
from cartui.model.payment import PaymentAttempt
from cartui.model.statement import Coverage, Evidence, LockedAttempts, StatementKind, StatementRow
from cartui.rules.locks.evidence import evidence_for

NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def minutes(count: float) -> datetime:
    """So long after noon."""
    return NOON + timedelta(minutes=count)


def tried(amount: int = 4800, currency: str = "USD", **given: Any) -> PaymentAttempt:
    """An attempt with PayPal, at noon."""
    fields = {"provider": "PayPal", "started_at": NOON, "amount": amount, "currency": currency, **given}
    return PaymentAttempt.model_validate(fields)


def cart(number: str, *attempts: PaymentAttempt, total: Money | None = None) -> LockedAttempts:
    """A locked cart."""
    return LockedAttempts(number=number, attempts=attempts, total=total)


def row(transaction: str, amount: int = 4800, **given: Any) -> StatementRow:
    """A row of PayPal's: a payment three minutes after noon."""
    fields = {
        "provider": "paypal",
        "transaction": transaction,
        "kind": StatementKind.PAYMENT,
        "at": minutes(3),
        "amount": amount,
        "currency": "USD",
        **given,
    }
    return StatementRow.model_validate(fields)


def covers(
    start: datetime = NOON - DAY, end: datetime = NOON + 3 * DAY, provider: str = "paypal"
) -> Coverage:
    """A file of PayPal's that has all of the attempt's time."""
    return Coverage(provider=provider, start=start, end=end)


def evidence(
    locked: LockedAttempts | list[LockedAttempts],
    *rows: StatementRow,
    coverage: tuple[Coverage, ...] = (covers(),),
    used: tuple[tuple[str, str], ...] = (),
) -> Evidence:
    """What is said of the cart, or of the first of several."""
    carts = locked if isinstance(locked, list) else [locked]
    return evidence_for(carts, rows, coverage, DAY, used)[carts[0].number]
