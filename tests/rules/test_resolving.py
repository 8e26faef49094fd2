"""Who resolves a lock against the evidence has to mean it; everybody gives a reason."""

import pytest

from cartui.model.errors import Invalid, Refused
from cartui.model.payment import Lock, LockReason, PaymentAttempt
from cartui.model.statement import Evidence, StatementKind, StatementRow, Verdict
from cartui.rules.locks.resolving import (
    Resolution,
    against,
    attempt_confirmed,
    came_in,
    confirmed_as_paid,
    ensure_with_evidence,
    paid_attempt,
    reason_of,
    used_up,
)
from tests.store.records import NOW

REFUSED = {
    (Resolution.CONFIRM, Verdict.NOT_PAID),
    (Resolution.CONFIRM, Verdict.REFUNDED),
    (Resolution.CONFIRM, Verdict.MISMATCH),
    (Resolution.UNLOCK, Verdict.PAID),
    (Resolution.UNLOCK, Verdict.MISMATCH),
    (Resolution.DELETE, Verdict.PAID),
    (Resolution.DELETE, Verdict.MISMATCH),
}


def evidence(verdict: Verdict) -> Evidence:
    """A verdict that rests on a payment and its fee."""
    row = StatementRow(
        provider="PayPal",
        transaction="8XK",
        kind=StatementKind.PAYMENT,
        at=NOW,
        amount=4_800,
        currency="USD",
    )
    fee = row.model_copy(update={"transaction": "FEE", "kind": StatementKind.FEE})
    return Evidence(verdict=verdict, reasons=("The reference is there.",), rows=(row, fee))


def with_refund(amount: int, currency: str = "USD") -> Evidence:
    """The same payment, of which so much went back."""
    refunded = evidence(Verdict.REFUNDED)
    back = refunded.rows[0].model_copy(
        update={"transaction": "R1", "kind": StatementKind.REFUND, "amount": -amount, "currency": currency}
    )
    return refunded.model_copy(update={"rows": (*refunded.rows, back)})


@pytest.mark.parametrize("resolution", Resolution)
@pytest.mark.parametrize("verdict", Verdict)
def test_what_goes_against_the_evidence_is_refused_unless_it_is_meant(
    resolution: Resolution, verdict: Verdict
) -> None:
    ensure_with_evidence("C-1", resolution, evidence(verdict), against_evidence=True)
    assert bool(against(resolution, evidence(verdict))) == ((resolution, verdict) in REFUSED)
    if (resolution, verdict) not in REFUSED:
        ensure_with_evidence("C-1", resolution, evidence(verdict), against_evidence=False)
        return
    with pytest.raises(Refused, match=rf"C-1: to {resolution} it goes against .*The reference is there\."):
        ensure_with_evidence("C-1", resolution, evidence(verdict), against_evidence=False)


def test_a_reason_is_there_and_shows_no_card() -> None:
    assert reason_of(" rang;\n4242424242424242 ") == "rang; •••• 4242"
    with pytest.raises(Invalid, match="reason"):
        reason_of(" \n ")


def test_only_what_paid_is_used_up() -> None:
    assert used_up(evidence(Verdict.PAID)) == (("paypal", "8XK"),)
    assert used_up(evidence(Verdict.MISMATCH)) == (("paypal", "8XK"),)
    assert used_up(evidence(Verdict.REFUNDED)) == (("paypal", "8XK"),)
    assert used_up(with_refund(4_800)) == used_up(evidence(Verdict.AMBIGUOUS)) == ()


def test_what_counts_for_the_order_is_what_was_tried_in_its_currency() -> None:
    tried = PaymentAttempt(provider="PayPal", amount=4_000, currency="USD", started_at=NOW)
    assert came_in(tried, total=4_800, currency="USD") == (4_000, "")
    assert came_in(None, total=4_800, currency="USD") == (4_800, "")
    paid, noted = came_in(tried, total=4_800, currency="EUR")
    assert paid == 0
    assert "USD 40.00" in noted


@pytest.mark.parametrize(
    ("seen", "currency", "paid"),
    [
        (evidence(Verdict.MISMATCH), "USD", 4_800),
        (evidence(Verdict.MISMATCH), "EUR", 0),
        (with_refund(4_800), "USD", 0),
        (with_refund(1_000), "USD", 3_800),
        (with_refund(1_000, "EUR"), "USD", 0),
    ],
    ids=["another amount", "another currency", "all of it back", "a part back", "back in another currency"],
)
def test_where_the_statement_has_something_else_than_was_tried_that_counts_and_is_noted(
    seen: Evidence, currency: str, paid: int
) -> None:
    tried = PaymentAttempt(provider="PayPal", amount=9_900, currency=currency, started_at=NOW)
    for attempt in (tried, None):
        noted = "Confirmed against the evidence: The reference is there."
        assert confirmed_as_paid(seen, attempt, total=9_900, currency=currency) == (paid, noted)


def test_else_what_was_tried_counts() -> None:
    tried = PaymentAttempt(provider="PayPal", amount=4_000, currency="USD", started_at=NOW)
    for verdict in set(Verdict) - {Verdict.MISMATCH, Verdict.REFUNDED}:
        assert confirmed_as_paid(evidence(verdict), tried, total=4_800, currency="USD") == (4_000, "")


def test_what_went_back_as_a_whole_paid_by_no_attempt() -> None:
    tried = PaymentAttempt(provider="PayPal", reference="8XK", amount=4_800, currency="USD", started_at=NOW)
    lock = Lock(reason=LockReason.NO_RETURN, since=NOW)
    assert attempt_confirmed(with_refund(4_800), lock, [tried]) is None
    assert attempt_confirmed(with_refund(1_000), lock, [tried]) == tried
    assert attempt_confirmed(evidence(Verdict.UNKNOWN), lock, [tried]) == tried


def test_the_attempt_that_was_paid_is_the_one_of_the_name_or_else_of_the_amount() -> None:
    def tried(reference: str, amount: int = 4_800) -> PaymentAttempt:
        return PaymentAttempt(
            provider="PayPal", reference=reference, amount=amount, currency="USD", started_at=NOW
        )

    paid = evidence(Verdict.PAID)
    assert paid_attempt(paid, [tried("OTHER"), tried("8XK")]) == tried("8XK")
    assert paid_attempt(paid, [tried(""), tried("", 4_900)]) == tried("")
    assert paid_attempt(paid, [tried("8XK", 4_900)]) is None
    of_name = tried("8XK", 4_900)
    assert paid_attempt(evidence(Verdict.MISMATCH), [tried("OTHER", 1), of_name]) == of_name
    assert paid_attempt(evidence(Verdict.UNKNOWN), [tried("8XK")]) is None
