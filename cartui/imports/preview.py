"""The beginning of a file through a mapping: what feeds what, and what becomes of the first rows."""

import csv
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO, StringIO
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

from cartui.imports.batches import ReadBatch
from cartui.imports.columns import Columns, find_columns
from cartui.imports.fields import FIELDS, ImportKind
from cartui.imports.mapping import FileMapping
from cartui.imports.source import Record, Table, open_table
from cartui.model.import_preview import FieldSource, ImportPreview, PreviewedRow
from cartui.model.imports import ImportBatch, Refusal

Reader = Callable[[BinaryIO, str], Iterator[ReadBatch]]
"""Reads the stream of a file of that name, as it will be read when it is imported."""

_BELONGS_TO: Final = {
    ImportKind.CATALOG: "product",
    ImportKind.CUSTOMERS: "number",
    ImportKind.CARTS: "reference",
}
"""What rows of one thing share; the last thing of a preview gets its other rows, too."""

_FARTHEST: Final = 200
"""Rows beyond those that are shown among which others of the last thing are looked for."""


def preview_file(
    source: Path | BinaryIO, *, mapping: FileMapping, read: Reader, rows: int = 5, name: str = ""
) -> ImportPreview:
    """Say how a file would be read, and what its first rows would become; nothing is changed.

    Args:
        source: The file, or a stream of its bytes.
        mapping: How its columns are understood (``plain_mapping`` for the plain file).
        read: The reader that will be used, with what it needs to know of the shop.
        rows: How many rows are shown.
        name: What messages call the file.

    Raises:
        Invalid: When it is no file of rows, or is broken within the rows that are shown.
    """
    table = open_table(source, name=name, delimiter=mapping.delimiter)
    try:
        found, problems = find_columns(table.header, mapping)
        fields = tuple(field_sources(table.header, mapping, found))
        read_places = {place for places in found.values() for place in places}
        ignored = [name for place, name in enumerate(table.header) if name and place not in read_places]
        if problems:
            return ImportPreview(
                file=table.name,
                source=mapping.source,
                fields=fields,
                ignored=tuple(ignored),
                problems=tuple(problems),
            )
        columns = Columns(table, mapping)
        sample, count = _sample(table, columns, mapping, rows)
        remarks, previewed, becomes = _read(table, columns, mapping, sample, read)
    finally:
        table.close()
    return ImportPreview(
        file=table.name,
        source=mapping.source,
        fields=fields,
        ignored=tuple(ignored),
        remarks=tuple(remarks),
        rows=tuple(previewed[:count]),
        becomes=becomes,
    )


def field_sources(
    header: Sequence[str], mapping: FileMapping, found: dict[str, tuple[int, ...]]
) -> Iterator[FieldSource]:
    """Where each field comes from, in the order of the documentation; not those that nothing feeds."""
    for field in FIELDS[mapping.kind]:
        if field in found or field in mapping.constants:
            yield FieldSource(
                field=field,
                columns=tuple(header[place] for place in found.get(field, ())),
                joined=field in mapping.join,
                constant=mapping.constants.get(field, ""),
                conversions=tuple(conversion.value for conversion in mapping.convert.get(field, ())),
            )


def _sample(table: Table, columns: Columns, mapping: FileMapping, rows: int) -> tuple[list[Record], int]:
    """The first rows and how many they are; behind them, those of the next that belong to the last."""
    records = table.records()
    sample = list(islice(records, rows))
    count = len(sample)
    belongs = _BELONGS_TO.get(mapping.kind)
    if sample and belongs is not None:
        key = columns.key(belongs)
        last = key(sample[-1][1])
        sample += [each for each in islice(records, _FARTHEST) if last and key(each[1]) == last]
    return sample, count


def _read(
    table: Table, columns: Columns, mapping: FileMapping, sample: Sequence[Record], read: Reader
) -> tuple[list[Refusal], list[PreviewedRow], ImportBatch]:
    """Read the sample as a file of its own: remarks on the whole file, the rows, and what they make."""
    text = StringIO()
    csv.writer(text, delimiter=table.delimiter).writerows([table.header, *(cells for _, cells in sample)])
    data = text.getvalue().encode("utf-8", "replace")
    alone = open_table(BytesIO(data), delimiter=table.delimiter)
    try:
        lines = {here: there for (here, _), (there, _) in zip(alone.records(), sample, strict=True)}
    finally:
        alone.close()
    parts = list(read(BytesIO(data), table.name))
    refusals = [_moved(each, lines) for part in parts for each in part.refusals]
    warnings = [_moved(each, lines) for part in parts for each in part.warnings]
    refused = {refusal.line: refusal for refusal in refusals}
    rows = [
        PreviewedRow(
            line=line,
            fields=understood(columns, mapping, cells) if len(cells) == len(table.header) else {},
            refused=refused.get(line),
            warnings=tuple(warning for warning in warnings if warning.line == line),
        )
        for line, cells in sample
    ]
    remarks = [warning for warning in warnings if warning.line not in lines.values()]
    if table.not_utf8 is not None:
        said = "not UTF-8 from here on: the whole file is read as Windows-1252"
        remarks.append(Refusal(file=table.name, line=table.not_utf8, column="", reason=said))
    return remarks, rows, _together([part.batch for part in parts])


def understood(columns: Columns, mapping: FileMapping, cells: Sequence[str]) -> dict[str, str]:
    """What each field of ours says in a record."""
    return {field: text for field in FIELDS[mapping.kind] if (text := columns.text(field)(cells))}


def _moved(note: Refusal, lines: dict[int, int]) -> Refusal:
    """A note with the line of the whole file."""
    return note.model_copy(update={"line": lines.get(note.line, note.line)})


def _together(batches: Sequence[ImportBatch]) -> ImportBatch:
    """Everything that the batches hold."""
    return ImportBatch(
        products=tuple(each for batch in batches for each in batch.products),
        customers=tuple(each for batch in batches for each in batch.customers),
        carts=tuple(each for batch in batches for each in batch.carts),
        coupons=tuple(each for batch in batches for each in batch.coupons),
        tax_rates=tuple(each for batch in batches for each in batch.tax_rates),
    )
