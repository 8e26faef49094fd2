"""The shop as a TOML file (decision 16): ``read_shop(write_shop(shop)) == shop``.

``docs/shop-file.md`` describes it for people. Amounts are whole minor units there as everywhere; a
decimal point is refused, so that nobody's 12.50 becomes 12.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, ValidationError

from cartui.imports.durations import read_duration, write_duration
from cartui.imports.words import invalid_file, problems_of, unknown_key
from cartui.model.address import Address
from cartui.model.problem import Problem
from cartui.model.shop import Shop

if TYPE_CHECKING:
    from tomlkit.items import InlineTable, Table

_SECTIONS: Final = {"shop": "settings"} | {name: name for name in Shop.model_fields if name != "settings"}
"""Top-level keys of the file and the fields of ``Shop`` they are for."""

_DURATIONS: Final = {
    "locks": ("no_return_after", "settle_window"),
    "statements": ("keep_payers",),
    "digest": ("pending_orders_after",),
    "sharing": ("lifetime",),
}
"""The keys that are lengths of time, by the tables of ``[shop]`` that have them."""

_INLINE: Final = frozenset({"outlet", "brackets"})
"""What is written in braces on one line instead of as a table of its own."""

_HEADING: Final = "Amounts are whole minor units of the currency: 1250 stands for 12.50, 500 yen are 500."

_AT: Final = re.compile(r"\(at (line \d+, column \d+|end of document)\)$")


def read_shop(text: str, *, file: str = "") -> Shop:
    """Read a shop file.

    Args:
        text: The file's text.
        file: Its name, for messages.

    Raises:
        Invalid: With one ``Problem`` for everything that is wrong, each beside its path in the file
            (``markets.0.services.1.price``, or ``line 3, column 7`` where it is not TOML at all).
    """
    document = read_toml(text, file=file)
    problems = [
        Problem(field=key, message=unknown_key(key, _SECTIONS)) for key in document if key not in _SECTIONS
    ]
    problems += _turn_durations(document)
    renamed = {_SECTIONS[key]: value for key, value in document.items() if key in _SECTIONS}
    try:
        # Strict JSON takes what TOML can say (text for enums and dates) and nothing by conversion:
        # not "12" for 12, not true for 1.
        shop = Shop.model_validate_json(json.dumps(renamed, default=_plain), strict=True)
    except ValidationError as error:
        problems += [_in_file(problem) for problem in problems_of(error, Shop)]
        raise invalid_file(file, problems) from None
    except ValueError:  # an integer of thousands of digits, written in hexadecimal
        raise invalid_file(file, [Problem(field="", message="has a number that is far too large")]) from None
    if problems:
        raise invalid_file(file, problems)
    return shop


def read_toml(text: str, *, file: str = "") -> dict[str, object]:
    """Read TOML of a file called ``file``; raises ``Invalid`` with the line and column of what is wrong."""
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except RecursionError:
        raise invalid_file(file, [Problem(field="", message="is nested too deeply")]) from None
    except ValueError as error:  # tomllib.TOMLDecodeError, or int() on thousands of digits
        place = _AT.search(str(error))
        problem = Problem(
            field=place.group(1) if place else "",
            message=f"is not TOML: {_AT.sub('', str(error)).strip()}",
        )
        raise invalid_file(file, [problem]) from None


def write_shop(shop: Shop) -> str:
    """Write a shop file: everything the shop decides, without keys that would say nothing."""
    import tomlkit

    document = tomlkit.document()
    document.add(tomlkit.comment(_HEADING))
    document.add(tomlkit.nl())
    document.add("shop", _table(shop.settings))
    for section in _SECTIONS:
        if section == "shop":
            continue
        rows = getattr(shop, section)
        if rows:
            tables = tomlkit.aot()
            for row in rows:
                tables.append(_table(row))
            document.add(section, tables)
    return tomlkit.dumps(document)


def _in_file(problem: Problem) -> Problem:
    """Name the section as the file does, not as the model does."""
    head, dot, rest = problem.field.partition(".")
    section = next((key for key, field in _SECTIONS.items() if field == head), head)
    return Problem(field=f"{section}{dot}{rest}", message=problem.message)


def _turn_durations(document: Mapping[str, object]) -> list[Problem]:
    """Turn ``30m`` into what pydantic reads, in place; return what could not be read, taken out."""
    shop = document.get("shop")
    problems: list[Problem] = []
    for name, keys in _DURATIONS.items():
        table = shop.get(name) if isinstance(shop, dict) else None
        if isinstance(table, dict):
            problems += _turn_durations_of(name, table, keys)
    return problems


def _turn_durations_of(name: str, table: dict[str, object], keys: Iterable[str]) -> list[Problem]:
    """The same of one table of ``[shop]``."""
    problems = []
    for key in keys:
        if key not in table:
            continue
        said = table[key]
        try:
            duration = read_duration(said if isinstance(said, str) else repr(said))
        except ValueError as error:
            problems.append(Problem(field=f"shop.{name}.{key}", message=str(error)))
            del table[key]
        else:
            seconds = duration.days * 86_400 + duration.seconds
            table[key] = f"PT{seconds}.{duration.microseconds:06d}S"
    return problems


def _plain(value: object) -> str:
    """Dates and times of TOML as JSON has them."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    raise TypeError(f"TOML has no {type(value).__name__}")


def _table(model: BaseModel) -> "Table":
    """A model as a table: its own values first, then the tables inside it, as TOML wants it."""
    import tomlkit

    table = tomlkit.table()
    values = _values(model)
    for key in sorted(values, key=lambda key: key not in _INLINE and _is_tables(values[key])):
        table.add(key, _item(key, values[key]))
    return table


def _item(key: str, value: object) -> object:
    """A value as tomlkit takes it."""
    import tomlkit

    if isinstance(value, BaseModel):
        return _inline(value) if key in _INLINE else _table(value)
    if not isinstance(value, tuple):
        return _scalar(value)
    if key in _INLINE:
        return [_inline(item) for item in value]
    if not _is_tables(value):
        return [_scalar(item) for item in value]
    tables = tomlkit.aot()
    for item in value:
        tables.append(_table(item))
    return tables


def _inline(model: BaseModel) -> "InlineTable":
    """A small model in braces on one line."""
    import tomlkit

    table = tomlkit.inline_table()
    for key, value in _values(model).items():
        table.add(key, _scalar(value))
    return table


def _values(model: BaseModel) -> dict[str, object]:
    """The fields worth writing by the names that the file has: not those that are empty by default."""
    values: dict[str, object] = {}
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        says_nothing = value in (None, "", ()) or (isinstance(value, Address) and value.is_empty)
        if not (says_nothing and value == field.default):
            values[field.alias or name] = value
    return values


def _is_tables(value: object) -> bool:
    """Whether it is written as one table or several."""
    return isinstance(value, BaseModel) or (
        isinstance(value, tuple) and any(isinstance(v, BaseModel) for v in value)
    )


def _scalar(value: object) -> object:
    """A value without parts."""
    if isinstance(value, Enum):
        return value.value
    return write_duration(value) if isinstance(value, timedelta) else value
