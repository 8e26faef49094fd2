"""Files of rows: found, unpacked, decoded, and cut into records that know their line.

A file is looked through once before anything of it is used, so a file that is broken anywhere (a quote
that never closes, a field without end) is refused as a whole and never half imported. Nothing is held
in memory but the record at hand.
"""

import codecs
import csv
import gzip
import io
import lzma
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final, Protocol, cast

from cartui.imports.words import invalid_file
from cartui.model.errors import Invalid
from cartui.model.problem import Problem
from cartui.model.text import clean_line

Record = tuple[int, list[str]]
"""The line where a record begins, counted from 1, and its cells."""

LARGEST_FILE: Final = 4 * 1024**3
"""Bytes after unpacking; more is refused, since a small archive can unpack to a full disk."""

_LONGEST_HEADER: Final = 1024**2
_CHUNK: Final = 1024**2
"""Bytes read at once; a line as long as this is no row of a table."""

_IN_MEMORY: Final = 8 * 1024**2
_DELIMITERS: Final = ",;\t|"
_GZIP, _XZ = b"\x1f\x8b", b"\xfd7zXZ\x00"


class Headed(Protocol):
    """What has a header: a file, or several that are read as one."""

    @property
    def name(self) -> str:
        """What messages call it."""

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns."""


@dataclass(frozen=True)
class Table:
    """A file with a header; ``records`` may be read again and again, but by one reader at a time."""

    name: str
    """The file's name for messages, cleaned."""
    header: tuple[str, ...]
    encoding: str
    not_utf8: int | None
    """The line of the first byte that is not UTF-8, when the file was read as Windows-1252 for it."""
    delimiter: str
    """What stands between cells."""
    _stream: BinaryIO
    _kept: ExitStack
    """What has to be closed in the end; a stream that the caller gave is the caller's."""

    def records(self) -> Iterator[Record]:
        """The records below the header; those without any content are passed over.

        Raises:
            Invalid: When the file cannot be cut into records from some line on.
        """
        return _records(self._stream, self.encoding, self.delimiter, self.name, width=len(self.header))

    def close(self) -> None:
        """Give back what was opened."""
        self._kept.close()


def open_table(source: Path | BinaryIO, *, name: str = "", delimiter: str | None = None) -> Table:
    """Open a CSV file, which may be packed with gzip or xz.

    Args:
        source: Its path, or an open stream, such as standard input.
        name: What messages call it; the path when it is not given.
        delimiter: What stands between cells; ``None`` takes the one that the header uses.

    Raises:
        Invalid: When there is nothing to read as a table.
    """
    shown = clean_line(name or (str(source) if isinstance(source, Path) else "the input"))
    try:
        with ExitStack() as stack:
            given = stack.enter_context(source.open("rb")) if isinstance(source, Path) else source
            stream = _rewindable(given)
            owned = isinstance(source, Path) or stream is not given
            if owned:
                stack.enter_context(stream)
            encoding, not_utf8 = _encoding(stream, shown)
            line = _first_line(stream, encoding)
            if "\0" in line:
                raise _broken(shown, "is not a text file")
            chosen = delimiter or max(_DELIMITERS, key=line.count)
            first = next(_records(stream, encoding, chosen, shown), None)
            if first is None:
                raise _broken(shown, "is empty: the first line should name the columns")
            header = tuple(clean_line(cell).strip() for cell in first[1])
            kept = stack.pop_all()
            if stream is not given and isinstance(source, Path):
                given.close()
    except (EOFError, lzma.LZMAError, zlib.error, gzip.BadGzipFile):
        raise _broken(shown, "is damaged: it cannot be unpacked") from None
    except (OSError, ValueError) as error:  # a path may hold a NUL, a stream may have been closed
        raise _broken(shown, f"cannot be read: {getattr(error, 'strerror', None) or error}") from None
    return Table(shown, header, encoding, not_utf8, chosen, stream, kept)


def _broken(name: str, message: str, line: int | None = None) -> Invalid:
    """The refusal of a whole file."""
    return invalid_file(name, [Problem(field="" if line is None else f"line {line}", message=message)])


def _rewindable(stream: BinaryIO) -> BinaryIO:
    """The unpacked bytes as a stream that can be read twice; small ones stay in memory."""
    seekable = stream.seekable()
    head = stream.read(len(_XZ))
    packed = head.startswith((_GZIP, _XZ))
    if seekable:
        stream.seek(-len(head), io.SEEK_CUR)
        return _unpacked(stream, head) if packed else stream
    spool = _spooled(stream, head)
    if not packed:
        return spool
    with spool:
        return _unpacked(spool, head)


