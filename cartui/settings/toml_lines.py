"""On which line of a TOML file a key stands, for error messages: tomllib does not tell."""

import re
import tomllib
from typing import Final

_NAME: Final = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[\w-]+)"""
_DOTTED: Final = rf"{_NAME}(?:\s*\.\s*{_NAME})*"
_HEADER: Final = re.compile(rf"^\s*\[\[?\s*({_DOTTED})\s*\]\]?\s*(?:#.*)?$")
_KEY: Final = re.compile(rf"^\s*({_DOTTED})\s*=")
_PART: Final = re.compile(_NAME)


def key_lines(text: str) -> dict[tuple[str, ...], int]:
    """The line (from 1) of each table and each key that starts a line.

    A reader of lines and not of TOML: what stands inside braces or a string of several lines is
    not found, and the caller falls back on the table it is in.
    """
    lines: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        header = header_of(line)
        if header is not None:
            table = header
            lines.setdefault(table, number)
            continue
        key = key_of(line)
        if key is not None:
            lines.setdefault((*table, *key), number)
    return lines


def header_of(line: str) -> tuple[str, ...] | None:
    """The table that a line begins, ``[display]``; ``None``: it begins none."""
    header = _HEADER.match(line)
    return None if header is None else _parts(header.group(1))


def with_header(line: str, written: str) -> str:
    """A line that begins a table with another name in it, as TOML writes it; its comment stays."""
    header = _HEADER.match(line)
    return line if header is None else f"{line[: header.start(1)]}{written}{line[header.end(1) :]}"


def key_of(line: str) -> tuple[str, ...] | None:
    """The key that a line sets; ``None``: it sets none."""
    key = _KEY.match(line)
    return None if key is None else _parts(key.group(1))


def line_of(lines: dict[tuple[str, ...], int], path: tuple[str, ...]) -> int | None:
    """The line of that key, or the first in it; else of the nearest table around it, else ``None``."""
    inside = [line for key, line in lines.items() if key[: len(path)] == path]
    if inside:
        return min(inside)
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None


def _parts(dotted: str) -> tuple[str, ...]:
    """``profiles."my shop"`` as its two parts."""
    return tuple(_read(part) for part in _PART.findall(dotted))


def _read(part: str) -> str:
    """A part without its quotes; one that is no text in TOML means nothing else, either."""
    if part[0] not in "\"'":
        return part
    try:
        return str(tomllib.loads(f"name = {part}")["name"])
    except tomllib.TOMLDecodeError:
        return part
