"""What Stripe calls things: reporting categories, the types of balance transactions, and statuses.

After Stripe's "Reporting categories" (docs.stripe.com/reports/reporting-categories) and "Balance transaction
types" (docs.stripe.com/reports/balance-transaction-types). The statuses are those of the Dashboard's export
of payments, and of payment intents, which stand there where no charge was made.
"""

from typing import Final

from cartui.imports.statements.vocabulary import Meaning, Vocabulary
from cartui.model.statement import StatementKind

_CATEGORIES: Final = {
    "charge": StatementKind.PAYMENT,
    "payment": StatementKind.PAYMENT,
    "refund": StatementKind.REFUND,
    "payment_refund": StatementKind.REFUND,
    "partial_capture_reversal": StatementKind.REFUND,
    "refund_failure": StatementKind.REVERSAL,
    "dispute": StatementKind.REVERSAL,
    "dispute_reversal": StatementKind.REVERSAL,
    "charge_failure": StatementKind.REVERSAL,
    "payment_reversal": StatementKind.REVERSAL,
    "payment_failure_refund": StatementKind.REVERSAL,
    "adjustment": StatementKind.REVERSAL,
    "fee": StatementKind.FEE,
    "stripe_fee": StatementKind.FEE,
    "stripe_fx_fee": StatementKind.FEE,
    "application_fee": StatementKind.FEE,
    "application_fee_refund": StatementKind.FEE,
    "network_cost": StatementKind.FEE,
    "conversion": StatementKind.CONVERSION,
    "currency_conversion": StatementKind.CONVERSION,
}
"""All others (payouts, transfers, top-ups, reserves) say nothing of a payment. A dispute that was won, and
money whose refund failed, come back with the other sign. An ``adjustment`` is what exports without reporting
categories call a dispute and its reversal."""


def stripe_kind(word: str, amount: int) -> Meaning:  # noqa: ARG001  every vocabulary is asked the same
    """What a reporting category, or the type of a balance transaction, is about."""
    folded = word.strip().lower().replace(" ", "_")
    return Meaning(_CATEGORIES.get(folded, StatementKind.OTHER))


STRIPE: Final = Vocabulary(
    kind=stripe_kind,
    completed=frozenset(
        {"paid", "succeeded", "refunded", "partially refunded", "partial refund", "disputed", "available"}
    ),
    failed=frozenset({"failed", "canceled", "cancelled", "blocked", "declined", "expired"}),
    taken_back={},
    unknown_is_pending=True,
)
"""Stripe's words. What was refunded stands in its own column. All else is pending: what is ``uncaptured``
and an intent that waits for the customer (``requires_action``), who may come back yet."""
