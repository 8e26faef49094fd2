"""A month of 2,000 attempts to pay, and what the statements say of those that nobody came back from."""

from collections import Counter
from datetime import UTC, datetime
from functools import lru_cache

import pytest

from cartui.model.payment import PaymentAttempt
from cartui.model.statement import Coverage, Evidence, LockedAttempts, StatementRow, Verdict
from cartui.rules.locks.evidence import evidence_for
from tests.rules.known_month import SETTLES_WITHIN, Cart, Month
from tests.rules.month_of_payments import make_month
from tests.scale import full_or_tenth

MIDDLE = datetime(2026, 10, 20, 11, 30, tzinfo=UTC)
SEEDS = range(full_or_tenth(30))
TRUE = {
    Verdict.PAID: {"paid", "paid twice"},
    Verdict.NOT_PAID: {"unpaid"},
    Verdict.MISMATCH: {"paid another amount"},
    Verdict.REFUNDED: {"paid back"},
}
"""What has to be true of a cart for a verdict that says something."""


@lru_cache(maxsize=6)
def looked_at(seed: int, stops: datetime | None = None) -> tuple[Month, dict[str, Evidence]]:
    """A month, and the evidence of its locked carts."""
    month = make_month(seed, stops=stops)
    locked = [
        LockedAttempts(
            number=cart.number, attempts=tuple(PaymentAttempt.model_validate(each) for each in cart.attempts)
        )
        for cart in month.locked
    ]
    rows = [StatementRow.model_validate(row) for row in month.rows]
    coverage = [Coverage.model_validate(each) for each in month.coverage]
    return month, evidence_for(locked, rows, coverage, SETTLES_WITHIN, month.used)


def wrong(month: Month, evidence: dict[str, Evidence]) -> list[tuple[str, str, Evidence]]:
    """The carts of which something is said that is not true."""
    return [
        (cart.number, month.fate(cart), evidence[cart.number])
        for cart in month.locked
        if month.fate(cart) not in TRUE.get(evidence[cart.number].verdict, {month.fate(cart)})
    ]


def share(found: Counter[Verdict], verdict: Verdict) -> float:
    """How many of them have that verdict."""
    return found[verdict] / found.total()


@pytest.mark.parametrize("stops", [None, MIDDLE], ids=["whole month", "files end on the 20th"])
@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_said_of_a_cart_that_is_not_true(seed: int, stops: datetime | None) -> None:
    month, evidence = looked_at(seed, stops)

    assert len(evidence) == len(month.locked) > 500
    assert wrong(month, evidence) == []


def test_of_carts_whose_reference_is_in_a_statement_98_in_100_are_found_paid() -> None:
    found: Counter[Verdict] = Counter()
    for seed in SEEDS:
        month, evidence = looked_at(seed)
        found.update(
            evidence[cart.number].verdict
            for cart in month.locked
            if month.fate(cart) in TRUE[Verdict.PAID] and month.names(cart)
        )

    assert found.total() > 200 * len(SEEDS)
    assert share(found, Verdict.PAID) >= 0.98, found


def test_of_unpaid_carts_whose_time_is_covered_90_in_100_are_found_not_paid() -> None:
    found: Counter[Verdict] = Counter()
    for seed in SEEDS:
        month, evidence = looked_at(seed)
        found.update(
            evidence[cart.number].verdict
            for cart in month.locked
            if month.fate(cart) == "unpaid" and month.is_covered(cart)
        )

    assert found.total() > 300 * len(SEEDS)
    assert share(found, Verdict.NOT_PAID) >= 0.9, found


@pytest.mark.parametrize("seed", SEEDS)
def test_a_statement_that_stops_early_says_not_paid_of_nothing_after_its_end(seed: int) -> None:
    month, evidence = looked_at(seed, MIDDLE)
    after = [cart for cart in month.locked if latest(cart) + SETTLES_WITHIN > MIDDLE]

    assert len(after) > 200
    assert all(evidence[cart.number].verdict is not Verdict.NOT_PAID for cart in after)


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_said_to_be_unpaid_where_a_file_is_missing(seed: int) -> None:
    month, evidence = looked_at(seed)
    uncovered = [cart for cart in month.locked if not month.is_covered(cart)]

    assert uncovered
    assert all(evidence[cart.number].verdict is not Verdict.NOT_PAID for cart in uncovered)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_payment_of_the_month_serves_two_carts(seed: int) -> None:
    month, evidence = looked_at(seed)
    speaking = (Verdict.PAID, Verdict.MISMATCH, Verdict.REFUNDED)
    served = [*month.used]
    for found in evidence.values():
        if found.verdict in speaking:
            payments = {(row.provider, row.transaction) for row in found.rows if row.kind == "payment"}
            served += payments

    assert len(served) == len(set(served))


def latest(cart: Cart) -> datetime:
    """When it was last tried to pay, but for what failed at once."""
    tried = [each for each in cart.attempts if each["status"] != "failed"]
    return max(datetime.fromisoformat(each["started_at"]) for each in tried)
