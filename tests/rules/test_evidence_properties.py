"""What holds of evidence whatever is locked and whatever is in the statements.

The carts, rows and files here are few and alike: the same amounts, payers and references again and again.
"""

from datetime import datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from cartui.model.payment import PaymentAttempt
from cartui.model.statement import (
    Coverage,
    Evidence,
    LockedAttempts,
    StatementKind,
    StatementRow,
    StatementStatus,
    Verdict,
)
from cartui.rules.locks.evidence import evidence_for, payments_without_order
from tests.rules.evidence_cases import DAY, covers, minutes, row, tried

AMOUNTS = st.sampled_from([4800, 4801, 1200])
TIMES = st.integers(-10, 3000).map(minutes)
PAYERS = st.sampled_from(["", "a@mail.example", "A@MAIL.example", "b@mail.example"])
CARDS = st.sampled_from(["", "4242", "0005"])
INVOICES = st.sampled_from(["", "", "WEB-1", "WEB-2"])
IDS = st.sampled_from(["", "", "T1", "T2", "T3", "T4", "pi_1", "pi_2"])

ATTEMPTS = st.builds(
    lambda amount, at, payer, card, invoice, reference: tried(
        amount,
        started_at=at,
        payer_email=payer or None,
        card_last4=card or None,
        merchant_reference=invoice,
        reference=reference,
    ),
    AMOUNTS,
    TIMES,
    PAYERS,
    CARDS,
    INVOICES,
    IDS,
)
CARTS = st.lists(st.lists(ATTEMPTS, min_size=1, max_size=2), min_size=1, max_size=4).map(
    lambda carts: [
        LockedAttempts(number=f"C-{at}", attempts=tuple(attempts)) for at, attempts in enumerate(carts)
    ]
)
KINDS = st.sampled_from([StatementKind.PAYMENT] * 6 + [*StatementKind])
STATUSES = st.sampled_from([StatementStatus.COMPLETED] * 4 + [*StatementStatus])
ROWS = st.lists(
    st.builds(
        lambda transaction, kind, status, amount, at, payer, card, invoice, about: row(
            transaction,
            -amount if kind in (StatementKind.REFUND, StatementKind.FEE) else amount,
            kind=kind,
            status=status,
            at=at,
            payer_email=payer,
            card_last4=card,
            merchant_reference=invoice,
            references=(about,) if about.startswith("pi") else (),
            about="" if kind is StatementKind.PAYMENT else about,
        ),
        st.sampled_from(["T1", "T2", "T3", "T4", "T5", "T6"]),
        KINDS,
        STATUSES,
        AMOUNTS,
        TIMES,
        PAYERS,
        CARDS,
        INVOICES,
        IDS,
    ),
    max_size=8,
    # In every file a transaction is about the same; how far it came is what goes on.
    unique_by=lambda each: (each.transaction, each.status),
)
FILES = st.lists(
    st.tuples(st.integers(-2000, 3000), st.integers(1, 5000)).map(
        lambda span: covers(start=minutes(span[0]), end=minutes(span[0] + span[1]))
    ),
    max_size=3,
)
USED = st.lists(st.tuples(st.just("PayPal"), st.sampled_from(["T1", "T2", "pi_1", "WEB-2"])), max_size=2)


def paying(found: Evidence) -> set[str]:
    """The transactions by which money came in."""
    return {
        each.transaction
        for each in found.rows
        if each.kind is StatementKind.PAYMENT and each.status is StatementStatus.COMPLETED
    }


@given(CARTS, ROWS, FILES, USED, st.randoms(use_true_random=False))
def test_neither_the_order_of_rows_nor_how_often_they_are_there_matters(
    carts: list[LockedAttempts],
    rows: list[StatementRow],
    files: list[Coverage],
    used: list[tuple[str, str]],
    rng: Random,
) -> None:
    again = [*rows, *rows[::2]]
    rng.shuffle(again)

    assert evidence_for(carts, again, [*files[::-1], *files], DAY, used) == evidence_for(
        carts, rows, files, DAY, used
    )


@given(CARTS, ROWS, FILES, USED)
def test_the_order_of_carts_matters_nothing_but_in_the_answer(
    carts: list[LockedAttempts], rows: list[StatementRow], files: list[Coverage], used: list[tuple[str, str]]
) -> None:
    found = evidence_for(carts, rows, files, DAY, used)

    assert [*found] == [cart.number for cart in carts]
    assert evidence_for(carts[::-1], rows, files, DAY, used) == found


