"""A refund that stands in the payment's own row and in rows of its own is one refund, in whatever order."""

from itertools import permutations
from pathlib import Path

import pytest

from cartui.model.statement import Statement
from cartui.rules.locks.statement_payments import Kept, StatementPayments, gone
from cartui.store.database import Database
from cartui.store.payment_statements import rows_called, take_rows
from tests.imports.statements.given import read

PAYMENTS = "id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Status\n"
BALANCE = "balance_transaction_id,created_utc,currency,gross,fee,net,reporting_category,source_id,charge_id\n"


def refunded_so_far(amount: str) -> Statement:
    """What the export of payments says of a charge of 48 dollars of which so much went back."""
    return read(f"{PAYMENTS}ch_1,2026-11-10 10:00:00,48.00,{amount},usd,true,Paid\n").statement


def itemised(*amounts: str) -> Statement:
    """The balance's own rows of the charge and of its refunds."""
    rows = "".join(
        f"txn_{at},2026-11-1{at} 10:00:00,usd,-{each},0,-{each},refund,re_{at},ch_1\n"
        for at, each in enumerate(amounts, 1)
    )
    charge = "txn_0,2026-11-10 10:00:00,usd,48.00,1.70,46.30,charge,ch_1,ch_1\n"
    return read(f"{BALANCE}{charge}{rows}").statement


@pytest.mark.parametrize("later", [(), ("10.00",), ("10.00", "10.00")], ids=len)
def test_a_refund_that_several_files_tell_of_counts_once(later: tuple[str, ...]) -> None:
    files = (refunded_so_far("10.00"), refunded_so_far("20.00"), itemised("10.00"), itemised(*later))
    for order in permutations(files):
        [payment] = StatementPayments(row for file in order for row in file.rows).payments
        assert gone(payment.back) == {"USD": 2_000}
        assert payment.kept is Kept.PART


def test_what_went_back_as_a_whole_is_gone_however_it_is_told() -> None:
    for files in ((refunded_so_far("48.00"),), (refunded_so_far("20.00"), itemised("20.00", "28.00"))):
        [payment] = StatementPayments(row for file in files for row in file.rows).payments
        assert gone(payment.back) == {"USD": 4_800}
        assert payment.kept is Kept.NONE


def test_an_older_file_that_comes_late_takes_back_nothing(tmp_path: Path, empty_file: bytes) -> None:
    path = tmp_path / "shop.sqlite3"
    path.write_bytes(empty_file)
    with Database(path) as database, database.write() as conn:
        for amount in ("10.00", "20.00", "10.00"):
            take_rows(conn, refunded_so_far(amount).rows)
        [payment] = StatementPayments(rows_called(conn, [("stripe", "ch_1")], ())).payments
    assert gone(payment.back) == {"USD": 2_000}
