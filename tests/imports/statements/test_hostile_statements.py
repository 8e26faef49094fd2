"""What a statement can bring along: card numbers, formulas, commands for a terminal, rubbish."""

from contextlib import suppress
from datetime import UTC
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartui.imports.statements.reading import Reading, read_statement
from cartui.model.errors import Invalid
from tests.imports.statements.given import NOW, read, utc
from tests.imports.statements.writing import (
    Habits,
    Happened,
    Section,
    activity_download,
    as_file,
    report_lines,
)

CARD = "4111 1111 1111 1111"
HEAD = "transaction,date,amount,currency,status,references,merchant_reference,payer_email,about,card_last4\n"


@pytest.mark.parametrize("place", range(10))
def test_a_card_number_in_any_column_never_gets_further_than_its_last_four(place: int) -> None:
    cells = ["A1", "2026-11-01 10:00", "5.00", "EUR", "completed", "r", "m", "e", "b", "4242"]
    cells[place] = CARD
    found = read(HEAD + ",".join(cells) + "\n")
    said = repr(found.statement) + repr(found.refusals) + repr([each.record for each in found.read])
    assert "1111 1111" not in said
    assert "1111111111" not in said


def test_ids_that_look_like_card_numbers_stay_apart_and_the_same() -> None:
    rows = "".join(f"{number},2026-11-01 10:00,5.00,EUR,,,,,,\n" for number in (CARD, "5105105105105100"))
    first, again = read(HEAD + rows), read(HEAD + rows)
    assert first.statement == again.statement
    ids = [row.transaction for row in first.statement.rows]
    assert len(set(ids)) == 2
    assert all(each.startswith("•••• ") for each in ids)


def test_formulas_are_text_and_commands_for_a_terminal_are_taken_out() -> None:
    found = read(HEAD + '"=HYPERLINK(""x"")",2026-11-01 10:00,5.00,EUR,,,"@SUM(1)\x1b[2J",,,\n')
    (row,) = found.statement.rows
    assert row.transaction == '=HYPERLINK("x")'
    assert row.merchant_reference == "@SUM(1)\ufffd[2J"


def test_an_amount_that_is_a_formula_is_refused() -> None:
    found = read(HEAD + "A,2026-11-01 10:00,=1+4,EUR,,,,,,\nB,2026-11-01 11:00,1e5,EUR,,,,,,\n")
    assert [each.column for each in found.refusals] == ["amount", "amount"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\x01\x02",
        b"\xff\xfea\x00",
        b"PK\x03\x04zip",
        b"{}",
        b"\x1f\x8bgz",
        b"RH",
        b'"RH",',
        b'"FH",01\n"FF",0\n',
    ],
)
def test_what_is_no_statement_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid):
        read(data)


WHOLE = (
    activity_download(
        [Happened(f"T{n}", utc(f"2026-11-{n:02d} 10:00"), n * 100) for n in range(1, 20)], Habits(zone=UTC)
    ),
    as_file(
        report_lines(
            [Section((Happened("T1", utc("2026-11-01 10:00"), 500),), utc("2026-11-01"), utc("2026-11-02"))]
        )
    ),
)


@given(
    whole=st.sampled_from(WHOLE),
    at=st.integers(0, 4_000),
    with_what=st.binary(max_size=12),
    length=st.integers(0, 20),
)
def test_whatever_becomes_of_a_file_on_its_way_it_is_read_or_refused(
    whole: bytes, at: int, with_what: bytes, length: int
) -> None:
    at %= len(whole)
    data = whole[:at] + with_what + whole[at + length :]
    with suppress(Invalid):
        found = read_statement([(BytesIO(data), "file")], Reading(now=NOW))
        assert len(found.read) == found.accepted + len(found.refusals) + found.unchanged


def test_a_file_that_is_not_utf_8_is_read_with_a_warning() -> None:
    found = read((HEAD + "A,2026-11-01 10:00,5.00,EUR,,,Käse,,,\n").encode("cp1252"))
    assert found.statement.rows[0].merchant_reference == "Käse"
    assert any("Windows-1252" in warning.reason for warning in found.warnings)
