"""What a mapping makes of the beginning of a file: shown before anything is imported."""

from cartui.model.frozen import Frozen
from cartui.model.imports import ImportBatch, Refusal
from cartui.model.problem import Problem
from cartui.model.statement import StatementRow
from cartui.model.text import Block, Line


class FieldSource(Frozen):
    """Where a field of ours comes from."""

    field: Line
    columns: tuple[Line, ...] = ()
    """The file's columns that feed it."""
    joined: bool = False
    """Whether they are put together; else the first one that is not empty says it."""
    constant: Line = ""
    """What it is where the file says nothing."""
    conversions: tuple[Line, ...] = ()


class PreviewedRow(Frozen):
    """One row as it is understood."""

    line: int
    """Where in the file it begins, counted from 1."""
    fields: dict[Line, Block]
    """What each field of ours says, after words and conversions; empty ones are left out."""
    refused: Refusal | None = None
    """Why it cannot be taken."""
    warnings: tuple[Refusal, ...] = ()
    becomes: tuple[Line, ...] = ()
    """What a row of a statement makes, in words: cells alone do not say when it was."""


class ImportPreview(Frozen):
    """How a file would be read. Nothing was changed, and the backend was not asked: it may refuse more."""

    file: Line
    source: Line
    """The mapping's name for the kind of system; ``csv`` for the plain file."""
    fields: tuple[FieldSource, ...] = ()
    """The fields that the file or the mapping says anything of."""
    ignored: tuple[Line, ...] = ()
    """The file's columns that nothing is made of."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with the file as a whole, such as a missing column; then there are no rows."""
    remarks: tuple[Refusal, ...] = ()
    """What looks odd about the file as a whole."""
    rows: tuple[PreviewedRow, ...] = ()
    becomes: ImportBatch = ImportBatch()
    """What the rows would make."""
    statement: tuple[StatementRow, ...] = ()
    """The same of a payment provider's statement."""
