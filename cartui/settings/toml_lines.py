"""On which line of a TOML file a key stands, for error messages: tomllib does not tell."""

import re
from typing import Final

_HEADER: Final = re.compile(r"^\s*\[\[?\s*([^\]#]+?)\s*\]\]?\s*(#.*)?$")
_KEY: Final = re.compile(r"""^\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=""")
_PART: Final = re.compile(r""""([^"]*)"|'([^']*)'|([\w-]+)""")


def key_lines(text: str) -> dict[tuple[str, ...], int]:
    """The line (from 1) of each table and each key that starts a line.

    A reader of lines and not of TOML: what stands inside braces or a string of several lines is
    not found, and the caller falls back on the table it is in.
    """
    lines: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        if header is not None:
            table = _parts(header.group(1))
            lines.setdefault(table, number)
            continue
        key = _KEY.match(line)
        if key is not None:
            lines.setdefault((*table, *_parts(key.group(1))), number)
    return lines


def line_of(lines: dict[tuple[str, ...], int], path: tuple[str, ...]) -> int | None:
    """The line of that key, else of the nearest table around it, else ``None``."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None


def _parts(dotted: str) -> tuple[str, ...]:
    """``profiles."my shop"`` as its two parts."""
    return tuple(
        next(part for part in match.groups() if part is not None) for match in _PART.finditer(dotted)
    )
