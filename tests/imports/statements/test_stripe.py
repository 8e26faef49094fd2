"""Stripe's exports of payments and of the balance: the same payment is the same in both."""

import pytest

from cartui.imports.statements.reading import Reading
from cartui.model.statement import StatementKind, StatementRow, StatementStatus
from tests.imports.statements.given import read, refusal_of, utc

PAYMENTS = """\
id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Converted Amount,Converted Currency,Fee,\
Status,Card Last4,PaymentIntent ID,Description,Customer Email,Invoice ID
"""
BALANCE = """\
balance_transaction_id,created_utc,currency,gross,fee,net,reporting_category,source_id,charge_id,\
payment_intent_id,description,customer_facing_amount,customer_facing_currency
"""
HISTORY = "id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Available On (UTC),Description\n"


def rows_of(text: str) -> tuple[StatementRow, ...]:
    """The rows of a file in which nothing is refused."""
    found = read(text)
    assert not found.refusals
    assert not found.warnings
    assert found.statement.provider == "stripe"
    return found.statement.rows


def test_a_payment_has_its_gross_amount_in_the_currency_that_the_customer_saw() -> None:
    (row,) = rows_of(
        PAYMENTS
        + 'ch_1,2026-11-05 20:38:34,"1,500.00",0.00,eur,true,1612.50,usd,45.10,Paid,4242,pi_1,C-000101,'
        "ana@example.com,in_1\n"
    )
    assert row == StatementRow(
        provider="stripe",
        transaction="ch_1",
        kind=StatementKind.PAYMENT,
        at=utc("2026-11-05 20:38:34"),
        amount=150_000,
        currency="EUR",
        references=("pi_1", "in_1"),
        merchant_reference="C-000101",
        payer_email="ana@example.com",
        card_last4="4242",
    )


def test_a_payment_of_both_exports_is_the_same_one() -> None:
    (paid,) = rows_of(
        PAYMENTS + "ch_1,2026-11-05 20:38:34,650.00,0,usd,true,600,eur,9,Paid,,pi_1,C-000101,,\n"
    )
    (balance,) = rows_of(
        BALANCE
        + "txn_1,2026-11-05 20:38:34,eur,600.00,8.70,591.30,charge,ch_1,ch_1,pi_1,C-000101,650.00,usd\n"
    )
    (history,) = rows_of(
        HISTORY + "txn_1,charge,ch_1,650.00,9,641,usd,2026-11-05 20:38,2026-11-07 00:00,C-000101\n"
    )
    for other in (balance, history):
        assert (other.transaction, other.amount, other.currency) == ("ch_1", paid.amount, paid.currency)
        assert other.merchant_reference == paid.merchant_reference
        assert "txn_1" in other.references


@pytest.mark.parametrize(
    ("category", "amount", "kind"),
    [
        ("charge", "25.00", StatementKind.PAYMENT),
        ("payment", "25.00", StatementKind.PAYMENT),
        ("refund", "-25.00", StatementKind.REFUND),
        ("partial_capture_reversal", "-25.00", StatementKind.REFUND),
        ("refund_failure", "25.00", StatementKind.REVERSAL),
        ("dispute", "-25.00", StatementKind.REVERSAL),
        ("dispute_reversal", "25.00", StatementKind.REVERSAL),
        ("charge_failure", "-25.00", StatementKind.REVERSAL),
        ("fee", "-25.00", StatementKind.FEE),
        ("network_cost", "-25.00", StatementKind.FEE),
        ("payout", "-25.00", StatementKind.OTHER),
        ("risk_reserved_funds", "-25.00", StatementKind.OTHER),
        ("something_new", "-25.00", StatementKind.OTHER),
    ],
)
def test_reporting_categories_are_told_apart(category: str, amount: str, kind: StatementKind) -> None:
    (row,) = rows_of(
        BALANCE + f"txn_1,2026-11-05 20:38:34,jpy,{amount},0,{amount},{category},re_1,ch_1,pi_1,,,\n"
    )
    assert (row.kind, row.amount) == (kind, 25 if amount == "25.00" else -25)
    if kind is StatementKind.PAYMENT:
        assert (row.transaction, row.about) == ("re_1", "")
    else:
        assert (row.transaction, row.about) == ("txn_1", "ch_1")
        assert row.references == ("pi_1", "re_1")


def test_what_went_back_has_the_sign_that_it_has_in_the_balance() -> None:
    (row,) = rows_of(
        BALANCE + "txn_1,2026-11-05 20:38:34,usd,-27.10,0,-27.10,refund,re_1,ch_1,pi_1,,25.00,eur\n"
    )
    assert (row.amount, row.currency) == (-2_500, "EUR")


@pytest.mark.parametrize(
    ("status", "captured", "expected"),
    [
        ("Paid", "true", StatementStatus.COMPLETED),
        ("Paid", "false", StatementStatus.PENDING),
        ("succeeded", "", StatementStatus.COMPLETED),
        ("Refunded", "true", StatementStatus.COMPLETED),
        ("Failed", "false", StatementStatus.FAILED),
        ("canceled", "", StatementStatus.FAILED),
        ("Uncaptured", "false", StatementStatus.PENDING),
        ("requires_capture", "", StatementStatus.PENDING),
        ("requires_action", "", StatementStatus.PENDING),
        ("Pending", "", StatementStatus.PENDING),
    ],
)
def test_a_status_says_how_far_a_payment_came(status: str, captured: str, expected: StatementStatus) -> None:
    row = f"ch_1,2026-11-05 20:38:34,5.00,0,eur,{captured},,,,{status},,pi_1,,,\n"
    assert [each.status for each in rows_of(PAYMENTS + row)] == [expected]


