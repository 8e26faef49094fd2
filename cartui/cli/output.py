"""Stdout is data, stderr is narration: the only functions of the command line that write to either.

Nothing that came from outside reaches the terminal as it is: text is cleaned once more here (a summary
read from a database was not validated again), JSON has such characters escaped, so that its data stays
what it was.
"""

import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from typing import Final, TextIO

_UNSAFE_IN_JSON: Final = re.compile(
    "[\x7f-\x9f\ud800-\udfff\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)
"""What the terminal or an editor would obey, beyond what JSON escapes by itself."""

_UNSAFE_IN_TEXT: Final = re.compile(f"[\x00-\x09\x0b-\x1f]|{_UNSAFE_IN_JSON.pattern}")

SIGN_WIDTH: Final = 78
"""Cells of a sign of progress: it must not wrap, or it could not be written over."""

GAP: Final = "  "
"""Between two columns."""


def put_json(shape: Mapping[str, object]) -> None:
    """Print one object of JSON on stdout."""
    put(json_text(shape))


def put(text: str) -> None:
    """Print data on stdout. Whoever stopped reading has what they wanted: that ends the command quietly."""
    try:
        _write(sys.stdout, text)
    except BrokenPipeError:
        # Python flushes once more at its end, and must not complain then.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None


def put_bytes(content: bytes) -> None:
    """Print a portion of a file on stdout. Whoever stopped reading has what they wanted, as above."""
    try:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None


def narrate(text: str) -> None:
    """Print words for people on stderr; nobody there to read them is no error."""
    try:
        _write(sys.stderr, text)
    except (BrokenPipeError, ValueError):
        return


def narrate_in_place(text: str) -> None:
    """Write over the last line of the terminal; an empty text clears it. Elsewhere it says nothing."""
    if not sys.stderr.isatty():
        return
    line = clean(text)[:SIGN_WIDTH].ljust(SIGN_WIDTH)
    sys.stderr.write(f"\r{line}\r")
    sys.stderr.flush()


def json_text(shape: Mapping[str, object]) -> str:
    """JSON in UTF-8 on one line for programs, indented where a person looks at it."""
    indent = 2 if sys.stdout.isatty() else None
    text = json.dumps(shape, ensure_ascii=False, indent=indent, allow_nan=False)
    return _UNSAFE_IN_JSON.sub(_escape, text)


def clean(text: str) -> str:
    """Outside text as one cell of a table: no control character, no line break."""
    return _UNSAFE_IN_TEXT.sub("\ufffd", text.translate({9: " ", 10: " ", 13: " "}))


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[str] = ()) -> str:
    """Rows under their headings, straight by terminal cells; the columns named in ``right`` end together."""
    from rich.cells import cell_len

    cells = [list(headings), *([clean(cell) for cell in row] for row in rows)]
    widths = [max(cell_len(row[column]) for row in cells) for column in range(len(headings))]
    ends = [heading in right for heading in headings]
    lines = []
    for row in cells:
        padded = []
        for cell, width, at_end in zip(row, widths, ends, strict=True):
            blanks = " " * (width - cell_len(cell))
            padded.append(blanks + cell if at_end else cell + blanks)
        lines.append(GAP.join(padded).rstrip())
    return "\n".join(lines)


def pairs(facts: Sequence[tuple[str, str]]) -> str:
    """Names and values under each other; what has no value is left out."""
    from rich.cells import cell_len

    said = [(clean(name), clean(value)) for name, value in facts if value]
    width = max((cell_len(name) for name, _ in said), default=0)
    return "\n".join(f"{name}{' ' * (width - cell_len(name))}{GAP}{value}" for name, value in said)


def sums_text(sums: Sequence[tuple[str, str]]) -> str:
    """Names and amounts under each other, the amounts ending together; what has no amount is left out."""
    said = [(clean(name), amount) for name, amount in sums if amount]
    ends = max((len(amount) for _, amount in said), default=0)
    return pairs([(name, amount.rjust(ends)) for name, amount in said])


def _write(stream: TextIO, text: str) -> None:
    """Write a text and its line end at once, in what the stream can show."""
    encoding = stream.encoding or "utf-8"
    safe = _UNSAFE_IN_TEXT.sub("\ufffd", text)
    stream.write(safe.encode(encoding, "backslashreplace").decode(encoding) + "\n")
    stream.flush()


def _escape(match: re.Match[str]) -> str:
    """One character as JSON's own escape (two of them beyond the first plane)."""
    return json.dumps(match.group())[1:-1]
