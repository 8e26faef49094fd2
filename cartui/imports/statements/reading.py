"""A payment provider's file into a ``Statement``."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from cartui.imports.columns import Columns, RowRefused
from cartui.imports.mapping import FileMapping, load_mapping
from cartui.imports.statements.amounts import Decimal, number_style
from cartui.imports.statements.covering import Hole, covered
from cartui.imports.statements.doubts import NAME_IT, date_text, doubts_of
from cartui.imports.statements.files import (
    HEED_EVERY,
    GivenFile,
    Records,
    StatementRecord,
    broken,
    opened_all,
    plain_records,
)
from cartui.imports.statements.left_open import LeftOpen, Question
from cartui.imports.statements.masking import masked_cells
from cartui.imports.statements.moments import DateText, in_utc, is_day_first, read_wall
from cartui.imports.statements.paypal_report import PAYPAL, continues, is_report, report_records
from cartui.imports.statements.providers import PAYPAL_REPORT, mapping_of, provider_of
from cartui.imports.statements.rows import StatementRows
from cartui.imports.statements.transactions import ReadRow, Transactions
from cartui.imports.statements.zones import zone_of
from cartui.imports.values import shown
from cartui.model.imports import Refusal
from cartui.model.statement import Statement

_IDS: Final = ("transaction", "payment", "references", "about")
"""Fields that say which transaction is meant."""

_AMOUNTS: Final = ("amount", "refunded", "disputed")


@dataclass(frozen=True)
class ReadStatement:
    """What reading a statement gave."""

    statement: Statement
    read: tuple[ReadRow, ...]
    """Every row of the files, in their order."""
    warnings: tuple[Refusal, ...]
    said_coverage: bool
    """Whether the file itself says what it covers; else that is from its first row to its last one."""
    mapping: FileMapping
    """How it was understood."""
    columns: Columns
    width: int
    """How many columns there are."""
    name: str
    """What messages call it."""

    @property
    def files(self) -> tuple[str, ...]:
        """The files that it was read from."""
        return tuple(dict.fromkeys(each.record.file for each in self.read)) or (self.name,)

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """The rows that could not be taken."""
        return tuple(each.refusal for each in self.read if each.refusal is not None)

    @property
    def unchanged(self) -> int:
        """Rows that an earlier one of the same file said already."""
        return sum(not each.rows and each.refusal is None for each in self.read)

    @property
    def accepted(self) -> int:
        """Rows of the files that were taken."""
        return sum(bool(each.rows) for each in self.read)


def _go_on() -> None:
    """Nobody ends it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What somebody who gives a file has to add to it, where the file leaves it open."""

    provider: str | None = None
    """``paypal``, ``stripe``, the name of a mapping or its file; ``None``: see whose file it is."""
    day_first: bool | None = None
    """Whether ``10/11/2026`` is the tenth of November; ``None``: see what the file tells."""
    time_zone: tzinfo | None = None
    """Of times that say none, or one that means several; ``None``: the mapping's, else UTC."""
    decimal: Decimal | None = None
    """What stands before decimals; ``None``: the mapping says it, or see what the file tells."""
    mapping: FileMapping | None = None
    """How its columns are understood, where that is known; ``provider`` then says nothing."""
    own: tuple[FileMapping, ...] = ()
    """Mappings that files are known by beside those that are shipped."""
    now: datetime | None = None
    """After which no row can be."""
    heed: Callable[[], None] = _go_on
    """Called again and again while it is read; what it raises ends the reading."""


def read_statement(files: Sequence[GivenFile], asked: Reading = Reading()) -> ReadStatement:
    """Read a statement: one file, or all those of one report of PayPal's.

    Raises:
        Invalid: When it is no statement that is known, or is broken anywhere. Then nothing of it is taken.
    """
    return read_records(*opened_statement(files, asked), asked)


def opened_statement(files: Sequence[GivenFile], asked: Reading) -> tuple[Records, FileMapping]:
    """The records of a statement, and how they are understood; raises ``Invalid`` as reading them does."""
    provider = asked.provider
    with ExitStack() as stack:
        tables = opened_all(list(files), stack)
        first = tables[0]
        if is_report(first):
            if provider is not None and provider.strip().lower() not in (PAYPAL, PAYPAL_REPORT):
                raise broken(first.name, f"is a report of PayPal's, not a statement of {provider}")
            return report_records(tables), load_mapping(PAYPAL_REPORT)
        if len(tables) > 1:
            raise broken(first.name, "is no PayPal report of several files: import it by itself")
        mapping = asked.mapping or mapping_of(first.header, provider, file=first.name, own=asked.own)
        if mapping.delimiter is not None and mapping.delimiter != first.delimiter:
            (first,) = opened_all(list(files), stack, delimiter=mapping.delimiter)
        return plain_records(first, heed=asked.heed), mapping


def grouped_files(files: Sequence[GivenFile]) -> list[list[GivenFile]]:
    """The files by the statement that they belong to: those that continue a report with the one before them.

    A stream cannot be looked into beforehand: it is a statement by itself.
    """
    groups: list[list[GivenFile]] = []
    for source, name in files:
        with ExitStack() as stack:
            table = opened_all([(source, name)], stack)[0] if isinstance(source, Path) else None
            if groups and table is not None and is_report(table) and continues(table):
                groups[-1].append((source, name))
            else:
                groups.append([(source, name)])
    return groups