def test_a_payment_that_was_never_charged_is_known_by_its_intent() -> None:
    (row,) = rows_of(PAYMENTS + ",2026-11-05 20:38:34,5.00,0,eur,,,,,requires_payment_method,,pi_9,,,\n")
    assert (row.transaction, row.references) == ("pi_9", ())


@pytest.mark.parametrize(
    ("refunded", "status"), [("5.00", StatementStatus.PENDING), ("20.00", StatementStatus.COMPLETED)]
)
def test_what_was_given_back_stands_in_the_payments_own_row(refunded: str, status: StatementStatus) -> None:
    head = PAYMENTS.replace("Fee,", "Refunded date (UTC),")
    paid, back = rows_of(
        head + f"ch_1,2026-11-05 20:38:34,20.00,{refunded},eur,true,,,2026-11-07 10:00:00,Paid,,pi_1,R,,\n"
    )
    assert (paid.kind, paid.amount) == (StatementKind.PAYMENT, 2_000)
    assert (back.kind, back.amount, back.status) == (
        StatementKind.REFUND,
        -int(float(refunded) * 100),
        status,
    )
    assert (back.about, back.at) == ("ch_1", utc("2026-11-07 10:00"))


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("needs_response", StatementStatus.PENDING),
        ("under_review", StatementStatus.PENDING),
        ("lost", StatementStatus.COMPLETED),
        ("won", StatementStatus.FAILED),
        ("warning_needs_response", None),
    ],
)
def test_a_dispute_stands_in_the_payments_own_row(state: str, status: StatementStatus | None) -> None:
    head = PAYMENTS.replace("Fee,", "Disputed Amount,").replace("Card Last4", "Dispute Status")
    rows = rows_of(head + f"ch_1,2026-11-05 20:38:34,20.00,0,eur,true,,,20.00,Paid,{state},pi_1,R,,\n")
    found = [(row.kind, row.amount, row.status, row.about) for row in rows[1:]]
    assert found == ([] if status is None else [(StatementKind.REVERSAL, -2_000, status, "ch_1")])


@pytest.mark.parametrize(
    ("cell", "expected"), [("0005", "0005"), ("5", "0005"), ("", ""), ("•••• 4242", "4242")]
)
def test_the_last_four_digits_keep_their_zeros(cell: str, expected: str) -> None:
    (row,) = rows_of(PAYMENTS + f"ch_1,2026-11-05 20:38:34,5.00,0,eur,true,,,,Paid,{cell},pi_1,,,\n")
    assert row.card_last4 == expected


def test_the_shops_reference_is_looked_for_in_the_metadata_first() -> None:
    head = PAYMENTS.replace("Invoice ID", "order_id (metadata)")
    (row,) = rows_of(head + "ch_1,2026-11-05 20:38:34,5.00,0,eur,true,,,,Paid,,pi_1,Shoes,,C-000101\n")
    assert row.merchant_reference == "C-000101"
    report = BALANCE.replace("customer_facing_currency", "payment_metadata[order_id]").replace(
        "customer_facing_amount", "customer_email"
    )
    (row,) = rows_of(
        report + "txn_1,2026-11-05 20:38:34,eur,5,0,5,charge,ch_1,ch_1,pi_1,Shoes,a@example.com,C-000102\n"
    )
    assert (row.merchant_reference, row.payer_email) == ("C-000102", "a@example.com")


def test_times_of_a_zone_that_the_report_does_not_say_are_asked_about() -> None:
    text = (
        BALANCE.replace("created_utc", "created") + "txn_1,2026-11-05 20:38:34,eur,5,0,5,charge,ch_1,,,,,\n"
    )
    text += "txn_2,2026-11-06 20:38:34,eur,5,0,5,charge,ch_2,,,,,\n"
    found = read(text)
    assert [(each.column, each.reason[:21]) for each in found.warnings] == [
        ("created", "times have no zone an")
    ]
    assert found.statement.coverage == ()
    told = read(text, asked=Reading(time_zone=utc("2026-01-01").tzinfo))
    assert (told.warnings, len(told.statement.coverage)) == ((), 1)


@pytest.mark.parametrize(("payouts", "covers"), [(("po_1", "po_2"), 0), (("po_1", ""), 1), (("", ""), 1)])
def test_a_list_of_payouts_has_not_what_is_still_to_be_paid_out(
    payouts: tuple[str, str], covers: int
) -> None:
    rows = "".join(
        f"txn_{day},2026-11-0{day} 10:00:00,eur,5,0,5,charge,ch_{day},,pi,,,{payout}\n"
        for day, payout in enumerate(payouts, 1)
    )
    found = read(BALANCE.replace("customer_facing_currency", "automatic_payout_id") + rows)
    assert (len(found.statement.coverage), len(found.warnings)) == (covers, 1 - covers)


def test_a_summary_is_no_statement() -> None:
    said = refusal_of("category,description,net_amount,currency\ncharge,Charges,10.00,eur\n")
    assert "is a summary of sums by category" in said


def test_what_spreadsheets_make_of_times_is_read_too() -> None:
    rows = "".join(
        f"txn_{day},charge,ch_{day},5,0,5,usd,8/{day}/2026 9:05,8/20/2026 0:00,R\n" for day in (6, 19)
    )
    assert [row.at for row in rows_of(HISTORY + rows)] == [utc("2026-08-06 09:05"), utc("2026-08-19 09:05")]
