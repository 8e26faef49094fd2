"""What the demo's payment provider says: a statement of PayPal that ends two hours ago.

Of the demo's locked carts it tells nearly everything that a statement can: who paid, who did not, who paid
another amount; of the youngest ones nothing yet. One payment in it belongs to no cart at all.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from cartui.model.imports import ImportedCart
from cartui.model.payment import AttemptStatus, PaymentAttempt
from cartui.model.statement import Coverage, Statement, StatementKind, StatementRow

PROVIDER: Final = "paypal"

BEGINS: Final = timedelta(days=70)
ENDS: Final = timedelta(hours=2)
"""How long ago the statement begins and ends; the oldest order of the demo is younger."""

_PAID: Final = (("1117", 0), ("8431", -1_000), ("7732", 0), ("3056", 0))
"""By the last digits of their cards, the locked carts that were paid, and by how many minor units less or
more than was tried. Who is not among them did not pay, as far as the statement goes."""

_PAID_AFTER: Final = timedelta(minutes=3)


def demo_statement(carts: Iterable[ImportedCart], now: datetime) -> Statement:
    """The statement for the carts of one demo; ``now`` is when that is made (aware)."""
    ends = now - ENDS
    attempts = [attempt for cart in carts for attempt in cart.attempts if attempt.provider == "PayPal"]
    rows = [*_of_orders(attempts), *_of_locked(attempts), _of_nobody(now)]
    return Statement(
        provider=PROVIDER,
        coverage=(Coverage(provider=PROVIDER, start=now - BEGINS, end=ends),),
        rows=tuple(sorted((row for row in rows if row.at < ends), key=lambda row: row.at)),
    )


def _of_orders(attempts: Sequence[PaymentAttempt]) -> Iterator[StatementRow]:
    """The payments that made orders."""
    for attempt in attempts:
        if attempt.status is AttemptStatus.SUCCEEDED and attempt.ended_at is not None:
            yield _payment(attempt, attempt.amount, attempt.ended_at)


def _of_locked(attempts: Sequence[PaymentAttempt]) -> Iterator[StatementRow]:
    """The payments of locked carts."""
    by_card = {attempt.card_last4: attempt for attempt in attempts if attempt.card_last4}
    for last4, more in _PAID:
        attempt = by_card[last4]
        yield _payment(attempt, attempt.amount + more, attempt.started_at + _PAID_AFTER)


def _of_nobody(now: datetime) -> StatementRow:
    """A payment whose invoice the shop does not know."""
    return StatementRow(
        provider=PROVIDER,
        transaction="7HK50482VN931264C",
        kind=StatementKind.PAYMENT,
        at=now - timedelta(hours=20),
        amount=4_990,
        currency="USD",
        merchant_reference="OLD-SHOP-2231",
        payer_email="h.lindqvist@example.com",
    )


def _payment(attempt: PaymentAttempt, amount: int, at: datetime) -> StatementRow:
    """The row of a payment; ``amount`` in minor units of the attempt's currency."""
    return StatementRow(
        provider=PROVIDER,
        transaction=attempt.reference or f"PP{attempt.merchant_reference.removeprefix('WEB-')}",
        kind=StatementKind.PAYMENT,
        at=at,
        amount=amount,
        currency=attempt.currency,
        merchant_reference=attempt.merchant_reference,
        payer_email=attempt.payer_email or "",
        card_last4=attempt.card_last4 or "",
    )
