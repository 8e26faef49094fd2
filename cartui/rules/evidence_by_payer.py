"""The second round of evidence: payments without references, by their amount and by who paid."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from cartui.model.payment import PaymentAttempt
from cartui.model.statement import Evidence, LockedAttempts, Verdict
from cartui.rules import evidence_words as words
from cartui.rules.evidence_by_reference import paid_or_given_back, rows_of, undecided
from cartui.rules.likely_payments import LikelyPayments, attempts_sought
from cartui.rules.statement_payments import StatementPayment, StatementPayments


class PayerEvidence:
    """What such payments say; a payment is taken by a cart only where neither has another choice."""

    def __init__(
        self,
        locked: Sequence[LockedAttempts],
        free: Iterable[StatementPayment],
        spoken_for: Iterable[StatementPayment],
        statements: StatementPayments,
        settle_window: timedelta,
    ) -> None:
        """``free`` are the payments to give away, ``spoken_for`` those that are some cart's already."""
        self._free = LikelyPayments(locked, free, settle_window)
        self._spoken_for = LikelyPayments(locked, spoken_for, settle_window)
        self._statements = statements
        self.taken: set[StatementPayment] = set()
        """The payments that are a cart's by now."""

    def of(self, cart: LockedAttempts) -> Evidence | None:
        """What the free payments say of the cart; ``None`` where none of them could be its."""
        found = self._free.meant_for(cart)
        if not found:
            return None
        meant = sorted(found, key=StatementPayment.order)
        paid_else = self._spoken_for.meant_for(cart)
        doubt = self._doubt(meant, bool(paid_else), unopposed=found[meant[0]])
        if doubt is not None:
            return Evidence(verdict=Verdict.AMBIGUOUS, reasons=(doubt,), rows=rows_of((*meant, *paid_else)))
        payment = meant[0]
        self.taken.add(payment)
        attempt = _attempt_of(cart, payment)
        return undecided(payment, attempt) or paid_or_given_back(
            cart, payment, (words.by_payer(attempt, payment),), self._statements
        )

    def _doubt(self, meant: Sequence[StatementPayment], paid_else: bool, *, unopposed: bool) -> str | None:
        """Why it is not sure whose these payments are; ``None`` where it is."""
        if len(meant) > 1:
            return "More than one payment of this amount and payer could be this cart's."
        if not self._free.is_wanted_by_one(meant[0]):
            return "Another locked cart was tried to pay with this amount by the same payer."
        if paid_else:
            return "The same payer has paid this amount for another cart: this payment could be for it, too."
        if not unopposed:
            return "The amount is right, but of payer and card one is the same and one is another."
        return None


def _attempt_of(cart: LockedAttempts, payment: StatementPayment) -> PaymentAttempt:
    """The attempt that the payment is of: the one that began nearest to it among those of its amount."""
    fitting = [
        attempt
        for attempt in attempts_sought(cart.attempts)
        if any((attempt.amount, attempt.currency) == (each.amount, each.currency) for each in payment.amounts)
    ]
    return min(fitting, key=lambda attempt: abs(payment.at - attempt.started_at))
