"""The columns of the list of payments without an order."""

from collections.abc import Callable
from datetime import datetime

from cartui.formatting.ages import show_age
from cartui.formatting.amounts import aligned_amount
from cartui.formatting.payments import given_back_words, known_from_words
from cartui.formatting.providers import provider_name
from cartui.model.payment_without_order import PaymentWithoutOrder
from cartui.widgets.columns import Column


def payment_columns(
    now: Callable[[], datetime], locale: str, *, settled: bool
) -> tuple[Column[PaymentWithoutOrder], ...]:
    """Amount, when and the rest; ages count from ``now``. Of ``settled`` ones, what became of them."""
    last: Column[PaymentWithoutOrder] = (
        Column("Settled", 22, _how, grows=3) if settled else Column("Why", 22, _why, grows=3)
    )
    return (
        Column("Amount", 15, lambda one: aligned_amount(one.amount, one.currency, locale), right=True),
        Column("When", 4, lambda one: show_age(one.at, now()), right=True),
        Column("Provider", 8, lambda one: provider_name(one.provider), rank=2),
        Column("Card", 4, lambda one: one.card_last4 or "—", rank=3),
        Column("Reference", 12, called, rank=1, grows=1),
        Column("Cart", 9, lambda one: one.cart or "—"),
        Column("Known from", 17, known_from_words, rank=5),
        last,
    )


def called(payment: PaymentWithoutOrder) -> str:
    """What the shop called it, or the provider."""
    return payment.merchant_reference or payment.reference or "—"


def _why(payment: PaymentWithoutOrder) -> str:
    """What went back of it, which matters most, and why it made no order."""
    return "; ".join(filter(None, (given_back_words(payment), payment.why)))


def _how(payment: PaymentWithoutOrder) -> str:
    """What became of it, and by whom."""
    return f"{payment.settled.reason} · {payment.settled.agent}" if payment.settled else ""
