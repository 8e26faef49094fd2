"""What statements say of a locked cart, in a few words for a column: ``PAID ref+amount+card``."""

from collections.abc import Iterator
from typing import Final

from cartui.formatting.amounts import show_amount
from cartui.model.payment import LockReason, PaymentAttempt
from cartui.model.statement import Evidence, StatementKind, StatementStatus, Verdict

_LOCKED_SINCE: Final = {
    LockReason.NO_RETURN: "no return",
    LockReason.PENDING_PAYMENT: "pending",
    LockReason.BY_HAND: "by hand",
}


def lock_word(reason: LockReason) -> str:
    """Why a cart is locked, in two words."""
    return _LOCKED_SINCE[reason]


def verdict_word(verdict: Verdict) -> str:
    """A verdict as staff read it: ``NOT PAID``."""
    return verdict.value.replace("_", " ").upper()


def in_brief(evidence: Evidence, attempt: PaymentAttempt | None, locale: str) -> str:
    """What a verdict rests on, in as few words as make sense; its reasons say it in full.

    ``attempt`` is the one that the cart is locked for; amounts are written in ``locale``.
    """
    if attempt is None:
        return "nothing tried"
    match evidence.verdict:
        case Verdict.PAID:
            brief = "+".join(_fitting(evidence, attempt)) or "another try"
        case Verdict.NOT_PAID:
            brief = "refused there" if evidence.rows else "no payment"
        case Verdict.UNKNOWN:
            pending = any(row.status is StatementStatus.PENDING for row in evidence.rows)
            brief = "still pending" if pending else "not covered"
        case Verdict.AMBIGUOUS:
            brief = f"or {', '.join(evidence.others)}" if evidence.others else "looks alike"
        case Verdict.MISMATCH:
            brief = " or ".join(_came_in(evidence, locale)) or "another amount"
        case _:
            brief = "given back"
    return brief


def _fitting(evidence: Evidence, attempt: PaymentAttempt) -> Iterator[str]:
    """In what the payment is the same as what was tried."""
    rows = evidence.rows
    names = {name for row in rows for name in (row.transaction, *row.references, row.merchant_reference)}
    if {attempt.reference, attempt.merchant_reference} & (names - {""}):
        yield "ref"
    if any((abs(row.amount), row.currency) == (attempt.amount, attempt.currency) for row in rows):
        yield "amount"
    if attempt.card_last4 and any(row.card_last4 == attempt.card_last4 for row in rows):
        yield "card"
    email = (attempt.payer_email or "").casefold()
    if email and any(row.payer_email.casefold() == email for row in rows):
        yield "payer"


def _came_in(evidence: Evidence, locale: str) -> Iterator[str]:
    """The amounts that came in, each once."""
    paid = (row for row in evidence.rows if row.kind is StatementKind.PAYMENT)
    for amount, currency in dict.fromkeys((row.amount, row.currency) for row in paid):
        yield show_amount(amount, currency, locale)
