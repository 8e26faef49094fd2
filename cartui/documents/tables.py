"""Tables for other programs, written portion by portion: CSV for spreadsheets, JSON for scripts."""

import asyncio
import codecs
import csv
import io
import json
from collections.abc import AsyncIterable, Callable, Iterable, Sequence
from enum import StrEnum
from typing import Final, Generic, Protocol, TypeVar

from cartui.model.text import clean_line

T = TypeVar("T")
T_contra = TypeVar("T_contra", contravariant=True)

Cell = str | int
"""What stands in a cell: text is made harmless, a number stays one."""

TableColumn = tuple[str, Callable[[T], Cell]]
"""The title of a column, and what it says of a row."""

BYTE_ORDER_MARK: Final = codecs.BOM_UTF8
"""By this a spreadsheet knows that CSV is UTF-8; without it names in other scripts are taken for Latin."""

_BEGINS_FORMULA: Final = tuple("=+-@＝＋－＠")
"""What spreadsheets take for the beginning of a formula, also as wide characters."""


class TableFormat(StrEnum):
    """What a table can be written as."""

    CSV = "csv"
    JSON = "json"


class Table(Protocol[T_contra]):
    """Writes rows in portions; all that it gives, one after the other, is one whole file."""

    def begin(self) -> bytes:
        """What stands before the first row."""
        ...

    def rows(self, rows: Iterable[T_contra]) -> bytes:
        """The next rows."""
        ...

    def end(self) -> bytes:
        """What stands behind the last row."""
        ...


class CsvTable(Generic[T]):
    """Comma-separated values in UTF-8 under a line of titles (RFC 4180)."""

    def __init__(self, columns: Sequence[TableColumn[T]], *, marked: bool) -> None:
        """``marked``: begin with a byte order mark, as spreadsheets need it and programs in a pipe do not."""
        self._columns = columns
        self._marked = marked

    def begin(self) -> bytes:
        """The titles."""
        titles = _lines([[title for title, _ in self._columns]])
        return BYTE_ORDER_MARK + titles if self._marked else titles

    def rows(self, rows: Iterable[T]) -> bytes:
        """A line for each."""
        return _lines([_csv_cell(read(row)) for _, read in self._columns] for row in rows)

    def end(self) -> bytes:
        """Nothing more."""
        return b""


class JsonTable(Generic[T]):
    """One array, with an object for each row on a line of its own."""

    def __init__(self, shape: Callable[[T], dict[str, object]]) -> None:
        """``shape`` gives the object of a row."""
        self._shape = shape
        self._is_first = True

    def begin(self) -> bytes:
        """The array opens."""
        return b"["

    def rows(self, rows: Iterable[T]) -> bytes:
        """Their objects."""
        parts = []
        for row in rows:
            parts.append("\n" if self._is_first else ",\n")
            parts.append(json.dumps(self._shape(row), allow_nan=False).replace("\x7f", "\\u007f"))
            self._is_first = False
        return "".join(parts).encode("ascii")  # what is beyond that, JSON writes as escapes

    def end(self) -> bytes:
        """The array closes."""
        return b"]\n" if self._is_first else b"\n]\n"


async def write_table(
    portions: AsyncIterable[Sequence[T]],
    table: Table[T],
    write: Callable[[bytes], None],
    *,
    told: Callable[[int], None] = lambda _count: None,
) -> int:
    """Write all portions one after the other, and give how many rows they had; only one is held at a time.

    ``told`` hears after each how many were written so far. Raises what reading and writing raise.
    """

    def take(portion: Sequence[T]) -> None:
        write(table.rows(portion))

    count = 0
    write(table.begin())
    async for portion in portions:
        await asyncio.to_thread(take, portion)  # whoever waits for keys goes on meanwhile
        count += len(portion)
        told(count)
    write(table.end())
    return count


def harmless(text: str) -> str:
    """The text as a spreadsheet shows it and never computes it: an apostrophe stands before a formula.

    Characters that a terminal obeys are taken out visibly.
    """
    line = clean_line(text)
    return f"'{line}" if line.lstrip(" ").startswith(_BEGINS_FORMULA) else line


def _lines(rows: Iterable[Iterable[Cell]]) -> bytes:
    """Some lines of CSV."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8")


def _csv_cell(value: Cell) -> Cell:
    """Text as no program takes it for a formula."""
    return harmless(value) if isinstance(value, str) else value
