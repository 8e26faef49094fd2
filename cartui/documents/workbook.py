"""Tables as workbooks that spreadsheets open (XLSX): numbers, amounts and moments are such, text is text."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from cartui.documents.tables import Cell, Paragraphs, TableColumn
from cartui.model.money import Money, exponent
from cartui.model.text import clean_block, clean_line

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

T = TypeVar("T")

MOST_ROWS: Final = 1_048_576
"""Rows of a sheet, the titles among them; what is beyond goes to a further sheet."""

LONGEST_TEXT: Final = 32_767
"""Characters of a cell; a longer text ends in an ellipsis."""

EXACT: Final = 10**15
"""Numbers from here on are written as text: spreadsheets have 15 digits of a number."""

_PIECE: Final = 2**20
"""Bytes that are read at a time of the finished workbook."""

_OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}

_MOMENT: Final = "yyyy-mm-dd hh:mm:ss"


class WorkbookTable(Generic[T]):
    """A sheet of rows under titles that stay in sight, with a filter for each column.

    Rows lie in a temporary folder until the last one is there, so that memory does not grow with them. Text
    is never a formula nor a link. Moments are in UTC, amounts in units of their currency.
    """

    def __init__(self, columns: Sequence[TableColumn[T]], name: str, *, most_rows: int = MOST_ROWS) -> None:
        """``name`` is what the sheet is called."""
        self._columns = columns
        self._name = name
        self._most_rows = most_rows
        self._folder = TemporaryDirectory(prefix="cartui-")
        self._path = Path(self._folder.name) / "table.xlsx"
        self._formats: dict[str, Format] = {}
        self._sheets: list[Worksheet] = []
        self._row = 0

    def begin(self) -> bytes:
        """Nothing yet: a workbook is packed at its end."""
        from xlsxwriter import Workbook

        options = {**_OPTIONS, "tmpdir": self._folder.name}
        self._workbook: Workbook = Workbook(str(self._path), options)
        self._next_sheet()
        return b""

    def rows(self, rows: Iterable[T]) -> bytes:
        """Keep them; nothing is to be written yet."""
        reads = [read for _, read in self._columns]
        for row in rows:
            if self._row == self._most_rows:
                self._end_sheet()
                self._next_sheet()
            for column, read in enumerate(reads):
                self._write(column, read(row))
            self._row += 1
        return b""

    def end(self) -> bytes:
        """Pack it."""
        self._end_sheet()
        self._workbook.close()
        return b""

    def collected(self) -> Iterator[bytes]:
        """The workbook."""
        with self._path.open("rb") as source:
            yield from iter(lambda: source.read(_PIECE), b"")

    def close(self) -> None:
        """Take away what lies in the temporary folder."""
        for sheet in self._sheets:
            sheet.row_data_fh.close()
        self._folder.cleanup()

    def _next_sheet(self) -> None:
        """Begin a sheet with its titles."""
        name = self._name if not self._sheets else f"{self._name} {len(self._sheets) + 1}"
        sheet = self._workbook.add_worksheet(name)
        self._sheets.append(sheet)
        sheet.freeze_panes(1, 0)
        bold = self._format("", bold=True)
        for column, (title, _) in enumerate(self._columns):
            sheet.set_column(column, column, max(len(title) + 4, 12))
            sheet.write_string(0, column, title, bold)
        self._row = 1

    def _end_sheet(self) -> None:
        """Filter over all rows that it has."""
        self._sheets[-1].autofilter(0, 0, self._row - 1, len(self._columns) - 1)

    def _write(self, column: int, cell: Cell) -> None:
        """Write a cell as what it is."""
        sheet, row = self._sheets[-1], self._row
        match cell:
            case None | "":
                return
            case str():
                clean = clean_block(cell) if isinstance(cell, Paragraphs) else clean_line(cell)
                sheet.write_string(row, column, _fitting(clean))
            case Money():
                if abs(cell.amount) >= EXACT:
                    sheet.write_string(row, column, cell.major())
                else:
                    sheet.write_number(row, column, float(cell.major()), self._format(_amount(cell.currency)))
            case datetime():
                wall = cell.astimezone(UTC).replace(tzinfo=None)
                sheet.write_datetime(row, column, wall, self._format(_MOMENT))
            case int() if abs(cell) >= EXACT:
                sheet.write_string(row, column, str(cell))
            case int():
                sheet.write_number(row, column, cell)

    def _format(self, number: str, *, bold: bool = False) -> "Format":
        """How cells of a kind look, each made once."""
        name = f"{number} {bold}"
        if name not in self._formats:
            looks = {"bold": True} if bold else {"num_format": number}
            self._formats[name] = self._workbook.add_format(looks)
        return self._formats[name]


def _fitting(text: str) -> str:
    """As much of a text as a cell holds."""
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"


def _amount(currency: str) -> str:
    """How a spreadsheet shows amounts of a currency."""
    digits = exponent(currency)
    return f"#,##0.{'0' * digits}" if digits else "#,##0"
