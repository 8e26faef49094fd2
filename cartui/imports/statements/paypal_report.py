"""PayPal's settlement report (STL) and transaction detail report (TDR, older: TRR).

After PayPal's "Settlement Report Specification" and "Transaction Detail Report Specification"
(developer.paypal.com, docs/reports/sftp-reports/settlement-report and .../transaction-detail). Such a report
is no table: the first cell of a row says what it is.

    RH  report header: when it was made, reporting window, account, version
    FH  file header: the number of this file, since a report may go on in further files
    SH  section header, one for each account: from when to when, the account, the partner's account
    CH  the columns of the section body
    SB  section body: a transaction
    SF  section footer: sums of one currency        SC  how many SB rows the section has
    RF  report footer: sums of one currency         RC  how many SB rows the report has
    FF  file footer

Amounts are whole numbers of minor units without a sign, with a column that says debit or credit; times have
an offset. A later file of a report begins with FH: it continues the section of the one before, with its
columns.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from cartui.imports.source import Table
from cartui.imports.statements.files import MOST_ROWS, Records, StatementRecord, broken
from cartui.model.errors import Invalid
from cartui.model.statement import Coverage

BEGINNINGS: Final = frozenset({"RH", "FH"})
"""How a file of such a report begins."""

TIME: Final = "%Y/%m/%d %H:%M:%S %z"
"""How it writes times."""

PAYPAL: Final = "paypal"

_PASSED_OVER: Final = frozenset({"SF", "RF"})


def is_report(table: Table) -> bool:
    """Whether a file is one of such a report."""
    return bool(table.header) and table.header[0] in BEGINNINGS


def continues(table: Table) -> bool:
    """Whether a file continues the one before it: it has no report header of its own."""
    return table.header[0] == "FH" and _number(table.header[1:2]) != 1


def report_records(tables: Sequence[Table]) -> Records:
    """The transactions of one report, which may be several files and have several sections.

    Raises:
        Invalid: When it is cut off, when a file is missing, or when it counts other rows than it has.
    """
    reading = _Reading(tables[0].name)
    for table in tables:
        reading.read_file(table)
    return reading.whole()


class _Reading:
    """A report on its way through its files."""

    def __init__(self, name: str) -> None:
        """Nothing was read yet."""
        self._name = name
        self._file = name
        self._line = 1
        self._files = 0
        self._open_file = False
        self._closed = False
        self._width = 0
        self._columns: tuple[str, ...] | None = None
        self._account: str | None = None
        self._sections: dict[str, list[Coverage]] = {}
        self._in_section = 0
        self._ended = False
        self._bodies: list[tuple[str, int, tuple[str, ...], list[str]]] = []
        self._not_utf8: tuple[str, int] | None = None

    def read_file(self, table: Table) -> None:
        """Read the next file."""
        self._file, self._width = table.name, len(table.header)
        if table.not_utf8 is not None and self._not_utf8 is None:
            self._not_utf8 = (table.name, table.not_utf8)
        self._files += 1
        self._line = 1
        self._open_file = self._closed = False
        if self._ended:
            raise self._broken(
                "the report was at its end before this file: import the two one after the other"
            )
        if self._files > 1 and not continues(table):
            raise self._broken("begins a report before the one in front of it has ended: a file is missing")
        self._take(1, list(table.header))
        for line, cells in table.records():
            self._take(line, cells)
        if not self._open_file:
            raise self._broken("has no file header (FH): it is no report, or cut off")
        if not self._closed:
            raise self._broken("is cut off: it does not end with its file footer (FF)")

    def whole(self) -> Records:
        """All that was read; refuses a report whose end is missing."""
        if not self._ended:
            raise broken(
                self._file,
                "the report goes on in another file: import all of its files together; nothing was taken",
            )
        header = tuple(dict.fromkeys(name for _, _, columns, _ in self._bodies for name in columns))
        return Records(
            name=self._name,
            header=header or self._columns or _NAMED,
            rows=tuple(
                StatementRecord(file, line, _arranged(columns, cells, header))
                for file, line, columns, cells in self._bodies
            ),
            coverage=tuple(_common(list(self._sections.values()))),
            not_utf8=self._not_utf8,
        )

    def _take(self, line: int, cells: list[str]) -> None:
        """Take one row, whatever it is."""
        self._line = line
        kind = cells[0].strip()
        if self._closed:
            raise self._broken("comes after the file footer (FF)")
        if kind != "RH" and not self._open_file and kind != "FH":
            raise self._broken("comes before the file header (FH)")
        match kind:
            case "RH" if self._files == 1 and not self._open_file:
                pass
            case "FH" if not self._open_file:
                self._begin_file(cells)
            case "SH":
                self._begin_section(cells)
            case "CH":
                self._name_columns(cells)
            case "SB":
                self._add(line, cells)
            case "SC":
                self._end_section(cells)
            case "RC":
                self._end_report(cells)
            case "FF":
                self._end_file(cells)
            case _ if kind in _PASSED_OVER:
                pass
            case _:
                raise self._broken(f"{kind[:20]!r} is no kind of row that a PayPal report has here")

    def _begin_file(self, cells: list[str]) -> None:
        """A file header: files come one after the other, none is left out."""
        self._open_file, self._closed = True, False
        number = _number(cells[1:2])
        if number is not None and number != self._files:
            missing = "the files before it are missing" if number > self._files else "it was given before"
            raise self._broken(f"is file {number} of a report, where file {self._files} should be: {missing}")

    def _begin_section(self, cells: list[str]) -> None:
        """A section header: from when to when which account was looked at."""
        if self._account is not None:
            raise self._broken("a section begins before the one in front of it has ended (SC)")
        if self._ended:
            raise self._broken("a section begins after the report has ended (RC)")
        start, end = (self._time(cells, place) for place in (1, 2))
        # The end is the last second that belongs to it: 23:59:59.
        covered = Coverage(provider=PAYPAL, start=start, end=end + timedelta(seconds=1))
        if covered.end <= covered.start:
            raise self._broken("a section ends before it begins")
        self._account = cells[3].strip() if len(cells) > 3 else ""
        self._sections.setdefault(self._account, []).append(covered)
        self._in_section = 0

    def _name_columns(self, cells: list[str]) -> None:
        """The columns of the transactions that follow."""
        names = [" ".join(cell.split()) for cell in cells[1:]]
        twice = next((name for name in names if name and names.count(name) > 1), None)
        if twice is not None:
            raise self._broken(f"{twice[:40]!r} is the name of two columns")
        self._columns = tuple(names)

    def _add(self, line: int, cells: list[str]) -> None:
        """A transaction."""
        if self._account is None or self._columns is None:
            raise self._broken("a transaction stands outside of a section with columns (SH, CH)")
        if len(self._bodies) >= MOST_ROWS:
            raise self._broken(f"has more than {MOST_ROWS:,} rows: import it in parts")
        self._in_section += 1
        self._bodies.append((self._file, line, self._columns, self._as_wide(cells[1:], len(self._columns))))

    def _as_wide(self, cells: list[str], width: int) -> list[str]:
        """A row as wide as its columns, where all that differs are empty cells at its end."""
        if len(cells) == self._width - 1 < width:  # those beyond the first line's width were empty
            return cells + [""] * (width - len(cells))
        if len(cells) > width and not any(cells[width:]):
            return cells[:width]
        return cells

    def _end_section(self, cells: list[str]) -> None:
        """How many transactions the section has."""
        if self._account is None:
            raise self._broken("a section ends that has not begun (SH)")
        self._check(cells, self._in_section, "section")
        self._account = None

    def _end_report(self, cells: list[str]) -> None:
        """How many transactions the report has."""
        if self._account is not None:
            raise self._broken("the report ends within a section (SC is missing)")
        self._check(cells, len(self._bodies), "report")
        self._ended = True

    def _end_file(self, cells: list[str]) -> None:
        """The end of a file, which has a number behind it."""
        if _number(cells[1:2]) is None:
            raise self._broken("is cut off within its file footer (FF)")
        self._closed = True

    def _check(self, cells: list[str], count: int, what: str) -> None:
        """Refuse a report that has lost rows, or has some twice."""
        said = _number(cells[1:2])
        if said != count:
            raise self._broken(
                f"the {what} should have {'no' if said is None else said} rows and has {count}: it is cut off"
            )

    def _time(self, cells: list[str], place: int) -> datetime:
        """A time of a section header."""
        text = cells[place].strip() if len(cells) > place else ""
        try:
            return datetime.strptime(text, TIME).astimezone(UTC)
        except (OverflowError, ValueError):
            raise self._broken(
                f"{text[:40]!r} is no time such as 2026/01/31 23:59:59 -0800, so nobody knows what it covers"
            ) from None

    def _broken(self, message: str) -> Invalid:
        """The refusal of the report, for the row at hand."""
        return broken(self._file, f"{message}; nothing was taken", self._line)


_NAMED: Final = (
    "Transaction ID",
    "Transaction Event Code",
    "Transaction Initiation Date",
    "Transaction Debit or Credit",
    "Gross Transaction Amount",
    "Gross Transaction Currency",
)
"""Columns that a report of a day without any transaction need not name."""


def _number(cells: Sequence[str]) -> int | None:
    """A number at the beginning of some cells."""
    text = cells[0].strip() if cells else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _arranged(columns: tuple[str, ...], cells: list[str], header: tuple[str, ...]) -> list[str]:
    """The cells of a section in the order of the whole report; those that do not fit stay as they are."""
    if columns == header:
        return cells
    if len(cells) != len(columns):
        return [*cells, *header, ""][: len(header) + 1]  # as wide as nothing is, to be refused
    named = dict(zip(columns, cells, strict=True))
    return [named.get(name, "") for name in header]


def _common(accounts: Sequence[Sequence[Coverage]]) -> list[Coverage]:
    """The time of which every account's sections speak."""
    if not accounts:
        return []
    common = list(accounts[0])
    for sections in accounts[1:]:
        common = [
            Coverage(provider=PAYPAL, start=max(one.start, other.start), end=min(one.end, other.end))
            for one in common
            for other in sections
            if max(one.start, other.start) < min(one.end, other.end)
        ]
    return common
