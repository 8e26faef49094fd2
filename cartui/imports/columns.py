"""Which cell of a record is which field, and what is done to it before it is read."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from operator import itemgetter
from typing import Final

from pydantic import ValidationError

from cartui.imports.fields import FIELDS, FOR_READERS, REQUIRED, ImportKind
from cartui.imports.html_text import plain_text
from cartui.imports.mapping import ANY_OTHER, Conversion, FileMapping, RowRule
from cartui.imports.source import Headed
from cartui.imports.which_mapping import likeness
from cartui.imports.words import enumerated, invalid_file, nearest_of, problems_of, unknown_key
from cartui.model.formula_guard import unguarded
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

    def __init__(self, table: Headed, mapping: FileMapping) -> None:
        """Find the columns; raises ``Invalid`` when one is missing, or stands twice."""
        self._mapping = mapping
        self.file = table.name
        """What messages call the file."""
        self._header = table.header
        self.width = len(table.header)
        """Cells of a record."""
        self._places, problems = find_columns(table.header, mapping)
        if problems:
            raise invalid_file(table.name, problems)
        self._meanings = {field: self._meaning(field) for field in FIELDS[mapping.kind]}
        self._texts = {field: self._text(field) for field in FIELDS[mapping.kind]}
        self._rules = [(rule, self.raw(rule.field), self._judge(rule)) for rule in mapping.refuse]

    def key(self, field: str) -> Callable[[Cells], str]:
        """How to get what groups records; nothing for a record that is not as wide as the header."""
        raw, meaning, width = self.raw(field), self._meanings[field], self.width
        last, meant = "", meaning("")

        def key(cells: Cells) -> str:
            """What a record is grouped by; mostly the cell of the record before says the same."""
            nonlocal last, meant
            if len(cells) != width:
                return ""
            cell = raw(cells)
            if cell != last:
                last, meant = cell, meaning(cell)
            return meant

        return key

    def has(self, field: str) -> bool:
        """Whether the file, or a constant of the mapping, says anything of this field."""
        return field in self._places or field in self._mapping.constants

    def places(self, field: str) -> tuple[int, ...]:
        """The indices of the field's cells: one, none, or several that are joined or stand for each other."""
        return self._places.get(field, ())

    def place(self, field: str) -> int | None:
        """The index of the field's only cell, or ``None``."""
        places = self.places(field)
        return places[0] if len(places) == 1 else None

    def raw(self, field: str) -> Callable[[Cells], str]:
        """How to get the field's cell from a record as it stands there; nothing where there is no column."""
        match self.places(field):
            case ():
                return lambda _: ""
            case (place,):
                return itemgetter(place)
            case places if field in self._mapping.join:
                return lambda cells: " ".join(filter(None, (cells[place].strip() for place in places)))
            case places:
                return lambda cells: next((cell for place in places if (cell := cells[place]).strip()), "")

    def meaning(self, field: str) -> Callable[[str], str]:
        """What a cell of the field means: in our words, converted, trimmed, empty where it says nothing."""
        return self._meanings[field]

    def text(self, field: str) -> Callable[[Cells], str]:
        """How to get from a record what its cell of the field means."""
        return self._texts[field]

    def name(self, field: str) -> str:
        """What the file calls the field, for messages."""
        places = self.places(field)
        if places:
            between = " + " if field in self._mapping.join else " or "
            return between.join(self._header[place] for place in places)
        return (self._mapping.join.get(field) or self._mapping.columns.get(field) or (field,))[0]

    def check(self, cells: Cells) -> None:
        """Refuse a record that is not as wide as the header, and one that a rule of the mapping names."""
        if len(cells) != self.width:
            raise RowRefused("", f"has {len(cells)} cells where the header has {self.width}")
        for rule, raw, applies in self._rules:
            if applies(raw(cells)):
                raise RowRefused(self.name(rule.field), rule.reason)

    def are_alike(self, records: Sequence[Cells]) -> bool:
        """Whether :meth:`check` refuses none of them."""
        if set(map(len, records)) != {self.width}:
            return False
        return all(not any(map(applies, set(map(raw, records)))) for _, raw, applies in self._rules)

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
        return SourceRow(self.file, line)

    def refusal(self, line: int, refused: RowRefused) -> Refusal:
        """A refused row as the report has it."""
        return Refusal(file=self.file, line=line, column=refused.column, reason=refused.reason)

    def remark(self, line: int, field: str, reason: str) -> Refusal:
        """A warning about a row that was taken."""
        return Refusal(file=self.file, line=line, column=self.name(field), reason=reason)

    def ignored(self) -> tuple[str, ...]:
        """The file's columns that feed no field, in its order."""
        read = {place for places in self._places.values() for place in places}
        return tuple(name for place, name in enumerate(self._header) if name and place not in read)

    def unread(self) -> list[Refusal]:
        """A warning about the columns that nobody asked for: in a plain file they are mistyped ones."""
        ignored = self.ignored()
        if self._mapping.kind is ImportKind.CARTS:
            ignored = tuple(name for name in ignored if name not in FOR_READERS)
        if not ignored:
            return []
        known = {name.casefold() for names in self._mapping.columns.values() for name in names}
        free = sorted(known.difference(name.casefold() for name in self._header))
        if len(ignored) == 1:
            said = f"was not read: it {unknown_key(ignored[0], free)}"
            return [Refusal(file=self.file, line=1, column=ignored[0], reason=said)]
        near = {name: nearest_of(name, free) for name in ignored}
        told = [f"{name} (did you mean {near[name]!r}?)" if near[name] else name for name in ignored]
        said = f"{len(ignored)} columns were not read: {enumerated(told, 30)}"
        if not any(near.values()):
            said += f"; known here: {enumerated(free, 8)}"
        return [Refusal(file=self.file, line=1, column="", reason=said)]

    def _text(self, field: str) -> Callable[[Cells], str]:
        """The function behind :meth:`text`."""
        raw, meaning = self.raw(field), self._meanings[field]
        return lambda cells: meaning(raw(cells))

    def _judge(self, rule: RowRule) -> Callable[[str], bool]:
        """Whether a rule of the mapping refuses a row for its cell."""
        meaning = self._meanings[rule.field]

        @lru_cache(_REMEMBERED)
        def applies(cell: str) -> bool:
            """Whether it does for this one."""
            text = meaning(cell)
            return text == rule.equals if rule.equals else text.startswith(rule.starts_with)

        return applies

    def _meaning(self, field: str) -> Callable[[str], str]:
        """The function behind :meth:`meaning`."""
        constant = self._mapping.constants.get(field, "")
        # What an empty cell stands for says nothing of a file that has no such column.
        values = self._mapping.values.get(field, {}) if field in self._places else {}
        other = values.get(ANY_OTHER)
        decimal, group = self._mapping.decimal, self._mapping.group
        conversions = self._mapping.convert.get(field, ())

        @lru_cache(_REMEMBERED)
        def meaning(cell: str) -> str:
            """The cell in our words."""
            text = unguarded(cell.strip())
            text = values.get(text, text if other is None or not text else other)
            for conversion in conversions:
                if conversion in _OF_NUMBERS:
                    text = text.replace(group, "").replace(decimal, ".")
                text = _CONVERT[conversion](text)
            return text or constant

        return meaning


