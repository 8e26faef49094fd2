"""The plain form of docs/imports.md, and mappings of one's own: any CSV can be a statement."""

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cartui.imports.statements.reading import Reading
from cartui.model.errors import Invalid
from cartui.model.statement import StatementKind, StatementStatus
from tests.imports.statements.given import read, refusal_of, refused, utc

DOCS = Path(__file__).resolve().parents[3] / "docs"

TILL = """
kind = "statement"
source = "till"
provider = "Till-Pay"
delimiter = ";"
time_zone = "Asia/Dhaka"
dates = ["%d-%m-%Y %H:%M"]

[columns]
transaction = "Beleg"
date = "Wann"
kind = "Art"
amount = "Betrag"
currency = "Waehrung"
merchant_reference = "Zweck"

[values.kind]
"Zahlung" = "payment"
"Storno" = "refund"

[[refuse]]
field = "transaction"
equals = "TEST"
reason = "a trial of the till's"
"""


@pytest.fixture
def till(tmp_path: Path) -> Reading:
    """How a till's file is read."""
    path = tmp_path / "till.toml"
    path.write_text(TILL, encoding="utf-8")
    return Reading(provider=str(path))


def test_the_documented_example_is_read_as_it_stands() -> None:
    text = (DOCS / "imports.md").read_text(encoding="utf-8").partition("## Statement")[2]
    found = read(text.partition("```csv\n")[2].partition("```")[0])
    assert [(row.kind, row.status, row.amount, row.about) for row in found.statement.rows] == [
        (StatementKind.PAYMENT, StatementStatus.COMPLETED, 125_000, ""),
        (StatementKind.REFUND, StatementStatus.COMPLETED, -25_000, "P-9001"),
        (StatementKind.PAYMENT, StatementStatus.PENDING, 4_800, ""),
    ]
    assert (found.refusals, found.warnings) == ((), ())
    assert found.statement.rows[0].at == utc("2026-11-01 04:00:30")


def test_a_mapping_reads_any_file_and_names_the_provider(till: Reading) -> None:
    text = "Beleg;Wann;Art;Betrag;Waehrung;Zweck\n1;31-10-2026 23:30;Zahlung;1.250,50;eur;C-1\n"
    found = read(
        text + "2;01-11-2026 00:30;Storno;-1.000,00;EUR;C-1\nTEST;01-11-2026 00:30;Zahlung;1;EUR;\n",
        asked=till,
    )
    assert [(row.provider, row.kind, row.amount, row.at) for row in found.statement.rows] == [
        ("till-pay", StatementKind.PAYMENT, 125_050, utc("2026-10-31 17:30")),
        ("till-pay", StatementKind.REFUND, -100_000, utc("2026-10-31 18:30")),
    ]
    assert refused(found) == {4: ("Beleg", "a trial of the till's")}


def test_a_word_that_the_mapping_does_not_know_is_refused(till: Reading) -> None:
    text = "Beleg;Wann;Art;Betrag;Waehrung;Zweck\n1;31-10-2026 23:30;Gutschein;5,00;EUR;\n"
    assert refused(read(text, asked=till)) == {
        2: ("Art", "'Gutschein' is not known, so it could be a payment: say in a mapping what it is")
    }


