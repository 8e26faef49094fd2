"""Whether the customers of locked carts paid, by what their payment providers' statements say."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import chain
from typing import Final

from cartui.model.money import Money
from cartui.model.payment import PaymentAttempt
from cartui.model.statement import (
    Coverage,
    Evidence,
    LockedAttempts,
    StatementKind,
    StatementRow,
    StatementStatus,
    Suggested,
    Suggestion,
    Verdict,
)
from cartui.rules.locks import words
from cartui.rules.locks.by_payer import PayerEvidence
from cartui.rules.locks.by_reference import evidence_by_reference, rows_of
from cartui.rules.locks.likely_payments import LikelyPayments, PossiblePayments, attempts_sought, paid_between
from cartui.rules.locks.named_payments import MOST, NamedPayments, names_tried, names_used
from cartui.rules.locks.statement_coverage import CoveredTimes, Gap
from cartui.rules.locks.statement_payments import Kept, StatementPayment, StatementPayments
from cartui.rules.locks.without_order import names_serving, unserved

MOST_OTHERS: Final = 20
"""So many other carts are named at most."""

_CONCERNED: Final = frozenset({Verdict.PAID, Verdict.MISMATCH, Verdict.REFUNDED, Verdict.AMBIGUOUS})


def evidence_for(
    locked: Sequence[LockedAttempts],
    rows: Iterable[StatementRow],
    coverage: Iterable[Coverage],
    settle_window: timedelta,
    used: Collection[tuple[str, str]] = (),
) -> dict[str, Evidence]:
    """What the statements say of each locked cart, by its number.

    All locked carts have to be there at once: one payment never serves two of them. The rows may be of many
    files that overlap, in any order. ``settle_window`` is how long after its attempt a payment may come
    (decision 18). ``used`` are payments that serve a cart already, each as its provider and what that one
    calls it: the transaction that a cart was confirmed with, and for orders that paid by themselves the
    reference of the attempt that succeeded (its merchant reference, where the provider gave none).
    """
    tried = (name for cart in locked for name in names_tried(cart.attempts))
    statements = StatementPayments(rows, chain(tried, names_used(used)))
    return _Finding(locked, statements, CoveredTimes(coverage), settle_window, used).all()


def suggestion(evidence: Evidence, total: Money | None = None) -> Suggestion:
    """What to do by that evidence, and the reason to begin with.

    ``total`` is what the cart comes to: where something else was paid, somebody has to look.
    """
    if evidence.verdict is Verdict.NOT_PAID:
        return Suggestion(suggested=Suggested.UNLOCK, reason=f"Not paid: {evidence.reasons[0]}")
    paid = {(abs(row.amount), row.currency) for row in evidence.rows if row.kind in _TELLING_AMOUNTS}
    if evidence.verdict is Verdict.PAID and (total is None or (total.amount, total.currency) in paid):
        return Suggestion(suggested=Suggested.CONFIRM, reason=f"Paid: {evidence.reasons[0]}")
    return Suggestion(suggested=Suggested.LOOK_CLOSER)


_TELLING_AMOUNTS: Final = (StatementKind.PAYMENT, StatementKind.CONVERSION)


def payments_without_order(
    rows: Iterable[StatementRow],
    evidence: Mapping[str, Evidence],
    used: Collection[tuple[str, str]] = (),
) -> tuple[StatementRow, ...]:
    """The payments that came in, were not given back, and serve no cart; the earliest first.

    ``used`` is what :func:`evidence_for` has it. A payment that the evidence has for one locked cart is not
    among them; one that could be for several is, until somebody has decided.
    """
    statements = StatementPayments(rows, names_serving(evidence, used))
    return tuple(
        payment.row for payment in unserved(statements, evidence, used) if payment.kept is not Kept.NONE
    )


class _Finding:
    """The evidence of all locked carts, found in three rounds: what one round finds is gone for the next."""

    def __init__(
        self,
        locked: Sequence[LockedAttempts],
        statements: StatementPayments,
        covered: CoveredTimes,
        settle_window: timedelta,
        used: Collection[tuple[str, str]],
    ) -> None:
        """Prepare the first round."""
        self._locked = locked
        self._statements = statements
        self._covered = covered
        self._settle_window = settle_window
        self._named = NamedPayments(locked, statements, used)
        self._found: dict[str, Evidence] = {}

    def all(self) -> dict[str, Evidence]:
        """Look by reference, then by amount and payer, then whether a payment would have to be there."""
        for cart in self._locked:
            evidence = evidence_by_reference(cart, self._named, self._statements)
            if evidence is not None:
                self._found[cart.number] = evidence
        money = [each for each in self._statements.payments if each.status is not StatementStatus.FAILED]
        spoken_for = [each for each in money if self._named.is_used(each) or self._named.is_owned(each)]
        likely = LikelyPayments(
            locked=self._locked,
            unpaid=self._open(),
            free=[each for each in money if not self._named.is_used(each) and not self._named.is_named(each)],
            spoken_for=spoken_for,
            settle_window=self._settle_window,
        )
        by_payer = PayerEvidence(likely, self._statements)
        for cart in self._open():
            evidence = by_payer.of(cart)
            if evidence is not None:
                self._found[cart.number] = evidence
        gone = by_payer.taken.union(spoken_for)
        left = self._open()
        possible = PossiblePayments(left, [each for each in money if each not in gone], self._settle_window)
        for cart in left:
            self._found[cart.number] = self._by_absence(cart, possible.of(cart))
        return _with_others({cart.number: self._found[cart.number] for cart in self._locked})

    def _open(self) -> list[LockedAttempts]:
        """The carts of which nothing is found yet."""
        return [cart for cart in self._locked if cart.number not in self._found]

    def _by_absence(self, cart: LockedAttempts, possible: Sequence[StatementPayment]) -> Evidence:
        """What is known of a cart for which there is no payment, or none that tells enough."""
        sought = attempts_sought(cart.attempts)
        if possible:
            reasons = tuple(words.could_be(sought, payment) for payment in possible)
            return Evidence(verdict=Verdict.AMBIGUOUS, reasons=reasons, rows=rows_of(possible))
        failed = self._failed(cart)
        refused = tuple(words.refused(attempt, payment) for attempt, payment in failed)
        rows = rows_of(payment for _, payment in failed)
        uncovered = tuple(
            words.not_covered(
                attempt,
                gap,
                paid_between(attempt, self._settle_window),
                known=self._covered.knows(attempt.provider),
            )
            for attempt in sought
            if (gap := self._gap(attempt)) is not None
        )
        if uncovered:
            return Evidence(verdict=Verdict.UNKNOWN, reasons=(*uncovered, *refused), rows=rows)
        absent = tuple(
            words.nothing_came(attempt, paid_between(attempt, self._settle_window)) for attempt in sought
        )
        return Evidence(verdict=Verdict.NOT_PAID, reasons=(*absent, *refused), rows=rows)

    def _gap(self, attempt: PaymentAttempt) -> Gap | None:
        """The first time that no statement has, of that in which the attempt's payment would stand."""
        return self._covered.first_gap(attempt.provider, *paid_between(attempt, self._settle_window))

    def _failed(self, cart: LockedAttempts) -> list[tuple[PaymentAttempt, StatementPayment]]:
        """The latest payments with the cart's references that the provider refused."""
        failed = {
            payment: attempt
            for attempt in cart.attempts
            for name in names_tried((attempt,))
            for payment in self._statements.failed.get(name, ())[-MOST:]
        }
        latest = sorted(failed, key=StatementPayment.order)[-MOST:]
        return [(failed[payment], payment) for payment in latest]


def _with_others(found: dict[str, Evidence]) -> dict[str, Evidence]:
    """The evidence, completed by the other carts that the rows of an ambiguous one could be meant for."""
    carts: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for number, evidence in found.items():
        if evidence.verdict in _CONCERNED:
            for row in evidence.rows:
                carts[row.provider, row.transaction].append(number)
    return {
        number: evidence.model_copy(update={"others": _others(number, evidence.rows, carts)})
        if evidence.verdict is Verdict.AMBIGUOUS
        else evidence
        for number, evidence in found.items()
    }


def _others(
    number: str, rows: Sequence[StatementRow], carts: Mapping[tuple[str, str], Sequence[str]]
) -> tuple[str, ...]:
    """The other carts of these rows, at most :data:`MOST_OTHERS`."""
    known = (other for row in rows for other in carts[row.provider, row.transaction][: MOST_OTHERS + 1])
    return tuple(sorted({*known} - {number})[:MOST_OTHERS])
