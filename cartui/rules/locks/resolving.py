"""Resolving a lock: with which reason, and whether that goes against the evidence (decisions 19 and 20)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final

from cartui.model.errors import Conflict, Invalid, Refused
from cartui.model.money import Money
from cartui.model.payment import Lock, PaymentAttempt
from cartui.model.problem import Problem
from cartui.model.statement import Evidence, StatementKind, StatementRow, StatementStatus, Verdict
from cartui.rules.locks.locking import locked_for
from cartui.rules.locks.statement_payments import gone
from cartui.rules.order_life import read_reason


class Resolution(StrEnum):
    """What becomes of a locked cart; the value is what one types."""

    CONFIRM = "confirm"
    UNLOCK = "unlock"
    DELETE = "delete"


_AGAINST: Final[Mapping[Resolution, Mapping[Verdict, str]]] = {
    Resolution.CONFIRM: {
        Verdict.NOT_PAID: "the statement has no payment for it",
        Verdict.REFUNDED: "its payment was given back since",
        Verdict.MISMATCH: "the statement has another amount or currency",
    },
    Resolution.UNLOCK: {
        Verdict.PAID: "the customer paid",
        Verdict.MISMATCH: "the customer paid another amount or currency",
    },
    Resolution.DELETE: {
        Verdict.PAID: "the customer paid",
        Verdict.MISMATCH: "the customer paid another amount or currency",
    },
}
"""What the evidence says against each; where it says nothing for certain, an agent decides."""


def reason_of(typed: str) -> str:
    """The reason for locking or resolving, as it is kept for ever. Raises ``Invalid`` where there is none."""
    reason = read_reason(typed)
    if not reason:
        message = "give a reason: it is kept in the cart's history for ever"
        raise Invalid(message, [Problem(field="reason", message=message)])
    return reason


def against(resolution: Resolution, evidence: Evidence) -> str:
    """What the evidence says against it, as words that follow "since"; empty: nothing."""
    return _AGAINST[resolution].get(evidence.verdict, "")


def ensure_with_evidence(
    number: str, resolution: Resolution, evidence: Evidence, *, against_evidence: bool
) -> None:
    """Refuse what goes against the evidence, unless that was said to be meant. Raises ``Refused``."""
    why = against(resolution, evidence)
    if not why or against_evidence:
        return
    says = " ".join(evidence.reasons)
    raise Refused(
        f"{number}: to {resolution} it goes against the evidence, since {why}. {says} Nothing was changed; "
        "to do it nevertheless, say that it is against the evidence and why."
    )


def ensure_same_lock(number: str, since: datetime | None, lock: Lock | None) -> None:
    """Refuse what was decided about an earlier lock than the cart's of now; ``None``: about none.

    A locked cart refuses every edit, so that under a lock of one moment it is one purchase. Raises
    ``Conflict``.
    """
    if since is None or (lock is not None and lock.since == since):
        return
    raise Conflict(
        f"{number} was unlocked meanwhile and locked again: look at it again. Nothing was changed.",
        changed=("lock",),
    )


def ensure_as_seen(number: str, seen: Verdict | None, evidence: Evidence) -> None:
    """Refuse what was decided by another verdict than that of now; ``None``: by none.

    Raises ``Conflict``.
    """
    if seen is None or seen is evidence.verdict:
        return
    before, now = (verdict.value.replace("_", " ") for verdict in (seen, evidence.verdict))
    says = " ".join(evidence.reasons)
    raise Conflict(
        f"{number}: the evidence said {before}, and says {now} by now. {says} Nothing was changed.",
        changed=("evidence",),
    )


def used_up(evidence: Evidence) -> tuple[tuple[str, str], ...]:
    """The transactions that paid, as provider and transaction, where the evidence has some."""
    return tuple((row.provider.lower(), row.transaction) for row in _paying(evidence))


def paid_attempt(evidence: Evidence, attempts: Sequence[PaymentAttempt]) -> PaymentAttempt | None:
    """The attempt that the evidence says was paid; ``None`` where it says of none."""
    rows = _paying(evidence)
    names = {name for row in rows for name in (row.transaction, *row.references, row.merchant_reference)}
    sums = {(row.amount, row.currency) for row in rows}
    same = [attempt for attempt in attempts if (attempt.amount, attempt.currency) in sums]
    named = [each for each in attempts if {each.reference, each.merchant_reference} & (names - {""})]
    both = [each for each in same if each in named]
    other = named if evidence.verdict is Verdict.MISMATCH else []
    return max(both or same or other, key=lambda attempt: attempt.started_at, default=None)


def _paying(evidence: Evidence) -> tuple[StatementRow, ...]:
    """The rows of the payment that came in, and of which something is left."""
    if evidence.verdict is not Verdict.PAID and evidence.verdict not in _NOT_AS_TRIED:
        return ()
    rows = tuple(
        row
        for row in evidence.rows
        if row.kind is StatementKind.PAYMENT and row.status is StatementStatus.COMPLETED
    )
    if evidence.verdict is Verdict.REFUNDED and not any(_left(evidence.rows, row.currency) for row in rows):
        return ()
    return rows


def attempt_confirmed(
    evidence: Evidence, lock: Lock | None, attempts: Sequence[PaymentAttempt]
) -> PaymentAttempt | None:
    """The attempt that counts as paid once a cart is confirmed: what the evidence says, or what locked it.

    ``None``: none of them paid it, since what was tried went back, or nothing was tried.
    """
    attempt = paid_attempt(evidence, attempts)
    if attempt is not None or lock is None or evidence.verdict is Verdict.REFUNDED:
        return attempt
    return locked_for(lock, attempts)


def confirmed_as_paid(
    evidence: Evidence, attempt: PaymentAttempt | None, *, total: int, currency: str
) -> tuple[int, str]:
    """How much a cart is paid with that a person confirms, and what is to be noted on its order.

    What the statement has, where that is something else than was tried; else as :func:`came_in`.
    """
    if evidence.verdict not in _NOT_AS_TRIED:
        return came_in(attempt, total=total, currency=currency)
    says = " ".join(evidence.reasons)
    return _left(evidence.rows, currency), f"Confirmed against the evidence: {says}"


def came_in(attempt: PaymentAttempt | None, *, total: int, currency: str) -> tuple[int, str]:
    """How much of a confirmed payment counts for the order, and what is to be noted on it.

    The amount that was tried; where none was, the total, as whoever confirms says that it was paid.
    """
    if attempt is None:
        return total, ""
    if attempt.currency == currency:
        return attempt.amount, ""
    tried = f"{attempt.currency} {Money(attempt.amount, attempt.currency).major()}"
    return 0, f"{tried} was paid, which is another currency than {currency}: see what is still due."


_NOT_AS_TRIED: Final = frozenset({Verdict.MISMATCH, Verdict.REFUNDED})
"""Where money came in, and not what was tried."""


def _left(rows: Sequence[StatementRow], currency: str) -> int:
    """How much came in by one payment's rows in that currency and did not go back; 0: nobody can tell."""
    came = [
        abs(row.amount)
        for row in rows
        if row.kind in (StatementKind.PAYMENT, StatementKind.CONVERSION)
        and row.status is StatementStatus.COMPLETED
        and row.currency == currency
    ]
    back = gone(row for row in rows if row.kind in (StatementKind.REFUND, StatementKind.REVERSAL))
    if back and currency not in back:
        return 0  # it went back in another currency
    return max(max(came, default=0) - back.get(currency, 0), 0)