def read_records(records: Records, mapping: FileMapping, asked: Reading) -> ReadStatement:
    """Read the rows of a statement; raises ``Invalid`` when they are broken as a whole."""
    columns = Columns(records, mapping)
    ids = frozenset(place for field in _IDS for place in columns.places(field))
    safe = [
        StatementRecord(record.file, record.line, masked_cells(record.cells, ids)) for record in records.rows
    ]
    entire = [record for record in safe if len(record.cells) == len(records.header)]
    doubts = doubts_of(records, entire, columns, mapping, zoned=asked.time_zone is not None)
    whole = [record.cells for record in entire]
    try:
        numbers = number_style(mapping, _amounts(columns, whole), asked.decimal)
    except ValueError as error:
        advice = ": use --decimal-point or --decimal-comma"
        raise LeftOpen(records.name, Question.DECIMALS, str(error), advice) from None
    clock = _Clock(columns, mapping, asked, [date_text(columns, cells) for cells in whole], records.name)
    makes = StatementRows(columns, mapping, numbers, clock.read_alone)
    walls, said = clock.walls(safe)
    moments = in_utc(walls)
    transactions = Transactions()
    read: list[ReadRow] = []
    for count, (record, moment, refused) in enumerate(zip(safe, moments, said, strict=True)):
        if count % HEED_EVERY == 0:
            asked.heed()
        try:
            columns.check(record.cells)
            if refused is not None:
                raise refused
            if moment is None:
                raise columns.refused("date", "is too far away: times are from 1900 to 8999")
            rows = makes.made_of(record.cells, moment)
            transactions.check(rows[0], record, columns)
        except RowRefused as error:
            refusal = columns.refusal(record.line, error).model_copy(update={"file": record.file})
            read.append(ReadRow(record, refusal=refusal))
        else:
            read.append(ReadRow(record, rows))
    read = transactions.once(read)
    provider = provider_of(mapping)
    holes: list[Hole] = [
        None if moment is None else (moment, date_text(columns, each.record.cells).exactness)
        for each, moment in zip(read, moments, strict=True)
        if each.refusal is not None
    ]
    when = [moment for moment in moments if moment is not None]
    coverage = () if doubts else covered(provider, records.coverage, when, holes)
    return ReadStatement(
        statement=Statement(
            provider=provider, coverage=coverage, rows=tuple(row for each in read for row in each.rows)
        ),
        read=tuple(read),
        warnings=(*_remarks(records, columns, mapping), *doubts),
        said_coverage=records.coverage is not None,
        mapping=mapping,
        columns=columns,
        width=len(records.header),
        name=records.name,
    )


class _Clock:
    """When the rows were."""

    def __init__(
        self, columns: Columns, mapping: FileMapping, asked: Reading, texts: Sequence[DateText], name: str
    ) -> None:
        """See how the file writes dates; raises ``Invalid`` when it could be either way."""
        self._columns = columns
        self._formats = mapping.dates
        self._asked = asked
        self._default = asked.time_zone or ZoneInfo(mapping.time_zone or "UTC")
        day_first = asked.day_first
        if day_first is None and not self._formats:
            day_first = is_day_first(texts, now=asked.now)
            if day_first is None:
                example = next(text.date for text in texts if "/" in text.date or "-" in text.date)
                said = f"{shown(example)} may have the day first or the month, and no row tells which"
                raise LeftOpen(name, Question.DATES, said, ": use --day-first or --month-first")
        self._day_first = bool(day_first)

    def walls(
        self, records: Sequence[StatementRecord]
    ) -> tuple[list[tuple[datetime, tzinfo] | None], list[RowRefused | None]]:
        """What each row's clock showed and where it stood, or why that cannot be read."""
        walls: list[tuple[datetime, tzinfo] | None] = []
        said: list[RowRefused | None] = []
        for record in records:
            try:
                walls.append(self._wall(record.cells))
                said.append(None)
            except RowRefused as refused:
                walls.append(None)
                said.append(refused)
        return walls, said

    def read_alone(self, text: str) -> datetime:
        """The time of a cell that stands for itself, in UTC; raises ``ValueError``."""
        wall = read_wall(DateText(text), self._formats, day_first=self._day_first)
        (moment,) = in_utc([(wall, self._default)])
        if moment is None:
            raise ValueError(f"{shown(text)} is too far away: times are from 1900 to 8999")
        return moment

    def _wall(self, cells: list[str]) -> tuple[datetime, tzinfo] | None:
        """What a row's clock showed, and where it stood; ``None`` for a row that is refused anyway."""
        try:
            text = date_text(self._columns, cells)
        except IndexError:  # not as wide as the header
            return None
        try:
            wall = read_wall(text, self._formats, day_first=self._day_first)
        except ValueError as error:
            raise self._columns.refused("date", error) from None
        return wall, self._zone(text.zone)

    def _zone(self, text: str) -> tzinfo:
        """The zone of a row."""
        if not text:
            return self._default
        zone = zone_of(text) or self._asked.time_zone
        if zone is None:
            said = f"{shown(text)} is no time zone, or means several: {NAME_IT}"
            raise self._columns.refused("time_zone", said)
        return zone


def _amounts(columns: Columns, whole: Sequence[list[str]]) -> set[tuple[str, str]]:
    """All amounts of a file with their currencies."""
    currency = columns.text("currency")
    texts = [columns.text(field) for field in _AMOUNTS if columns.has(field)]
    return {(text(cells), currency(cells).upper()) for cells in whole for text in texts}


def _remarks(records: Records, columns: Columns, mapping: FileMapping) -> list[Refusal]:
    """What is to be said of the file as a whole."""
    remarks = columns.unread() if mapping.source == "csv" else []
    if records.not_utf8 is not None:
        file, line = records.not_utf8
        said = "not UTF-8 from here on: the whole file was read as Windows-1252"
        remarks.append(Refusal(file=file, line=line, column="", reason=said))
    return remarks
