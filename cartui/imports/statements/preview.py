"""The beginning of a statement: what feeds what, and what becomes of its first rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from cartui.imports.columns import find_columns
from cartui.imports.preview import field_sources, understood
from cartui.imports.statements.files import GivenFile
from cartui.imports.statements.reading import Reading, ReadStatement, opened_statement, read_records
from cartui.imports.statements.transactions import ReadRow
from cartui.model.import_preview import ImportPreview, PreviewedRow
from cartui.model.money import Money
from cartui.model.statement import StatementRow


@dataclass(frozen=True)
class LookedAt:
    """A statement that was read, and how."""

    preview: ImportPreview
    read: ReadStatement | None
    """All of it; ``None`` where the preview names problems that keep it from being read."""


def preview_statement(files: Sequence[GivenFile], asked: Reading, *, rows: int = 5) -> ImportPreview:
    """Say how a statement would be read, and what its first rows would become; nothing is kept.

    Raises:
        Invalid: As :func:`look_at_statement` does.
    """
    return look_at_statement(files, asked, rows=rows).preview


def look_at_statement(files: Sequence[GivenFile], asked: Reading, *, rows: int = 5) -> LookedAt:
    """Read a statement, and say how; what is imported then is what was looked at.

    The whole file is read: how it writes dates and amounts shows only in all of its rows.

    Raises:
        Invalid: When it is no statement that is known, or is broken anywhere; ``LeftOpen`` where somebody
            has to say what the file does not tell.
    """
    records, mapping = opened_statement(files, asked)
    found, problems = find_columns(records.header, mapping)
    read_places = {place for places in found.values() for place in places}
    preview = ImportPreview(
        file=records.name,
        source=mapping.source,
        fields=tuple(field_sources(records.header, mapping, found)),
        ignored=tuple(name for place, name in enumerate(records.header) if name and place not in read_places),
        problems=tuple(problems),
    )
    if problems:
        return LookedAt(preview, None)
    read = read_records(records, mapping, asked)
    shown = read.read[:rows]
    understood_rows = {
        "remarks": read.warnings,
        "rows": tuple(_previewed(read, row) for row in shown),
        "statement": tuple(made for row in shown for made in row.rows),
    }
    return LookedAt(preview.model_copy(update=understood_rows), read)


def _previewed(read: ReadStatement, row: ReadRow) -> PreviewedRow:
    """One row as it is understood."""
    cells = row.record.cells
    whole = len(cells) == read.width
    return PreviewedRow(
        line=row.record.line,
        fields=understood(read.columns, read.mapping, cells) if whole else {},
        refused=row.refusal,
        becomes=tuple(map(_in_words, row.rows)),
    )


def _in_words(row: StatementRow) -> str:
    """What a row becomes: above all when it was, and how much, as nobody can see from the file alone."""
    amount = Money(row.amount, row.currency).major()
    return f"{row.kind.value}, {row.status.value}, {amount} {row.currency}, {row.at:%Y-%m-%d %H:%M:%S} UTC"
