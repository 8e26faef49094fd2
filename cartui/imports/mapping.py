"""Mapping files: how another system's CSV says what the plain format says (decision 23).

A mapping is TOML; ``docs/imports.md`` describes every key. The ones that are shipped lie in
``cartui/imports/mappings/`` and are known by their file's name.
"""

from collections.abc import Iterator
from enum import StrEnum
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Final, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, model_validator

from cartui.imports.fields import FIELDS, REQUIRED, ImportKind
from cartui.imports.shop_file import read_toml
from cartui.imports.words import invalid_file, problems_of, unknown_key
from cartui.model.frozen import Frozen
from cartui.model.problem import Problem
from cartui.model.text import Code, Line, Name

LARGEST_MAPPING: Final = 1024**2
"""Bytes of a mapping file; more is refused."""


class Conversion(StrEnum):
    """What is done to a cell before it is read."""

    UPPER = "upper"
    """To upper case."""
    LOWER = "lower"
    """To lower case."""
    WHOLE = "whole"
    """Without the ``.0`` that spreadsheets and pandas append to ids: ``14075.0`` is ``14075``."""
    ABSOLUTE = "absolute"
    """Without its minus sign."""
    KILOGRAMS = "kilograms"
    """Kilograms to grams."""
    ROUND = "round"
    """To a whole number, halves up: grams with a fraction."""
    PLAIN_TEXT = "plain_text"
    """HTML to the text that a reader of it sees."""
    NO_APOSTROPHE = "no_apostrophe"
    """Without the apostrophe in front that keeps spreadsheets from counting with ``+8801712345678``."""


def _as_tuple(value: object) -> object:
    """One of them may stand without brackets."""
    return (value,) if isinstance(value, str) else value


Conversions = Annotated[tuple[Conversion, ...], BeforeValidator(_as_tuple)]

Alternatives = Annotated[tuple[Name, ...], BeforeValidator(_as_tuple), Field(min_length=1)]
"""Columns for one field: the first of them says it that the file has and that is not empty."""

ANY_OTHER: Final = "*"
"""In ``values``: every word that is not empty and not listed."""


def _known_zone(name: str) -> str:
    """Refuse a time zone that there is not."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name!r} is not a time zone such as Europe/London") from None
    return name


class RowRule(Frozen):
    """Rows that are refused: those whose ``field`` starts with this, or is this."""

    field: Name
    starts_with: Line = ""
    equals: Line = ""
    reason: Name

    @model_validator(mode="after")
    def _one_condition(self) -> Self:
        """A rule without a condition would refuse everything."""
        if bool(self.starts_with) == bool(self.equals):
            raise ValueError("needs either starts_with or equals")
        return self


class FileMapping(Frozen):
    """How to read one kind of file."""

    kind: ImportKind
    source: Code
    """The kind of system it is from; with a cart's reference, it tells whether a cart was imported before."""
    delimiter: Literal[",", ";", "\t", "|"] | None = None
    """``None``: the one that the header uses."""
    decimal: Literal[".", ","] = "."
    group: Literal["", ",", ".", " ", "'"] = ""
    """What stands between groups of digits."""
    time_zone: Annotated[str, AfterValidator(_known_zone)] | None = None
    """The zone of times without an offset; ``None``: the market's, or UTC."""
    dates: tuple[Name, ...] = ()
    """Formats of ``strptime``, tried in order; none: ISO 8601."""
    state: Literal["open", "ordered"] = "open"
    """What a cart is whose row has no state, when no date was given to decide it."""
    cancelled_prefix: Line = ""
    """References that start so are cancelled orders."""
    free_needs_customer: bool = False
    """Whether a price of 0 without a customer is a correction of stock and no sale."""
    custom_items: tuple[Line, ...] = ()
    """SKUs, as they are after conversion, that are no products: postage, fees, discounts."""
    provider: Line = ""
    """Of statements: the payment provider, in lower case; empty: the source. Whose words the file speaks."""
    minor_units: bool = False
    """Of statements: whether amounts are whole numbers of minor units (1250 is 12.50)."""
    make_skus: bool = False
    """Whether a variant without SKU gets one of its product's handle and its options."""
    columns: dict[str, Alternatives] = Field(default_factory=dict)
    """Our field: their column, or several of which the first one that is not empty says it."""
    join: dict[str, Annotated[tuple[Name, ...], Field(min_length=1)]] = Field(default_factory=dict)
    """Our field: their columns whose contents make it up, with a blank between."""
    constants: dict[str, Line] = Field(default_factory=dict)
    """Our field: what it is where the file has no such column or an empty cell."""
    values: dict[str, dict[str, Line]] = Field(default_factory=dict)
    """Our field: their words and ours; :data:`ANY_OTHER` stands for all other words."""
    convert: dict[str, Conversions] = Field(default_factory=dict)
    """Our field: what is done to it, after ``values``."""
    refuse: tuple[RowRule, ...] = ()


