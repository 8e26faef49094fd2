"""Workbooks read back by hand: numbers are numbers, text is text, and nothing is computed."""

import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from cartui.documents.cart_table import cart_table
from cartui.documents.tables import TableColumn, TableFormat
from cartui.documents.workbook import EXACT, LONGEST_TEXT, WorkbookTable
from cartui.model.cart_summary import CartSummary
from cartui.model.money import Money
from cartui.model.text import clean_line
from tests.desk.fake_client import a_summary
from tests.hostile import HOSTILE

NAMES = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

COLUMNS: tuple[TableColumn[CartSummary], ...] = (
    ("number", lambda cart: cart.number),
    ("customer", lambda cart: cart.customer),
    ("total", lambda cart: Money(cart.total, cart.currency)),
)


def written(table: WorkbookTable[CartSummary], carts: Iterable[CartSummary]) -> bytes:
    """The whole file."""
    try:
        return table.begin() + table.rows(carts) + table.end() + b"".join(table.collected())
    finally:
        table.close()


def sheets_of(content: bytes) -> list[ET.Element]:
    """Its sheets."""
    with zipfile.ZipFile(BytesIO(content)) as packed:
        names = sorted(name for name in packed.namelist() if name.startswith("xl/worksheets/sheet"))
        return [ET.fromstring(packed.read(name)) for name in names]  # noqa: S314  (we wrote it)


def cells_of(sheet: ET.Element) -> list[list[str | Decimal]]:
    """What stands in its cells, row by row: text, or numbers."""
    return [
        [
            "".join(cell.itertext()) if cell.get("t") == "inlineStr" else Decimal("".join(cell.itertext()))
            for cell in row
        ]
        for row in sheet.iter(f"{NAMES}row")
    ]


def test_amounts_are_numbers_to_the_unit_and_titles_stay_in_sight() -> None:
    carts = [a_summary(1), a_summary(2, currency="KWD", total=1_902), a_summary(3, currency="JPY", total=500)]
    (sheet,) = sheets_of(written(WorkbookTable(COLUMNS, "Carts"), carts))
    titles, *rows = cells_of(sheet)
    assert titles == ["number", "customer", "total"]
    assert [row[2] for row in rows] == [Decimal("1250.01"), Decimal("1.902"), Decimal(500)]
    (pane,) = sheet.iter(f"{NAMES}pane")
    assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen")
    (filtered,) = sheet.iter(f"{NAMES}autoFilter")
    assert filtered.get("ref") == "A1:C4"


def test_hostile_names_are_text_and_never_a_formula_or_a_link() -> None:
    names = [clean_line(name)[:LONGEST_TEXT] for name in (*HOSTILE, "=1+1", "https://example.com", "0123")]
    names = [name for name in names if name]
    carts = [a_summary(at, customer=name) for at, name in enumerate(names)]
    content = written(WorkbookTable(COLUMNS, "Carts"), carts)
    (sheet,) = sheets_of(content)
    assert [row[1] for row in cells_of(sheet)[1:]] == names
    assert not list(sheet.iter(f"{NAMES}f"))
    assert not list(sheet.iter(f"{NAMES}hyperlink"))


def test_a_moment_is_a_date_of_the_spreadsheet_in_utc() -> None:
    column: TableColumn[CartSummary] = ("created_at", lambda cart: cart.created_at)
    (sheet,) = sheets_of(written(WorkbookTable([column], "Carts"), [a_summary(1)]))
    _, (days, *_) = cells_of(sheet)
    assert isinstance(days, Decimal)
    shown = datetime(1899, 12, 30, tzinfo=UTC) + timedelta(days=float(days))
    assert abs(shown - a_summary(1).created_at) < timedelta(seconds=1)


def test_what_does_not_fit_is_text_or_ends_visibly() -> None:
    long = a_summary(1, customer="x" * 40_000, total=EXACT)
    (sheet,) = sheets_of(written(WorkbookTable(COLUMNS, "Carts"), [long]))
    _, (_, name, total) = cells_of(sheet)
    assert (len(str(name)), str(name)[-1]) == (LONGEST_TEXT, "…")
    assert total == "10000000000000.00"


def test_rows_beyond_a_sheet_go_to_the_next_one() -> None:
    table = WorkbookTable(COLUMNS, "Carts", most_rows=3)
    sheets = sheets_of(written(table, [a_summary(number) for number in range(1, 6)]))
    assert [len(cells_of(sheet)) for sheet in sheets] == [3, 3, 2]
    assert {str(sheet_cells[0][0]) for sheet_cells in map(cells_of, sheets)} == {"number"}


def test_one_that_is_stopped_leaves_nothing_in_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    table = cart_table(TableFormat.XLSX, marked=True)
    table.begin()
    table.rows([a_summary(1)])
    assert list(tmp_path.iterdir())
    table.close()
    assert not list(tmp_path.iterdir())
