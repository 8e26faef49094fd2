"""From a provider's file to a verdict: what is read is what evidence is found in."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cartui.model.payment import PaymentAttempt
from cartui.model.statement import Evidence, LockedAttempts, Verdict
from cartui.rules.locks.evidence import evidence_for
from tests.imports.statements.given import read, utc
from tests.imports.statements.writing import (
    Habits,
    Happened,
    Section,
    activity_download,
    as_file,
    report_lines,
)

DAY = utc("2026-11-10 08:00")
PAID = Happened("9XY1", DAY + timedelta(hours=2), 4_800, "USD", invoice="C-000101", email="ana@example.com")
GIVEN_BACK = Happened("9XY2", DAY + timedelta(hours=9), -4_800, "USD", kind="refund", about="9XY1")
OTHERS = (
    Happened("9XY0", DAY, 100, "USD", invoice="C-000001"),
    Happened("9XY9", DAY + timedelta(days=3), 200, "USD", invoice="C-000002"),
)
BERLIN = Habits(zone=ZoneInfo("Europe/Berlin"), day_first=True, separator=".", decimal=",", group=".")


def written(things: tuple[Happened, ...], how: str) -> bytes:
    """The statement of some days in which these things happened."""
    ordered = tuple(sorted(things, key=lambda thing: thing.at))
    if how == "activity":
        return activity_download(ordered, BERLIN)
    section = Section(ordered, DAY, DAY + timedelta(days=4))
    return as_file(report_lines([section], details=how == "details"))


def verdict_on(data: bytes, *, reference: str = "", started: datetime = DAY + timedelta(hours=2)) -> Evidence:
    """What a statement says of a cart for which 48 dollars were tried."""
    attempt = PaymentAttempt(
        provider="PayPal",
        reference=reference,
        merchant_reference="C-000101",
        amount=4_800,
        currency="USD",
        started_at=started,
    )
    statement = read(data).statement
    locked = [LockedAttempts(number="C-000101", attempts=(attempt,))]
    return evidence_for(locked, statement.rows, statement.coverage, timedelta(days=1))["C-000101"]


@pytest.mark.parametrize("how", ["activity", "settlement", "details"])
def test_each_kind_of_file_shows_who_paid_who_did_not_and_who_got_it_back(how: str) -> None:
    assert verdict_on(written((*OTHERS, PAID), how)).verdict is Verdict.PAID
    assert verdict_on(written((*OTHERS, PAID, GIVEN_BACK), how)).verdict is Verdict.REFUNDED
    assert verdict_on(written(OTHERS, how)).verdict is Verdict.NOT_PAID
    late = DAY + timedelta(days=3, hours=12)
    assert verdict_on(written(OTHERS, how), started=late).verdict is Verdict.UNKNOWN


def test_a_row_that_could_have_been_the_payment_leaves_it_unknown() -> None:
    strange = written((*OTHERS, PAID), "activity").replace(b"C-000101", b"")
    lost = strange.replace(b"48,00", b"?", 1)
    assert verdict_on(lost).verdict is Verdict.UNKNOWN


def test_the_same_payment_in_both_of_stripes_exports_pays_one_cart_once() -> None:
    payments = read(
        "id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Status,PaymentIntent ID\n"
        "ch_1,2026-11-10 10:00:00,48.00,0.00,usd,true,Paid,pi_1\n"
        "ch_2,2026-11-13 10:00:00,2.00,0.00,usd,true,Paid,pi_2\n"
    ).statement
    balance = read(
        "balance_transaction_id,created_utc,currency,gross,fee,net,reporting_category,source_id,charge_id\n"
        "txn_1,2026-11-10 10:00:00,usd,48.00,1.70,46.30,charge,ch_1,ch_1\n"
        "txn_2,2026-11-13 10:00:00,usd,2.00,0.30,1.70,charge,ch_2,ch_2\n"
    ).statement
    tried = [
        LockedAttempts(
            number=number,
            attempts=(
                PaymentAttempt(
                    provider="stripe",
                    reference=reference,
                    amount=4_800,
                    currency="USD",
                    started_at=utc(started),
                ),
            ),
        )
        for number, reference, started in (
            ("C-000101", "pi_1", "2026-11-10 10:00"),
            ("C-000102", "pi_9", "2026-11-10 11:00"),
        )
    ]
    found = evidence_for(
        tried, (*payments.rows, *balance.rows), (*payments.coverage, *balance.coverage), timedelta(days=1)
    )
    assert found["C-000101"].verdict is Verdict.PAID
    assert found["C-000102"].verdict is Verdict.NOT_PAID
