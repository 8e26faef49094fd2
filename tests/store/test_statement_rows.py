"""The rows that are read for locked carts say the same of them as all rows of all statements would."""

from datetime import UTC, datetime, timedelta

import pytest

from cartui.model.payment import PaymentAttempt
from cartui.model.statement import Coverage, LockedAttempts, StatementRow
from cartui.rules.locks.evidence import evidence_for
from cartui.store.database import Database
from cartui.store.payment_statements import rows_called, rows_for, take_rows
from tests.rules.known_month import SETTLES_WITHIN
from tests.rules.month_of_payments import make_month


@pytest.mark.parametrize("seed", range(3))
def test_no_row_is_missing_that_would_say_something_else(database: Database, seed: int) -> None:
    month = make_month(seed, attempts=500)
    once = {(row["provider"], row["transaction"]): StatementRow.model_validate(row) for row in month.rows}
    coverage = [Coverage.model_validate(each) for each in month.coverage]
    # A few carts at a time, as a queue has them: what all of a month ask for is nearly everything.
    locked = [
        LockedAttempts(
            number=cart.number, attempts=tuple(PaymentAttempt.model_validate(each) for each in cart.attempts)
        )
        for cart in month.locked[::9]
    ]
    with database.write() as conn:
        assert take_rows(conn, [*once.values()]) == len(once)
        read = rows_for(conn, [each for cart in locked for each in cart.attempts], SETTLES_WITHIN)

    assert len(read) < len(once)
    assert evidence_for(locked, read, coverage, SETTLES_WITHIN, month.used) == evidence_for(
        locked, once.values(), coverage, SETTLES_WITHIN, month.used
    )


def test_payments_that_are_about_nothing_are_not_read_with_those_of_an_attempt(database: Database) -> None:
    at = datetime(2026, 10, 7, 5, tzinfo=UTC)
    told = {"provider": "paypal", "kind": "payment", "currency": "EUR"}
    rows = [
        StatementRow.model_validate({**told, "transaction": f"T{n}", "at": at, "amount": 1_000 + n})
        for n in range(50)
    ]
    attempt = PaymentAttempt(provider="PayPal", amount=1_007, currency="EUR", started_at=at)
    with database.write() as conn:
        take_rows(conn, rows)
        assert rows_for(conn, [attempt], SETTLES_WITHIN) == [rows[7]]


def test_a_payment_is_read_whose_conversion_has_the_amount_that_was_tried(database: Database) -> None:
    at = datetime(2026, 10, 7, 5, tzinfo=UTC)
    told = {"provider": "paypal", "at": at + timedelta(minutes=4)}
    paid, *converted = (
        StatementRow.model_validate({**told, **row})
        for row in (
            {"transaction": "8XK", "kind": "payment", "amount": 11_106, "currency": "EUR"},
            {"transaction": "C1", "kind": "conversion", "amount": -11_106, "currency": "EUR", "about": "8XK"},
            {"transaction": "C2", "kind": "conversion", "amount": 10_097, "currency": "USD", "about": "8XK"},
        )
    )
    attempt = PaymentAttempt(provider="PayPal", amount=10_097, currency="USD", started_at=at)
    with database.write() as conn:
        take_rows(conn, [paid, *converted])
        assert set(rows_for(conn, [attempt], SETTLES_WITHIN)) == {paid, *converted}


def test_all_that_is_called_as_a_payment_is_read_over_two_names(database: Database) -> None:
    at = datetime(2026, 10, 7, 5, tzinfo=UTC)
    told = {"provider": "stripe", "at": at, "kind": "payment", "amount": 4_800, "currency": "USD"}
    rows = [
        StatementRow.model_validate({**told, "transaction": transaction, "references": references})
        for transaction, references in (
            ("ch_1", ["pi_1"]),
            ("ch_2", ["pi_1", "order 7"]),
            ("ch_3", ["order 7"]),
        )
    ]
    with database.write() as conn:
        take_rows(conn, rows)
        assert set(rows_called(conn, [("stripe", "ch_1")], ())) == set(rows)
