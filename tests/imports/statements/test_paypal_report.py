"""PayPal's settlement and transaction detail reports: whole or not at all."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartui.imports.statements.reading import Reading, grouped_files
from cartui.model.statement import StatementKind, StatementStatus
from tests.imports.statements.given import as_happened, read, refusal_of, refused, utc
from tests.imports.statements.writing import Happened, Section, as_file, report_lines

DAY = utc("2026-11-20 08:00")
NEXT_DAY = DAY + timedelta(days=1)

THINGS = (
    Happened("5GV1", DAY + timedelta(seconds=30), 5_200, "USD", invoice="C-000101", about="4H84"),
    Happened("68C7", DAY + timedelta(hours=9), 834, "JPY", invoice="C-000102"),
    Happened("6899", DAY + timedelta(hours=15), -134, "KWD", kind="refund", about="68B0"),
    Happened("71AA", DAY + timedelta(hours=16), -2_500, "EUR", kind="conversion"),
    Happened("72AB", DAY + timedelta(hours=17), -9_900, "EUR", kind="reversal", about="5GV0"),
    Happened("73AC", DAY + timedelta(hours=18), -2_000, "EUR", kind="fee", about="72AB"),
    Happened("74AD", DAY + timedelta(hours=19), -500_000, "EUR", kind="other"),
)


def a_report(*things: Happened, hours: int = -8, details: bool = False, shuffled: int = 0) -> list[str]:
    """The lines of a report of one day and one account."""
    section = Section(things or THINGS, DAY, NEXT_DAY)
    return report_lines([section], hours=hours, details=details, shuffled=shuffled)


def named(things: tuple[Happened, ...]) -> list[Happened]:
    """What a report says of them: what a payment refers to is one of its names."""
    return [Happened(**{**vars(each), "about": ""}) if each.kind == "payment" else each for each in things]


@pytest.mark.parametrize("bom", [True, False])
@pytest.mark.parametrize("shuffled", [0, 1, 2])
@pytest.mark.parametrize("hours", [-8, 0, 4])
def test_amounts_are_minor_units_of_each_currency_and_times_have_an_offset(
    bom: bool, shuffled: int, hours: int
) -> None:
    found = read(as_file(a_report(hours=hours, shuffled=shuffled), bom=bom))
    assert [as_happened(row) for row in found.statement.rows] == named(THINGS)
    assert found.statement.rows[0].references == ("4H84",)
    assert not found.refusals


def test_what_a_report_covers_stands_in_its_header() -> None:
    found = read(as_file(a_report()))
    assert found.said_coverage
    assert [(part.provider, part.start, part.end) for part in found.statement.coverage] == [
        ("paypal", DAY, NEXT_DAY)
    ]


def test_reports_of_two_days_leave_no_gap_between_them() -> None:
    first = read(as_file(a_report())).statement.coverage[0]
    later = Section((), NEXT_DAY, NEXT_DAY + timedelta(days=1))
    second = read(as_file(report_lines([later]))).statement.coverage[0]
    assert first.end == second.start


def test_a_detail_report_says_how_far_a_payment_came_and_who_paid() -> None:
    things = tuple(
        Happened(f"TX{number}", DAY, 100 + number, status=status, email="ana@example.com")
        for number, status in enumerate(("completed", "pending", "failed"))
    )
    found = read(as_file(a_report(*things, details=True)))
    assert [as_happened(row) for row in found.statement.rows] == list(things)


@pytest.mark.parametrize(("letter", "rows"), [("V", 2), ("F", 1)])
def test_a_payment_that_was_reversed_since_says_so(letter: str, rows: int) -> None:
    lines = a_report(Happened("TX1", DAY, 500), details=True)
    found = read(as_file([line.replace('"S"', f'"{letter}"') for line in lines]))
    assert len(found.statement.rows) == rows
    assert found.statement.rows[0].status is StatementStatus.COMPLETED
    assert all(row.kind is StatementKind.REVERSAL for row in found.statement.rows[1:])


@given(
    amounts=st.lists(st.integers(-(10**12), 10**12).filter(bool), max_size=6),
    hours=st.integers(-11, 13),
    shuffled=st.integers(0, 9),
    details=st.booleans(),
    accounts=st.integers(1, 3),
)
def test_whatever_is_reported_is_read(
    amounts: list[int], hours: int, shuffled: int, details: bool, accounts: int
) -> None:
    sections = [
        Section(
            tuple(
                Happened(
                    f"A{account}T{number}",
                    DAY + timedelta(minutes=number),
                    amount,
                    kind="payment" if amount > 0 else "refund",
                )
                for number, amount in enumerate(amounts)
            ),
            DAY,
            NEXT_DAY,
            f"ACCOUNT{account}",
        )
        for account in range(accounts)
    ]
    found = read(as_file(report_lines(sections, hours=hours, details=details, shuffled=shuffled)))
    assert [as_happened(row) for row in found.statement.rows] == [
        thing for section in sections for thing in section.things
    ]
    assert [(part.start, part.end) for part in found.statement.coverage] == [(DAY, NEXT_DAY)]


def test_sections_may_name_their_columns_differently() -> None:
    first = report_lines([Section(THINGS[:2], DAY, NEXT_DAY, "ONE")])
    second = report_lines([Section(THINGS[2:], DAY, NEXT_DAY, "TWO")], details=True, shuffled=3)
    joined = [*first[:-3], *second[2:-2], f'"RC",{len(THINGS)}', f'"FF",{len(THINGS)}']
    found = read(as_file(joined))
    assert [as_happened(row) for row in found.statement.rows] == named(THINGS)


def test_what_one_account_alone_covers_is_not_covered() -> None:
    half = DAY + timedelta(hours=12)
    sections = [Section((), DAY, NEXT_DAY, "ONE"), Section((), half, NEXT_DAY, "TWO")]
    found = read(as_file(report_lines(sections)))
    assert [(part.start, part.end) for part in found.statement.coverage] == [(half, NEXT_DAY)]


def in_two_files() -> tuple[list[str], list[str]]:
    """A report that goes on in a second file, within its section."""
    lines = a_report()
    saved_rows, others = lines[:7], lines[7:]
    return [*saved_rows, '"FF",3'], ['"FH",02', *others]


def test_a_report_may_go_on_in_further_files() -> None:
    first, second = in_two_files()
    found = read(as_file(first), as_file(second, bom=False))
    assert [as_happened(row) for row in found.statement.rows] == named(THINGS)
    assert {each.record.file for each in found.read} == {"file1.csv", "file2.csv"}


def test_files_of_one_report_must_be_given_together_and_in_order() -> None:
    first, second = (as_file(lines) for lines in in_two_files())
    assert "the report goes on in another file" in refusal_of(first)
    assert "the files before it are missing" in refusal_of(second)
    assert "the files before it are missing" in refusal_of(second, first)
    whole = as_file(a_report())
    assert "a file is missing" in refusal_of(first, whole)
    assert "at its end before this file" in refusal_of(whole, second)


def test_a_refused_row_of_a_further_file_is_named_with_that_file() -> None:
    first, second = in_two_files()
    second[1] = second[1].replace('"DR"', '"??"', 1)
    found = read(as_file(first), as_file(second))
    assert [(each.file, each.line, each.column) for each in found.refusals] == [
        ("file2.csv", 2, "Transaction Debit or Credit")
    ]


def test_files_are_put_together_by_how_they_begin(tmp_path: Path) -> None:
    first, second = in_two_files()
    files = []
    for name, lines in (("one", a_report()), ("two.1", first), ("two.2", second)):
        path = tmp_path / name
        path.write_bytes(as_file(lines))
        files.append((path, name))
    assert [[name for _, name in group] for group in grouped_files(files)] == [["one"], ["two.1", "two.2"]]


@given(cut=st.integers(0, 12), within=st.integers(1, 40))
def test_a_report_that_is_cut_off_anywhere_is_refused_as_a_whole(cut: int, within: int) -> None:
    lines = a_report()
    kept = lines[: max(1, len(lines) - cut)]
    if cut:
        refusal_of(as_file(kept))
    text = "\r\n".join(kept)
    refusal_of(text[: -min(within, len(kept[-1]))] or text[:-1])


@given(lost=st.integers(0, len(THINGS) - 1))
def test_a_report_that_lost_a_row_is_refused_as_a_whole(lost: int) -> None:
    lines = a_report()
    del lines[4 + lost]
    assert "should have 7 rows and has 6: it is cut off; nothing was taken" in refusal_of(as_file(lines))


@pytest.mark.parametrize(
    ("line", "instead", "says"),
    [
        (2, '"SH",yesterday,2026/11/20 23:59:59 -0800,"ACCOUNT1",""', "'yesterday' is no time such as"),
        (2, '"SH"', "'' is no time such as"),
        (2, '"SH",2026/11/21 00:00:00 -0800,2026/11/20 23:59:58 -0800,"A",""', "ends before it begins"),
        (3, '"CH","Transaction ID","Transaction ID"', "'Transaction ID' is the name of two columns"),
        (4, '"XX",1', "'XX' is no kind of row that a PayPal report has here"),
        (1, '"SB",1', "comes before the file header (FH)"),
        (3, '"SB",1', "outside of a section with columns"),
        (-2, '"RC",', "should have no rows and has 7"),
    ],
)
def test_a_report_that_is_none_is_refused_with_the_line(line: int, instead: str, says: str) -> None:
    lines = a_report()
    lines[line] = instead
    said = refusal_of(as_file(lines))
    assert f"line {line % len(lines) + 1} " in said
    assert says in said


def test_a_column_that_is_missing_is_told() -> None:
    said = refusal_of(as_file([line.replace("Gross Transaction Amount", "Amount") for line in a_report()]))
    assert "Gross Transaction Amount is a column the file must have" in said


def test_a_day_without_any_transaction_is_covered_too() -> None:
    found = read(as_file(report_lines([Section((), DAY, NEXT_DAY)])))
    assert (found.statement.rows, len(found.statement.coverage)) == ((), 1)


def test_a_row_that_cannot_be_read_leaves_a_hole_in_what_is_covered() -> None:
    lines = a_report()
    lines[5] = lines[5].replace(",834,", ",8.34,")
    found = read(as_file(lines))
    assert refused(found) == {6: ("Gross Transaction Amount", "'8.34' is not a whole number")}
    at = THINGS[1].at
    assert [(part.start, part.end) for part in found.statement.coverage] == [
        (DAY, at),
        (at + timedelta(seconds=1), NEXT_DAY),
    ]


def test_a_hold_and_a_conversion_under_the_id_of_their_payment_are_rows_of_their_own() -> None:
    at = DAY + timedelta(hours=1)
    found = read(
        as_file(
            a_report(
                Happened("TX1", at, -500, "EUR", kind="other"),
                Happened("TX1", at, 500, "EUR"),
                Happened("TX1", at, -500, "EUR", kind="conversion"),
                Happened("TX1", at, 540, "USD", kind="conversion"),
            )
        )
    )
    assert not found.refusals
    assert [(row.transaction, row.kind.value, row.about) for row in found.statement.rows] == [
        ("TX1 other EUR", "other", "TX1"),
        ("TX1", "payment", ""),
        ("TX1 conversion EUR", "conversion", "TX1"),
        ("TX1 conversion USD", "conversion", "TX1"),
    ]


def test_rows_of_an_agreement_are_not_taken_for_one_payment() -> None:
    lines = [line.replace('"4H84","TXN"', '"I-4H84","SUB"') for line in a_report()]
    assert read(as_file(lines)).statement.rows[0].references == ()


def test_a_report_of_paypals_is_no_statement_of_stripe() -> None:
    said = refusal_of(as_file(a_report()), asked=Reading(provider="stripe"))
    assert "is a report of PayPal's, not a statement of stripe" in said


def test_the_documented_layout_is_read() -> None:
    columns = (
        "Transaction ID,Invoice ID,PayPal Reference ID,PayPal Reference ID Type,Transaction Event Code,"
        "Transaction Initiation Date,Transaction Completion Date,Transaction Debit or Credit,"
        "Gross Transaction Amount,Gross Transaction Currency,Fee Debit or Credit,Fee Amount,Fee Currency,"
        "Custom Field,Consumer ID,Payment Tracking ID,Store ID,Bank Reference ID,Credit Transactional Fee,"
        "Credit Promotional Fee,Credit Term"
    )
    at = "2024/08/20 00:01:17 -0700"
    sums = '"USD",3000,0,0,0,"CR",0,"CR",0,"CR",0,"CR",0,"CR",0,"CR",0,1'
    lines = [
        '"RH",2024/08/21 02:44:19 -0700,"A","ABC",009,',
        '"FH",01',
        '"SH",2024/08/20 00:00:00 -0700,2024/08/20 23:59:59 -0700,"","ABC","",""',
        ",".join(f'"{name}"' for name in ("CH", *columns.split(","))),
        f'"SB","7X","INV1","","","T0000",{at},{at},"CR",3000,"USD","",,"","","","","","",,,',
        f'"SF",{sums}',
        '"SC",1',
        f'"RF",{sums}',
        '"RC",1',
        '"FF",1',
    ]
    found = read(as_file(lines))
    (row,) = found.statement.rows
    assert (row.amount, row.currency, row.merchant_reference) == (3_000, "USD", "INV1")
    assert row.at == datetime(2024, 8, 20, 7, 1, 17, tzinfo=UTC)
