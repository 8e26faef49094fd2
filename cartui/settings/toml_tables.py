"""Giving a table of a TOML file another name, or taking it away, so that everything around it stays.

Lines are changed as a person would change them; a table that is not written in lines of its own is tomlkit's
work. What comes out is read again and compared, as in :mod:`cartui.settings.toml_editing`: it says what the
file said before but for that table, or it is not given.
"""

import copy
import re
from collections.abc import Iterator
from typing import Final

from cartui.settings.toml_editing import EditError, KeyPath, read_toml, says, toml_value, with_values
from cartui.settings.toml_lines import header_of, with_header

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")


def table_at(text: str, path: KeyPath) -> dict[str, object]:
    """What the table at that path says, by key; nothing where it is not there. Raises ``EditError``."""
    said: object = read_toml(text)
    for part in path:
        said = said.get(part) if isinstance(said, dict) else None
    return said if isinstance(said, dict) else {}


def with_table_named(text: str, path: KeyPath, name: str) -> str:
    """The same file with the table at that path under another name. Raises ``EditError``."""
    wanted, parent = _found(text, path)
    if name in parent:
        raise EditError(f"there is a {name} in it already")
    values = parent[name] = parent.pop(path[-1])
    header = ".".join(_written(part) for part in (*path[:-1], name))
    renamed = "".join(
        with_header(line, header) if header_of(line) == path else line
        for line in text.splitlines(keepends=True)
    )
    if says(renamed, wanted):
        return renamed
    assert isinstance(values, dict)  # noqa: S101 - so it was found
    return with_values(without_table(text, path), {(*path[:-1], name, key): values[key] for key in values})


def without_table(text: str, path: KeyPath) -> str:
    """The same file without the table at that path. Raises ``EditError``.

    What stands in comments behind its last value may belong to what comes next, and stays.
    """
    wanted, parent = _found(text, path)
    del parent[path[-1]]
    bare = {key: value for key, value in wanted.items() if value or key != path[0]}
    for edited in (_without_lines(text, path), _without_item(text, path)):
        if says(edited, wanted) or says(edited, bare):
            return edited
    raise EditError(f"{'.'.join(path)} cannot be taken out of it")


def _found(text: str, path: KeyPath) -> tuple[dict[str, object], dict[str, object]]:
    """What the file says, to be changed, and what the table stands in. Raises ``EditError`` without it."""
    said = copy.deepcopy(read_toml(text))
    parent: object = said
    for part in path[:-1]:
        parent = parent.get(part) if isinstance(parent, dict) else None
    if not isinstance(parent, dict) or not isinstance(parent.get(path[-1]), dict):
        raise EditError(f"there is no {'.'.join(path)} in it")
    return said, parent


def _written(part: str) -> str:
    """A part of a heading, in quotes where it has to be."""
    return part if _BARE.fullmatch(part) else toml_value(part)


def _without_lines(text: str, path: KeyPath) -> str:
    """The file without the lines from the table's heading to its last value."""
    return "".join(_lines_outside(text.splitlines(keepends=True), path))


def _lines_outside(lines: list[str], path: KeyPath) -> Iterator[str]:
    """The lines that do not belong to the table."""
    inside, behind = False, list[str]()
    for line in lines:
        header = header_of(line)
        if header is not None:
            inside = header == path
            yield from behind
            behind = []
        if not inside:
            yield line
        elif header is None and not line.partition("#")[0].strip():
            behind.append(line)
        else:
            behind = []
    yield from behind


def _without_item(text: str, path: KeyPath) -> str:
    """The file as tomlkit writes it without that table."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(text)
        table: object = document
        for part in path[:-1]:
            table = table[part] if isinstance(table, dict) else None
        if isinstance(table, dict):
            del table[path[-1]]
        return tomlkit.dumps(document)
    except TOMLKitError:
        return text
