"""Files of a statement as one table: the rows of each know their file and line."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from cartui.imports.source import Table, open_table
from cartui.imports.words import invalid_file
from cartui.model.errors import Invalid
from cartui.model.problem import Problem
from cartui.model.statement import Coverage
from cartui.rules.card_numbers import mask_card_numbers

GivenFile = tuple[Path | BinaryIO, str]
"""A file, or a stream of its bytes, and what messages call it."""

MOST_ROWS: Final = 2_000_000
"""Rows of one statement; more is refused, since it is held in memory until its end was seen."""


HEED_EVERY: Final = 1000
"""Rows after which whoever waits for a reading may end it."""


@dataclass(frozen=True, slots=True)
class StatementRecord:
    """One row of a statement."""

    file: str
    line: int
    cells: list[str]


@dataclass(frozen=True)
class Records:
    """The rows of a statement, which may be read again and again."""

    name: str
    """What messages about the whole call it."""
    header: tuple[str, ...]
    rows: tuple[StatementRecord, ...]
    coverage: tuple[Coverage, ...] | None = None
    """Which time it says itself that it covers; ``None``: it says nothing of that."""
    not_utf8: tuple[str, int] | None = None
    """File and line of the first byte that is not UTF-8, where it was read as Windows-1252 for it."""


def plain_records(table: Table, *, heed: Callable[[], None]) -> Records:
    """The rows of a file with one header.

    Raises:
        Invalid: When it is broken anywhere, or far too long; and whatever ``heed`` raises, which is called
            again and again meanwhile.
    """
    rows = tuple(_counted(table, heed))
    narrow = [row for row in rows if len(row.cells) < len(table.header)]
    if narrow == list(rows[-1:]) != []:
        raise broken(
            table.name, "ends in the middle of a row: it is cut off; nothing was taken", rows[-1].line
        )
    return Records(
        name=table.name,
        header=table.header,
        rows=rows,
        not_utf8=None if table.not_utf8 is None else (table.name, table.not_utf8),
    )


def _counted(table: Table, heed: Callable[[], None]) -> Iterator[StatementRecord]:
    """The records of a table, up to as many as anybody has."""
    for count, (line, cells) in enumerate(table.records()):
        if count % HEED_EVERY == 0:
            heed()
        if count >= MOST_ROWS:
            raise broken(table.name, f"has more than {MOST_ROWS:,} rows: import it in parts")
        yield StatementRecord(table.name, line, cells)


def opened_all(files: list[GivenFile], stack: ExitStack, *, delimiter: str | None = None) -> list[Table]:
    """Open the files until ``stack`` is left; raises ``Invalid`` for one that is no table."""
    tables = []
    for source, name in files:
        table = open_table(source, name=name, delimiter=delimiter)
        stack.callback(table.close)
        tables.append(table)
    return tables


def broken(file: str, message: str, line: int | None = None) -> Invalid:
    """The refusal of a statement as a whole."""
    place = "" if line is None else f"line {line}"
    return invalid_file(file, [Problem(field=place, message=mask_card_numbers(message))])
