"""Reading a long file in a process of its own, so that reading and writing have a processor each.

It is told what to read, and gives parts out as they are asked for: what it has ready fills the pipe, and it
waits. When its stdin ends, so does it, wherever it is; so it outlives neither an import that is given up nor
one that was killed.
"""

import os
import pickle
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

from cartui.child_process import ChildProcess, begin_serving, can_start
from cartui.imports.batches import ReadBatch
from cartui.imports.pickling import received, send
from cartui.model.errors import Invalid

Beginning = Callable[[], Generator[ReadBatch, None, None]]
"""Begins to read a file: a ``partial`` of one of the readers, which can be sent to another process."""

LONG_FILE: Final = 1024**2
"""Bytes from which on a file is worth a process: below, reading takes no longer than starting one."""


def parts_of(source: Path | BinaryIO, begin: Beginning) -> Generator[ReadBatch, None, None]:
    """The parts of a file, read in a process of its own where the file is long and there can be one.

    Raises what ``begin`` and its parts raise.
    """
    return read_apart(begin) if can_start() and _is_long(source) else begin()


def _is_long(source: Path | BinaryIO) -> bool:
    """Whether it is a long file; what cannot even be looked at is for its reader to refuse."""
    try:
        return isinstance(source, Path) and source.stat().st_size >= LONG_FILE
    except (OSError, ValueError):
        return False


def read_apart(begin: Beginning) -> Generator[ReadBatch, None, None]:
    """Read in a process of its own; should that be lost on the way, the rest is read here.

    Raises the ``Invalid`` that reading raises.
    """
    given = 0
    try:
        with closing(ChildProcess(__name__)) as process:
            pickle.dump(begin, process.to_it)
            process.to_it.flush()
            while (said := received(process.from_it)) is not None:
                if isinstance(said, Invalid):
                    raise said
                yield said
                given += 1
        return
    except (OSError, EOFError, pickle.UnpicklingError):
        pass  # it could not be started, was killed or came to grief: if it was the file, we shall see it too
    yield from islice(begin(), given, None)


def serve() -> None:
    """Be the process: give out the parts of the file that stdin names, then ``None``, or what is wrong."""
    begin: Beginning = pickle.load(sys.stdin.buffer)  # noqa: S301  from the one that started us
    threading.Thread(target=_end_with, args=(sys.stdin.fileno(),), daemon=True).start()
    begin_serving()
    try:
        for part in begin():
            _give(part)
        _give(None)
    except Invalid as error:
        _give(error)


def _end_with(stdin: int) -> None:
    """End at once when stdin does."""
    os.read(stdin, 1)
    os._exit(0)


def _give(said: ReadBatch | Invalid | None) -> None:
    """Hand it out; waits until there is room for it."""
    send(said, sys.stdout.buffer)
