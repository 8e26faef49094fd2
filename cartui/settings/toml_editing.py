"""Putting values into a TOML file so that comments, order and everything unknown stay.

An example that stands there in comments (``# theme = "nord"`` under ``# [display]``) is uncommented, since
that is where a person would look for it; anything else is tomlkit's work. What comes out is read again and
compared: it says what the file said before and the new values, or it is not given.
"""

import copy
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Final

from cartui.settings.toml_lines import header_of, key_of

KeyPath = tuple[str, ...]
"""The parts of a dotted name: ``("display", "theme")``."""

Value = str | bool | int | list[str]
"""What a setting may be set to."""

_COMMENT: Final = re.compile(r"^\s*#\s?")


class EditError(ValueError):
    """The text is not TOML, or has no place for the value; the message says which."""


def with_values(text: str, values: Mapping[KeyPath, Value]) -> str:
    """The same file with these values. Raises ``EditError``."""
    for path, value in values.items():
        text = _with_value(text, path, value)
    return text


def _with_value(text: str, path: KeyPath, value: Value) -> str:
    """The same file with one more value, or another."""
    wanted = _wanted(read_toml(text), path, value)
    for edited in _attempts(text, path, value):
        if says(edited, wanted):
            return edited
    raise EditError(f"there is no place for {'.'.join(path)} in it")


def _attempts(text: str, path: KeyPath, value: Value) -> Iterator[str]:
    """What the file could become, the best first."""
    uncommented = _uncommented(text, path, value)
    if uncommented is not None:
        yield uncommented
    yield _edited(text, path, value)


def read_toml(text: str) -> dict[str, object]:
    """The values of a file."""
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise EditError(f"it is not TOML ({error})") from None


def says(text: str, wanted: Mapping[str, object]) -> bool:
    """Whether a file says exactly that."""
    try:
        return read_toml(text) == wanted
    except EditError:
        return False


def _wanted(data: Mapping[str, object], path: KeyPath, value: Value) -> dict[str, object]:
    """What the file is to say; raises ``EditError`` where a value stands in the way of a table."""
    result = copy.deepcopy(dict(data))
    table = result
    for part in path[:-1]:
        inner = table.setdefault(part, {})
        if not isinstance(inner, dict):
            raise EditError(f"{part} is not a table in it")
        table = inner
    if isinstance(table.get(path[-1]), dict):
        raise EditError(f"{'.'.join(path)} is a table in it")
    table[path[-1]] = value
    return result


def _uncommented(text: str, path: KeyPath, value: Value) -> str | None:
    """The file with the commented example of that setting in use; ``None`` without such an example."""
    lines = text.splitlines(keepends=True)
    table: KeyPath = ()
    heading: int | None = None
    for number, line in enumerate(lines):
        plain = _COMMENT.sub("", line)
        is_comment = plain != line
        found = header_of(plain)
        if found is not None:
            table, heading = found, number if is_comment else None
        elif is_comment and (*table, *(key_of(plain) or ())) == path:
            ending = line[len(line.rstrip("\r\n")) :]
            lines[number] = f"{plain[: plain.index('=')].rstrip()} = {toml_value(value)}{ending}"
            if heading is not None:
                lines[heading] = _COMMENT.sub("", lines[heading])
            return "".join(lines)
    return None


def _edited(text: str, path: KeyPath, value: Value) -> str:
    """The file as tomlkit writes it."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError
    from tomlkit.items import AbstractTable

    try:
        document = tomlkit.parse(text)
        table: tomlkit.TOMLDocument | AbstractTable = document
        for part in path[:-1]:
            if part not in table:
                table[part] = tomlkit.table()
            inner = table[part]
            if not isinstance(inner, AbstractTable):
                return text
            table = inner
        table[path[-1]] = value
        return tomlkit.dumps(document)
    except (TOMLKitError, ValueError):  # the latter where a table in braces was to hold another one
        return text


def toml_value(value: Value) -> str:
    """A value as TOML; JSON's strings, booleans, integers and lists of them are TOML's too."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
