"""The second round of evidence: payments without references, by their amount and by who paid."""

from cartui.model.payment import PaymentAttempt
from cartui.model.statement import Evidence, LockedAttempts, Verdict
from cartui.rules.locks import words
from cartui.rules.locks.by_reference import paid_or_given_back, rows_of, undecided
from cartui.rules.locks.likely_payments import LikelyPayments, attempts_sought
from cartui.rules.locks.statement_payments import StatementPayment, StatementPayments


class PayerEvidence:
    """What such payments say; a payment is taken by a cart only where neither has another choice."""

    def __init__(self, likely: LikelyPayments, statements: StatementPayments) -> None:
        """Nothing is given away yet."""
        self._likely = likely
        self._statements = statements
        self.taken: set[StatementPayment] = set()
        """The payments that are a cart's by now."""

    def of(self, cart: LockedAttempts) -> Evidence | None:
        """What the payments say of the cart; ``None`` where none of them could be its."""
        found = self._likely.meant_for(cart)
        if not found:
            return None
        meant = sorted(found, key=StatementPayment.order)
        payment = meant[0]
        rivals = self._likely.rival_payments(cart, payment)
        doubt = None
        if len(meant) > 1:
            doubt = "More than one payment of this amount and payer could be this cart's."
        elif self._likely.rival_carts(cart, payment):
            doubt = "Another locked cart of the same amount could have been paid by this payment, too."
        elif rivals:
            doubt = "It could be a second payment of the same payer for another cart, which has been paid."
        elif not found[payment]:
            doubt = "The amount is right, but of payer and card one is the same and one is another."
        if doubt is not None:
            return Evidence(verdict=Verdict.AMBIGUOUS, reasons=(doubt,), rows=rows_of((*meant, *rivals)))
        self.taken.add(payment)
        attempt = _attempt_of(cart, payment)
        return undecided(payment, attempt) or paid_or_given_back(
            cart, payment, (words.by_payer(attempt, payment),), self._statements
        )


def _attempt_of(cart: LockedAttempts, payment: StatementPayment) -> PaymentAttempt:
    """The attempt that the payment is of: the one that began nearest to it among those of its amount."""
    fitting = [
        attempt
        for attempt in attempts_sought(cart.attempts)
        if any((attempt.amount, attempt.currency) == (each.amount, each.currency) for each in payment.amounts)
    ]
    return min(fitting, key=lambda attempt: abs(payment.at - attempt.started_at))