def test_a_mapping_of_paypals_in_another_language_speaks_paypals_words_besides(tmp_path: Path) -> None:
    path = tmp_path / "paypal-dutch.toml"
    path.write_text(
        """
kind = "statement"
source = "paypal-dutch"
provider = "paypal"
[columns]
transaction = "Transactiereferentie"
date = "Datum"
time = "Tijd"
time_zone = "Tijdzone"
kind = "Type"
status = "Status"
amount = "Bruto"
currency = "Valuta"
payer_email = "Van e-mailadres"
about = "Ref.-id transactie"
merchant_reference = "Factuurnummer"
[values.kind]
"Webacceptatiebetaling ontvangen" = "payment"
"Terugbetaling" = "refund"
[values.status]
"Voltooid" = "completed"
""",
        encoding="utf-8",
    )
    head = "Datum,Tijd,Tijdzone,Type,Status,Valuta,Bruto,Van e-mailadres,Transactiereferentie\n"
    rows = (
        '"15-02-2026","21:27:47","CET","Webacceptatiebetaling ontvangen","Voltooid","EUR","10,00","","A"',
        '"16-02-2026","21:27:47","CET","Terugbetaling","Voltooid","EUR","-10,00","","B"',
        '"17-02-2026","21:27:47","CET","T0006","Voltooid","EUR","1.010,00","","C"',
    )
    found = read(head + "\n".join(rows), asked=Reading(provider=str(path)))
    assert [(row.provider, row.kind.value, row.amount) for row in found.statement.rows] == [
        ("paypal", "payment", 1_000),
        ("paypal", "refund", -1_000),
        ("paypal", "payment", 101_000),
    ]
    assert found.statement.rows[0].at == utc("2026-02-15 20:27:47")


def test_a_file_says_credit_or_debit_and_minor_units(tmp_path: Path) -> None:
    path = tmp_path / "bank.toml"
    path.write_text(
        """
kind = "statement"
source = "bank"
minor_units = true
[columns]
transaction = "id"
date = "day"
amount = "cents"
direction = "dc"
references = ["one", "two"]
[constants]
currency = "KWD"
""",
        encoding="utf-8",
    )
    rows = (
        "id,day,cents,dc,one,two\n1,2026-11-01,12500,C,a b,c\n2,2026-11-02,500,debit,,\n3,2026-11-03,5,?,,\n"
    )
    found = read(rows, asked=Reading(provider=str(path), time_zone=ZoneInfo("UTC")))
    assert [(row.amount, row.currency, row.references) for row in found.statement.rows] == [
        (12_500, "KWD", ("a b", "c")),
        (-500, "KWD", ()),
    ]
    assert refused(found) == {4: ("dc", "'?' is neither credit nor debit")}
    day = utc("2026-11-03")
    assert [(part.start, part.end) for part in found.statement.coverage] == [(utc("2026-11-01"), day)]


def test_amounts_that_could_be_two_things_are_asked_about() -> None:
    text = 'transaction,date,amount,currency\nA,2026-11-01,"1,000",KWD\n'
    assert "'1,000' KWD may be two things" in refusal_of(text)
    assert read(text + 'B,2026-11-01,"1,000.500",KWD\n').statement.rows[0].amount == 1_000_000


def test_indian_groups_are_read() -> None:
    (row,) = read('transaction,date,amount,currency\nA,2026-11-01,"12,34,567.50",INR\n').statement.rows
    assert row.amount == 123_456_750


def test_a_mistyped_column_of_the_plain_form_is_pointed_out() -> None:
    found = read("transaction,date,amount,currency,statsu\nA,2026-11-01,5,EUR,failed\n")
    assert any("did you mean 'status'" in warning.reason for warning in found.warnings)


def test_a_file_without_times_of_day_leaves_whole_days_open() -> None:
    rows = "".join(f"T{day},2026-11-0{day},{'x' if day == 3 else 5},EUR\n" for day in range(1, 6))
    found = read("transaction,date,amount,currency\n" + rows, asked=Reading(time_zone=ZoneInfo("UTC")))
    assert [(part.start, part.end) for part in found.statement.coverage] == [
        (utc("2026-11-01"), utc("2026-11-03")),
        (utc("2026-11-04"), utc("2026-11-05")),
    ]


def test_a_zone_that_was_asked_for_counts_where_the_file_has_none() -> None:
    asked = Reading(time_zone=ZoneInfo("Asia/Dhaka"))
    (row,) = read("transaction,date,amount,currency\nA,2026-11-01 06:00,5,EUR\n", asked=asked).statement.rows
    assert row.at == utc("2026-11-01 00:00")


def test_a_provider_that_nobody_knows_is_told_with_the_mappings_there_are() -> None:
    with pytest.raises(Invalid, match=re.escape("paypal-activity")):
        read("a,b\n1,2\n", asked=Reading(provider="stirpe"))
