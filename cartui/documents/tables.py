"""Tables for other programs, written portion by portion: CSV for spreadsheets, JSON for scripts.

Workbooks are written by :mod:`cartui.documents.workbook`.
"""

import asyncio
import codecs
import csv
import io
import json
import re
from collections.abc import AsyncIterable, Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, Generic, Protocol, TypeVar

from cartui.model.formula_guard import BEGINS_FORMULA, guarded
from cartui.model.money import Money
from cartui.model.text import clean_block, clean_line

T = TypeVar("T")
T_contra = TypeVar("T_contra", contravariant=True)


class Paragraphs(str):
    """Text of several lines, which stay lines in its cell."""

    __slots__ = ()


Cell = str | int | Money | datetime | None
"""What stands in a cell: text is made harmless, all else stays what it is; ``None``: nothing."""

TableColumn = tuple[str, Callable[[T], Cell]]
"""The title of a column, and what it says of a row."""

BYTE_ORDER_MARK: Final = codecs.BOM_UTF8
"""By this a spreadsheet knows that CSV is UTF-8; without it names in other scripts are taken for Latin."""

_UTC_ENDING: Final = "+00:00"

_DANGEROUS_LINE: Final = re.compile(f"^'* *[{BEGINS_FORMULA}]", re.MULTILINE)


class TableFormat(StrEnum):
    """What a table can be written as."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


class Table(Protocol[T_contra]):
    """Writes rows in portions; all that it gives, one after the other, is one whole file."""

    def begin(self) -> bytes:
        """What stands before the first row."""
        ...

    def rows(self, rows: Iterable[T_contra]) -> bytes:
        """The next rows; nothing where they can be written only with all others."""
        ...

    def end(self) -> bytes:
        """What stands behind the last row."""
        ...

    def collected(self) -> Iterator[bytes]:
        """Behind that all that could not be written before its end, piece by piece."""
        ...

    def close(self) -> None:
        """Let go of what it holds, whether it came to its end or not."""
        ...


class WrittenAtOnce:
    """Part of a table that collects nothing."""

    def collected(self) -> Iterator[bytes]:
        """Nothing."""
        return iter(())

    def close(self) -> None:
        """Nothing is held."""


class CsvTable(WrittenAtOnce, Generic[T]):
    """Comma-separated values in UTF-8 under a line of titles (RFC 4180)."""

    def __init__(
        self,
        columns: Sequence[TableColumn[T]],
        *,
        marked: bool,
        careful: Callable[[Sequence[T]], Sequence[TableColumn[T]]] | None = None,
    ) -> None:
        """``marked``: begin with a byte order mark, as spreadsheets need it and programs in a pipe do not.

        ``careful`` chooses the columns by the rows, where some of these need more care than others.
        """
        self._columns = columns
        self._marked = marked
        self._careful = careful

    def begin(self) -> bytes:
        """The titles."""
        titles = _lines([[title for title, _ in self._columns]])
        return BYTE_ORDER_MARK + titles if self._marked else titles

    def rows(self, rows: Iterable[T]) -> bytes:
        """A line for each; column by column, which takes a fraction of the time."""
        taken = list(rows)
        columns = self._columns if self._careful is None else self._careful(taken)
        return _lines(zip(*(_csv_column(list(map(read, taken))) for _, read in columns), strict=True))

    def end(self) -> bytes:
        """Nothing more."""
        return b""


class JsonTable(WrittenAtOnce, Generic[T]):
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

    def finish() -> None:
        write(table.end())
        for piece in table.collected():
            write(piece)

    count = 0
    try:
        write(table.begin())
        async for portion in portions:
            await asyncio.to_thread(take, portion)  # whoever waits for keys goes on meanwhile
            count += len(portion)
            told(count)
        await asyncio.to_thread(finish)
    finally:
        table.close()
    return count


def harmless(text: str) -> str:
    """The text as a spreadsheet shows it and never computes it: an apostrophe stands before a formula.

    Characters that a terminal obeys are taken out visibly.
    """
    return guarded(clean_block(text) if isinstance(text, Paragraphs) else clean_line(text))


def moment_text(moment: datetime) -> str:
    """A moment as tables have it: ISO 8601 in UTC, with a ``Z``."""
    return f"{moment.astimezone(UTC).isoformat()[: -len(_UTC_ENDING)]}Z"


def _moment_texts(moments: Sequence[datetime]) -> list[str]:
    """The texts of many moments, in half the time where all are in UTC already."""
    if {moment.tzinfo for moment in moments} != {UTC}:
        return list(map(moment_text, moments))
    return [f"{text[: -len(_UTC_ENDING)]}Z" for text in map(datetime.isoformat, moments)]


def _lines(rows: Iterable[Iterable[str | int]]) -> bytes:
    """Some lines of CSV."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8")


def _csv_column(values: Sequence[Cell]) -> Sequence[str | int]:
    """The cells of a column as they are written."""
    kinds = set(map(type, values))
    if kinds == {str}:
        texts = [value for value in values if isinstance(value, str)]
        joined = "\n".join(texts)
        # Mostly there is nothing to clean or to guard, and one look at all of them tells.
        alone = joined.count("\n") == len(texts) - 1 and joined.replace("\n", "").isprintable()
        return texts if alone and _DANGEROUS_LINE.search(joined) is None else list(map(harmless, texts))
    if kinds == {int}:
        return [value for value in values if isinstance(value, int)]
    if kinds == {datetime}:
        return _moment_texts([value for value in values if isinstance(value, datetime)])
    return [_csv_cell(value) for value in values]


def _csv_cell(value: Cell) -> str | int:
    """A cell as it is written: text as no program takes it for a formula."""
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, Money):
        return value.major()
    if isinstance(value, datetime):
        return moment_text(value)
    return "" if value is None else value
