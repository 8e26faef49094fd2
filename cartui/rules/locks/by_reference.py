"""The first round of evidence: payments that carry a locked cart's own references."""

from collections.abc import Iterable, Sequence
from typing import Final

from cartui.model.money import Money
from cartui.model.payment import PaymentAttempt
from cartui.model.statement import Evidence, LockedAttempts, StatementRow, StatementStatus, Verdict
from cartui.rules.locks import words
from cartui.rules.locks.named_payments import NamedPayments, names_tried
from cartui.rules.locks.statement_payments import (
    Called,
    Kept,
    PaymentName,
    StatementPayment,
    StatementPayments,
    gone,
)

_MOST_ROWS: Final = 20
"""So many rows are shown at most."""


def evidence_by_reference(
    cart: LockedAttempts, named: NamedPayments, statements: StatementPayments
) -> Evidence | None:
    """What the payments with the cart's references say; ``None`` where there are none but refused ones."""
    if not cart.attempts:
        reason = "No try to pay is known of this cart, so there is nothing to look for in statements."
        return Evidence(verdict=Verdict.UNKNOWN, reasons=(reason,))
    claims = named.claims(cart)
    if claims.contested:
        reason = "Other locked carts have the same reference as this one: its payment could be theirs."
        return Evidence(verdict=Verdict.AMBIGUOUS, reasons=(reason,), rows=rows_of(claims.contested))
    if claims.own:
        return _of_own(cart, claims.own, statements)
    if claims.elsewhere:
        reason = "The payment with this cart's reference serves another cart, or is older than this one."
        return Evidence(verdict=Verdict.AMBIGUOUS, reasons=(reason,), rows=rows_of(claims.elsewhere))
    return _without_payment(cart, named, statements)


def paid_or_given_back(
    cart: LockedAttempts, payment: StatementPayment, why: Sequence[str], statements: StatementPayments
) -> Evidence:
    """What a payment says that is surely this cart's, in amount too; ``why`` it is stands first."""
    if payment.kept is not Kept.ALL:
        reasons = (*why, *words.given_back(payment))
        return Evidence(verdict=Verdict.REFUNDED, reasons=reasons, rows=rows_of((payment,)))
    perhaps = statements.perhaps_back(payment)
    if perhaps:
        reasons = (
            *why,
            "It may have been given back: a refund or a reversal does not say of which payment it is.",
        )
        rows = (*rows_of((payment,)), *perhaps)[:_MOST_ROWS]
        return Evidence(verdict=Verdict.AMBIGUOUS, reasons=reasons, rows=rows)
    total = cart.total
    if total is not None and total not in payment.amounts | payment.converted:
        why = (*why, words.another_total(payment.amounts, total))
    return Evidence(verdict=Verdict.PAID, reasons=tuple(why), rows=rows_of((payment,)))


def undecided(payment: StatementPayment, attempt: PaymentAttempt) -> Evidence | None:
    """What is to be said of a payment that is pending, or of which statements say opposite things."""
    if payment.status is StatementStatus.COMPLETED:
        return None
    rows = rows_of((payment,))
    if payment.status is StatementStatus.PENDING:
        reason = words.still_pending(attempt, payment)
        return Evidence(verdict=Verdict.UNKNOWN, reasons=(reason,), rows=rows)
    reason = f"{attempt.provider}'s statements say of this payment both that it came in and that it failed."
    return Evidence(verdict=Verdict.AMBIGUOUS, reasons=(reason,), rows=rows)


def rows_of(payments: Iterable[StatementPayment]) -> tuple[StatementRow, ...]:
    """The rows of these payments to be shown; of each the one that tells most first."""
    rows = (
        row
        for payment in payments
        for row in dict.fromkeys((payment.row, *payment.rows, *payment.back, *payment.conversions))
    )
    return tuple(row for row, _ in zip(rows, range(_MOST_ROWS), strict=False))


def _of_own(cart: LockedAttempts, own: Sequence[StatementPayment], statements: StatementPayments) -> Evidence:
    """What the payments say that can be no other cart's."""
    live = [payment for payment in own if payment.kept is not Kept.NONE]
    if len(live) > 1:
        reason = (
            f"{len(live)} payments carry this cart's references: the customer may have paid more than once."
        )
        return Evidence(verdict=Verdict.AMBIGUOUS, reasons=(reason,), rows=rows_of(live))
    payment = live[0] if live else own[-1]
    attempt, name = _naming(cart, payment)
    unsure = undecided(payment, attempt)
    if unsure is not None:
        return unsure
    why = [words.by_reference(attempt, payment, name)]
    tried = Money(attempt.amount, attempt.currency)
    if tried not in payment.amounts | payment.converted and payment.kept is Kept.ALL:
        reasons = (words.another_amount(attempt), *why)
        return Evidence(verdict=Verdict.MISMATCH, reasons=reasons, rows=rows_of((payment,)))
    if tried in payment.converted - payment.amounts:
        why.append(words.converted(attempt, payment))
    if live and len(own) > 1:
        why.append("Other payments with this cart's references were given back.")
    return paid_or_given_back(cart, payment, why, statements)


def _naming(cart: LockedAttempts, payment: StatementPayment) -> tuple[PaymentAttempt, PaymentName]:
    """By which attempt and name a payment is the cart's: by one of its amount, and by the provider's id."""
    amounts = payment.amounts | payment.converted
    naming = [
        (attempt, name)
        for attempt in cart.attempts
        for name in names_tried((attempt,))
        if name in payment.names
    ]
    return min(
        naming,
        key=lambda each: (
            Money(each[0].amount, each[0].currency) not in amounts,
            each[1].called is not Called.BY_PROVIDER,
            each[0].started_at,
        ),
    )


def _without_payment(
    cart: LockedAttempts, named: NamedPayments, statements: StatementPayments
) -> Evidence | None:
    """What is said under the cart's references by rows that are no payments."""
    names = names_tried(cart.attempts)
    back = [row for name in names for row in statements.unplaced.get(name, ())]
    if back:
        return _of_back(back, alone=all(named.is_only(name) for name in names if name in statements.unplaced))
    beside = [row for name in names for row in statements.beside.get(name, ())]
    if beside:
        reason = "The provider has something with this cart's reference that is no payment: look at it there."
        rows = tuple(dict.fromkeys(beside))[:_MOST_ROWS]
        return Evidence(verdict=Verdict.UNKNOWN, reasons=(reason,), rows=rows)
    return None


def _of_back(back: Sequence[StatementRow], *, alone: bool) -> Evidence:
    """What refunds and reversals say whose payment is in no statement; ``alone``: of no other cart."""
    rows = tuple(dict.fromkeys(back))[:_MOST_ROWS]
    if not gone(back):
        reason = "A payment with this cart's reference was disputed, which was decided for the shop."
        missing = "The payment itself is in no statement."
        return Evidence(verdict=Verdict.UNKNOWN, reasons=(reason, missing), rows=rows)
    reason = "A payment with this cart's reference went back to the payer; itself it is in no statement."
    verdict = Verdict.REFUNDED if alone else Verdict.AMBIGUOUS
    return Evidence(verdict=verdict, reasons=(reason, *(words.back_row(row) for row in rows)), rows=rows)
