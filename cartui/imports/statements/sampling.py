"""The header of a file and its first rows, for whoever has to say which column is what."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from itertools import islice
from typing import Final

from cartui.imports.source import open_table
from cartui.imports.statements.files import GivenFile
from cartui.imports.statements.masking import masked_cells
from cartui.model.text import clean_line

ROWS: Final = 500
"""Rows of a sample: enough to see what a column says, and which words it has."""


@dataclass(frozen=True)
class Sample:
    """The beginning of a file, to be shown: it is clean, and card numbers are masked."""

    name: str
    """What messages call the file."""
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """Those that are as wide as the header."""

    def said_in(self, column: str) -> tuple[str, ...]:
        """What the column says, each once, in the order of the rows; nothing where it is not there."""
        if column not in self.header:
            return ()
        place = self.header.index(column)
        return tuple(dict.fromkeys(text for row in self.rows if (text := row[place].strip())))

    def as_file(self) -> GivenFile:
        """The sample as a file of its own, with the lines that it has."""
        text = StringIO()
        csv.writer(text).writerows([self.header, *self.rows])
        return BytesIO(text.getvalue().encode("utf-8", "replace")), self.name


def sample_of(file: GivenFile) -> Sample:
    """The beginning of a file. Raises ``Invalid`` where it is no table."""
    source, name = file
    table = open_table(source, name=name)
    try:
        records: Sequence[tuple[int, list[str]]] = list(islice(table.records(), ROWS))
    finally:
        table.close()
    rows = [masked_cells(cells, ()) for _, cells in records if len(cells) == len(table.header)]
    clean = tuple(tuple(map(clean_line, cells)) for cells in rows)
    return Sample(name=table.name, header=table.header, rows=clean)