@given(CARTS, ROWS, FILES, USED)
def test_one_payment_serves_one_cart_and_none_that_serves_another_already(
    carts: list[LockedAttempts], rows: list[StatementRow], files: list[Coverage], used: list[tuple[str, str]]
) -> None:
    found = evidence_for(carts, rows, files, DAY, used)
    speaking = [each for each in found.values() if each.verdict in (Verdict.PAID, Verdict.MISMATCH)]
    serving = [transaction for each in speaking for transaction in paying(each)]

    assert len(serving) == len(set(serving))
    assert all(serving for each in speaking)
    named = {text for _, text in used}
    for each in speaking:
        for payment in each.rows:
            if payment.kind is StatementKind.PAYMENT:
                assert not named & {payment.transaction, payment.merchant_reference, *payment.references}


@given(CARTS, ROWS, FILES, USED)
def test_what_is_paid_is_an_amount_that_was_tried(
    carts: list[LockedAttempts], rows: list[StatementRow], files: list[Coverage], used: list[tuple[str, str]]
) -> None:
    found = evidence_for(carts, rows, files, DAY, used)

    for cart in carts:
        if found[cart.number].verdict is Verdict.PAID:
            tried_amounts = {attempt.amount for attempt in cart.attempts}
            came = {
                abs(each.amount)
                for each in found[cart.number].rows
                if each.kind in (StatementKind.PAYMENT, StatementKind.CONVERSION)
            }
            assert tried_amounts & came


@given(CARTS, ROWS, FILES, FILES, USED)
def test_more_files_without_more_rows_only_turn_not_known_into_not_paid(
    carts: list[LockedAttempts],
    rows: list[StatementRow],
    files: list[Coverage],
    more: list[Coverage],
    used: list[tuple[str, str]],
) -> None:
    before = evidence_for(carts, rows, files, DAY, used)
    after = evidence_for(carts, rows, [*files, *more], DAY, used)

    for number, found in after.items():
        was = before[number].verdict
        assert found.verdict is was or (was, found.verdict) == (Verdict.UNKNOWN, Verdict.NOT_PAID)


@given(CARTS, ROWS, FILES, USED)
def test_not_paid_is_said_only_where_every_minute_is_covered_and_nothing_came(
    carts: list[LockedAttempts], rows: list[StatementRow], files: list[Coverage], used: list[tuple[str, str]]
) -> None:
    found = evidence_for(carts, rows, files, DAY, used)

    for cart in carts:
        if found[cart.number].verdict is Verdict.NOT_PAID:
            assert all(
                is_covered(attempt, minute, files) for attempt in cart.attempts for minute in range(1440)
            )
            ids = {attempt.reference for attempt in cart.attempts} - {""}
            invoices = {attempt.merchant_reference for attempt in cart.attempts} - {""}
            assert not [
                each
                for each in rows
                if each.kind is StatementKind.PAYMENT and each.status is not StatementStatus.FAILED
                if ids & {each.transaction, *each.references} or each.merchant_reference in invoices
                if not has_failed(each, rows)
            ]


@given(CARTS, ROWS, FILES, USED)
def test_a_payment_is_listed_as_without_an_order_unless_a_cart_has_it(
    carts: list[LockedAttempts], rows: list[StatementRow], files: list[Coverage], used: list[tuple[str, str]]
) -> None:
    found = evidence_for(carts, rows, files, DAY, used)
    listed = {each.transaction for each in payments_without_order(rows, found, used)}
    paid = {
        transaction
        for each in found.values()
        if each.verdict in (Verdict.PAID, Verdict.MISMATCH)
        for transaction in paying(each)
    }

    assert not listed & paid
    assert not listed & {text for _, text in used}


def is_covered(attempt: PaymentAttempt, minute: int, files: list[Coverage]) -> bool:
    """Whether a file has that minute after the attempt."""
    at: datetime = attempt.started_at + timedelta(minutes=minute)
    return any(each.start <= at < each.end for each in files)


def has_failed(payment: StatementRow, rows: list[StatementRow]) -> bool:
    """Whether a file says of a pending payment that it came to nothing."""
    return payment.status is StatementStatus.PENDING and any(
        each.transaction == payment.transaction
        and each.kind is StatementKind.PAYMENT
        and each.status is StatementStatus.FAILED
        for each in rows
    )