def _unpacked(stream: BinaryIO, head: bytes) -> BinaryIO:
    """The content of a packed file; ``head`` tells how it is packed."""
    if head.startswith(_GZIP):
        return _spooled(cast("BinaryIO", gzip.GzipFile(fileobj=stream)))
    return _spooled(cast("BinaryIO", lzma.LZMAFile(stream)))


def _spooled(stream: BinaryIO, head: bytes = b"") -> BinaryIO:
    """Copy a stream to where it can be rewound: to memory when it is small, else to a file without a name."""
    start = head + _read_up_to(stream, _IN_MEMORY)
    if len(start) < _IN_MEMORY:
        return io.BytesIO(start)
    with ExitStack() as stack:
        spool = stack.enter_context(tempfile.TemporaryFile())
        size = spool.write(start)
        while chunk := stream.read(_CHUNK):
            size += spool.write(chunk)
            if size > LARGEST_FILE:
                raise OSError(f"it unpacks to more than {LARGEST_FILE // 1024**3} GiB")
        spool.seek(0)
        stack.pop_all()
        return cast("BinaryIO", spool)


def _read_up_to(stream: BinaryIO, count: int) -> bytes:
    """So many bytes, or all that there are (a pipe gives them in pieces)."""
    pieces = []
    while count > 0 and (piece := stream.read(count)):
        pieces.append(piece)
        count -= len(piece)
    return b"".join(pieces)


def _encoding(stream: BinaryIO, name: str) -> tuple[str, int | None]:
    """How the file is encoded, and the line where it stops being UTF-8 if it does.

    Refuses a file with a line that goes on and on: it would have to be held in memory.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    not_utf8: int | None = None
    stream.seek(0)
    head = stream.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise _broken(name, "is UTF-16: save it as CSV in UTF-8")
    stream.seek(0)
    lines = 1
    while chunk := _read_up_to(stream, _CHUNK):
        if len(chunk) == _CHUNK and b"\n" not in chunk and b"\r" not in chunk:
            raise _broken(name, "is too long a line for a table", lines)
        if not_utf8 is None:
            not_utf8 = _first_bad_line(decoder, chunk, lines, final=len(chunk) < _CHUNK)
        lines += chunk.count(b"\n")
    if not_utf8 is None or head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig", None  # a file that says what it is has bad bytes, not another encoding
    return "cp1252", not_utf8


def _first_bad_line(
    decoder: codecs.IncrementalDecoder, chunk: bytes, line: int, *, final: bool
) -> int | None:
    """The line of the first byte that is not UTF-8 in a chunk that begins on ``line``, if there is one."""
    try:
        decoder.decode(chunk, final=final)
    except UnicodeDecodeError as error:
        return line + error.object.count(b"\n", 0, error.start)
    return None


def _text(stream: BinaryIO, encoding: str) -> io.TextIOWrapper:
    """The stream from its beginning as text with its own line ends; bytes without meaning become U+FFFD."""
    stream.seek(0)
    return io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")


def _first_line(stream: BinaryIO, encoding: str) -> str:
    """The first line, at most so much of it as is needed to see what separates its cells."""
    text = _text(stream, encoding)
    try:
        return text.readline(_LONGEST_HEADER)
    finally:
        text.detach()


class _End:
    """What comes after the last line: nothing; but it knows whether somebody came to look."""

    def __init__(self) -> None:
        """Nobody has yet."""
        self.reached = False

    def __iter__(self) -> Iterator[str]:
        """Give nothing."""
        self.reached = True
        yield from ()


def _records(
    stream: BinaryIO, encoding: str, delimiter: str, name: str, *, width: int | None = None
) -> Iterator[Record]:
    """The header when its ``width`` is not known yet, and otherwise the records that follow it."""
    text = _text(stream, encoding)
    end = _End()
    reader = csv.reader(chain(text, end), delimiter=delimiter)
    begin = 1
    try:
        if width is not None:
            next(reader, None)
            begin = reader.line_num + 1
        for cells in reader:
            if end.reached:  # the reader looked for more: the record was still inside a quote
                raise _broken(name, "opens a quote that is never closed", begin)
            if width is not None and len(cells) > width and not any(cells[width:]):
                del cells[width:]
            if any(cells):
                yield begin, cells
            begin = reader.line_num + 1
    except csv.Error as error:
        reason = f"cannot be cut into cells ({error}); is a quote never closed?"
        raise _broken(name, reason, begin) from None
    finally:
        if not stream.closed:  # a reading that is given up closes the file before its records
            text.detach()
