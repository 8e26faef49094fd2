"""The columns of the queue of locked carts."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from cartui.formatting.ages import show_age
from cartui.formatting.amounts import aligned_amount
from cartui.formatting.evidence import in_brief, lock_word, verdict_word
from cartui.formatting.providers import provider_name
from cartui.model.locks import LockedCart
from cartui.widgets.columns import Column

OTHER: Final = "≠"
"""Stands before what was tried where the cart comes to something else."""

REFERENCE: Final = 10
"""Cells of a reference; what identifies one stands at both of its ends."""


def locked_columns(now: Callable[[], datetime], locale: str) -> tuple[Column[LockedCart], ...]:
    """Number, age, why, what was tried with whom, and the evidence; ages count from ``now``."""
    return (
        Column("Number", 9, lambda row: row.number),
        Column("Locked", 6, lambda row: show_age(row.lock.since, now()), right=True),
        Column("Why", 9, lambda row: lock_word(row.lock.reason), rank=1),
        Column("Tried", 17, lambda row: _tried(row, locale), right=True),
        Column("Total", 16, lambda row: _total(row, locale), right=True, rank=3),
        Column("Card", 4, lambda row: (row.attempt.card_last4 or "—") if row.attempt else "—", rank=2),
        Column(
            "Provider", 8, lambda row: provider_name(row.attempt.provider) if row.attempt else "—", rank=4
        ),
        Column("Reference", REFERENCE, reference_of, rank=5),
        Column("Customer", 12, lambda row: row.customer, rank=6, grows=1),
        Column("Evidence", 21, lambda row: evidence_of(row, locale), grows=2, least=9),
    )


def comes_to_other(row: LockedCart) -> bool:
    """Whether the cart comes to something else than what was tried to pay."""
    attempt = row.attempt
    return attempt is not None and (attempt.amount, attempt.currency) != (row.total, row.currency)


def reference_of(row: LockedCart) -> str:
    """The provider's id of the payment, or the shop's, with its middle left out where it is long."""
    if row.attempt is None:
        return "—"
    text = row.attempt.reference or row.attempt.merchant_reference
    return text if len(text) <= REFERENCE or not text.isascii() else f"{text[:5]}…{text[-(REFERENCE - 6) :]}"


def evidence_of(row: LockedCart, locale: str) -> str:
    """The verdict, and what it rests on."""
    return f"{verdict_word(row.evidence.verdict)} {in_brief(row.evidence, row.attempt, locale)}"


def _tried(row: LockedCart, locale: str) -> str:
    """What was tried to pay, marked where it is not the total."""
    if row.attempt is None:
        return ""
    sign = f"{OTHER} " if comes_to_other(row) else ""
    return sign + aligned_amount(row.attempt.amount, row.attempt.currency, locale)


def _total(row: LockedCart, locale: str) -> str:
    """What the cart comes to, where that is something else than what was tried."""
    if row.attempt is not None and not comes_to_other(row):
        return ""
    return aligned_amount(row.total, row.currency, locale)
