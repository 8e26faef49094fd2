"""Which cell of a record is which field, and what is done to it before it is read."""

from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from operator import itemgetter

from pydantic import ValidationError

from cartui.imports.fields import FIELDS, REQUIRED
from cartui.imports.mapping import Conversion, FileMapping
from cartui.imports.source import Table
from cartui.imports.words import invalid_file, problems_of, unknown_key
from cartui.model.imports import Refusal, SourceRow
from cartui.model.problem import Problem

_REMEMBERED = 4096
"""Cells whose meaning is remembered, by field: most columns say few things again and again."""

Cells = Sequence[str]


class RowRefused(Exception):
    """This row cannot be taken."""

    def __init__(self, column: str, reason: str) -> None:
        """Carry the column of the file (empty: the row as a whole) and the reason for people."""
        super().__init__(reason)
        self.column = column
        self.reason = reason


class Columns:
    """The fields of one file."""

    def __init__(self, table: Table, mapping: FileMapping) -> None:
        """Find the columns; raises ``Invalid`` when one is missing, or stands twice."""
        self._mapping = mapping
        self._file = table.name
        self._header = table.header
        self._width = len(table.header)
        self._places = self._find()
        self._meanings = {field: self._meaning(field) for field in FIELDS[mapping.kind]}
        self._rules = [(rule, self.text(rule.field)) for rule in mapping.refuse]

    def key(self, field: str) -> Callable[[Cells], str]:
        """How to get what groups records; nothing for a record that is not as wide as the header."""
        raw, meaning, width = self.raw(field), self._meanings[field], self._width
        return lambda cells: meaning(raw(cells)) if len(cells) == width else ""

    def has(self, field: str) -> bool:
        """Whether the file, or a constant of the mapping, says anything of this field."""
        return field in self._places or field in self._mapping.constants

    def place(self, field: str) -> int | None:
        """The index of the field's cell, or ``None``."""
        return self._places.get(field)

    def raw(self, field: str) -> Callable[[Cells], str]:
        """How to get the field's cell from a record as it stands there; nothing where there is no column."""
        place = self._places.get(field)
        return (lambda _: "") if place is None else itemgetter(place)

    def meaning(self, field: str) -> Callable[[str], str]:
        """What a cell of the field means: in our words, converted, trimmed, empty where it says nothing."""
        return self._meanings[field]

    def text(self, field: str) -> Callable[[Cells], str]:
        """How to get from a record what its cell of the field means."""
        raw, meaning = self.raw(field), self._meanings[field]
        return lambda cells: meaning(raw(cells))

    def name(self, field: str) -> str:
        """What the file calls the field, for messages."""
        place = self._places.get(field)
        return self._mapping.columns.get(field, field) if place is None else self._header[place]

    def check(self, cells: Cells) -> None:
        """Refuse a record that is not as wide as the header, and one that a rule of the mapping names."""
        if len(cells) != self._width:
            raise RowRefused("", f"has {len(cells)} cells where the header has {self._width}")
        for rule, read in self._rules:
            text = read(cells)
            if text == rule.equals if rule.equals else text.startswith(rule.starts_with):
                raise RowRefused(self.name(rule.field), rule.reason)

    def refused(self, field: str, reason: object) -> RowRefused:
        """The refusal of a row for what it says in a field."""
        return RowRefused(self.name(field), str(reason))

    def misfit(self, error: ValidationError) -> RowRefused:
        """The refusal of a row whose values fit no model (a text too long, say)."""
        first = problems_of(error, None)[0]
        head, _, rest = first.field.partition(".")
        return RowRefused(self.name(head), f"{rest} {first.message}".strip())

    def row(self, line: int) -> SourceRow:
        """Where a record stands."""
        return SourceRow(self._file, line)

    def refusal(self, line: int, refused: RowRefused) -> Refusal:
        """A refused row as the report has it."""
        return Refusal(file=self._file, line=line, column=refused.column, reason=refused.reason)

    def remark(self, line: int, field: str, reason: str) -> Refusal:
        """A warning about a row that was taken."""
        return Refusal(file=self._file, line=line, column=self.name(field), reason=reason)

    def unread(self) -> list[Refusal]:
        """A warning for every column that nobody asked for: in a plain file it is a mistyped one."""
        known = {name.casefold() for name in self._mapping.columns.values()}
        return [
            Refusal(
                file=self._file, line=1, column=name, reason=f"was not read: it {unknown_key(name, known)}"
            )
            for name in self._header
            if name and name.casefold() not in known
        ]

    def _find(self) -> dict[str, int]:
        """The index of each field that the file has."""
        names = [name.casefold() for name in self._header]
        found, problems = {}, []
        for field, column in self._mapping.columns.items():
            wanted = column.casefold()
            count = names.count(wanted)
            if count == 1:
                found[field] = names.index(wanted)
            elif count > 1:
                problems.append(Problem(field=column, message="is the name of two columns"))
            elif field in REQUIRED[self._mapping.kind] and field not in self._mapping.constants:
                hint = unknown_key(column, self._header).partition("; ")[2]
                problems.append(Problem(field=column, message=f"is a column the file must have; {hint}"))
        if problems:
            raise invalid_file(self._file, problems)
        return found

    def _meaning(self, field: str) -> Callable[[str], str]:
        """The function behind :meth:`meaning`."""
        constant = self._mapping.constants.get(field, "")
        values = self._mapping.values.get(field, {})
        conversions = self._mapping.convert.get(field, ())

        @lru_cache(_REMEMBERED)
        def meaning(cell: str) -> str:
            """The cell in our words."""
            text = cell.strip()
            text = values.get(text, text)
            for conversion in conversions:
                text = _convert(text, conversion)
            return text or constant

        return meaning


def _convert(text: str, conversion: Conversion) -> str:
    """Apply one conversion; a text that it does not fit stays as it is, for its field to refuse."""
    match conversion:
        case Conversion.UPPER:
            return text.upper()
        case Conversion.LOWER:
            return text.lower()
        case Conversion.WHOLE:
            whole, _, fraction = text.partition(".")
            return whole if whole.isdigit() and not fraction.strip("0") else text
        case Conversion.ABSOLUTE:
            return text.removeprefix("-")
        case Conversion.KILOGRAMS:
            return _grams(text)


def _grams(kilograms: str) -> str:
    """Kilograms as whole grams, halves up."""
    try:
        return str(int(Decimal(kilograms) * 1000 + Decimal("0.5")))
    except (InvalidOperation, OverflowError, ValueError):
        return kilograms