def plain_mapping(kind: ImportKind) -> FileMapping:
    """The mapping of the documented plain file: every column is called what it is."""
    return FileMapping(kind=kind, source="csv", columns={field: (field,) for field in FIELDS[kind]})


def shipped_mappings() -> tuple[str, ...]:
    """The names of the mappings that come with cartui."""
    names = (path.name for path in _shipped().iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def load_mapping(name_or_path: str | Path, *, kind: ImportKind | None = None) -> FileMapping:
    """Load a mapping by the name of a shipped one, or from a file.

    Raises:
        Invalid: When there is none, when it says something that cannot be, or when it is for files of
            another kind than ``kind``; with the file, the key, and the nearest one that is known.
    """
    file = str(name_or_path)
    mapping = read_mapping(_text(file), file=file)
    if kind is not None and mapping.kind is not kind:
        raise invalid_file(
            file, [Problem(field="kind", message=f"is {mapping.kind.value}, not {kind.value}")]
        )
    return mapping


def read_mapping(text: str, *, file: str = "") -> FileMapping:
    """Read a mapping; raises ``Invalid`` with everything that is wrong with it."""
    document = read_toml(text, file=file)
    try:
        mapping = FileMapping.model_validate(document)
    except ValidationError as error:
        raise invalid_file(file, problems_of(error, FileMapping)) from None
    problems = list(_strangers(mapping))
    problems += [
        Problem(field=f"columns.{field}", message="is missing")
        for field in REQUIRED[mapping.kind]
        if not any(field in section for section in (mapping.columns, mapping.join, mapping.constants))
    ]
    problems += [
        Problem(field=f"join.{field}", message="is in columns, too: only one of them can be read")
        for field in mapping.join
        if field in mapping.columns
    ]
    if problems:
        raise invalid_file(file, problems)
    return mapping


def _strangers(mapping: FileMapping) -> Iterator[Problem]:
    """Fields that files of this kind do not have."""
    fields = FIELDS[mapping.kind]
    for section in ("columns", "join", "constants", "values", "convert"):
        for field in getattr(mapping, section):
            if field not in fields:
                yield Problem(field=f"{section}.{field}", message=unknown_key(field, fields))
    for index, rule in enumerate(mapping.refuse):
        if rule.field not in fields:
            message = f"{rule.field!r} {unknown_key(rule.field, fields)}"
            yield Problem(field=f"refuse.{index}.field", message=message)


def _shipped() -> Traversable:
    """The folder of the shipped mappings."""
    return resources.files("cartui.imports") / "mappings"


def _text(name: str) -> str:
    """The text of a shipped mapping, or else of the file at that path."""
    if name in shipped_mappings():
        return (_shipped() / f"{name}.toml").read_text(encoding="utf-8")
    try:
        with Path(name).open("rb") as stream:
            data = stream.read(LARGEST_MAPPING + 1)
    except FileNotFoundError:
        known = f"is no file, and the mappings that have names are: {', '.join(shipped_mappings())}"
        raise invalid_file(name, [Problem(field="", message=known)]) from None
    except (OSError, ValueError) as error:
        raise invalid_file(name, [Problem(field="", message=f"cannot be read: {error}")]) from None
    if len(data) > LARGEST_MAPPING:
        raise invalid_file(name, [Problem(field="", message="is far too large for a mapping")])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise invalid_file(name, [Problem(field="", message="is not UTF-8")]) from None