def find_columns(
    header: Sequence[str], mapping: FileMapping
) -> tuple[dict[str, tuple[int, ...]], list[Problem]]:
    """Where in a header the columns of each field are, and what is wrong with it as a whole."""
    names = [name.casefold() for name in header]
    if (like := likeness(header, mapping)) is not None:
        return {}, [Problem(field="", message=str(like))]
    found: dict[str, tuple[int, ...]] = {}
    problems: list[Problem] = []
    for field, columns in (*mapping.columns.items(), *mapping.join.items()):
        chosen = [column for column in columns if column.casefold() in names]
        problems += [
            Problem(field=column, message="is the name of two columns: rename one")
            for column in chosen
            if names.count(column.casefold()) > 1
        ]
        if chosen:
            found[field] = tuple(names.index(column.casefold()) for column in chosen)
        elif field in REQUIRED[mapping.kind] and field not in mapping.constants:
            near = nearest_of(columns[0], header)
            hint = f"did you mean {near!r}?" if near else f"the file has {enumerated(header, 8) or 'none'}"
            said = f"is a column the file must have; {hint}"
            problems.append(Problem(field=" or ".join(columns), message=said))
    return found, problems


def _whole(text: str) -> str:
    """A whole number without its ``.0``."""
    whole, _, fraction = text.partition(".")
    return whole if whole.isdigit() and not fraction.strip("0") else text


def _rounded(number: str, times: int = 1) -> str:
    """So many times the number as a whole one, halves up."""
    try:
        return str(int(Decimal(number) * times + Decimal("0.5")))
    except (InvalidOperation, OverflowError, ValueError):
        return number


_OF_NUMBERS: Final = frozenset({Conversion.KILOGRAMS, Conversion.ROUND})
"""Conversions that count with the number, as the file writes it."""

_CONVERT: Final[Mapping[Conversion, Callable[[str], str]]] = {
    Conversion.UPPER: str.upper,
    Conversion.LOWER: str.lower,
    Conversion.WHOLE: _whole,
    Conversion.ABSOLUTE: lambda text: text.removeprefix("-"),
    Conversion.KILOGRAMS: lambda text: _rounded(text, 1000),
    Conversion.ROUND: _rounded,
    Conversion.PLAIN_TEXT: plain_text,
    Conversion.NO_APOSTROPHE: lambda text: text.removeprefix("'"),
}
"""What each conversion does; a text that it does not fit stays as it is, for its field to refuse."""
