"""Reading a long file in a process of its own, so that reading and writing have a processor each.

The process is this Python once more. It is told through its stdin what to read, and gives parts out through
its stdout as they are asked for: what it has ready fills the pipe, and it waits. When its stdin ends, so does
it, wherever it is; so it outlives neither an import that is given up nor one that was killed.
"""

import gc
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Generator
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final, cast

from cartui.imports.batches import ReadBatch
from cartui.imports.pickling import received, send
from cartui.model.errors import Invalid

Beginning = Callable[[], Generator[ReadBatch, None, None]]
"""Begins to read a file: a ``partial`` of one of the readers, which can be sent to another process."""

LONG_FILE: Final = 1024**2
"""Bytes from which on a file is worth a process: below, reading takes no longer than starting one."""

_SERVE: Final = """
import pickle, sys
sys.path[:] = pickle.load(sys.stdin.buffer)
from cartui.imports.reader_process import serve
serve()
"""
"""What the process runs: it finds cartui where we found it."""

_OBJECTS_BETWEEN: Final = 100_000
"""After so many more objects the process looks for circles of them; by itself Python would all the time."""


def parts_of(source: Path | BinaryIO, begin: Beginning) -> Generator[ReadBatch, None, None]:
    """The parts of a file, read in a process of its own where the file is long and there can be one.

    Raises what ``begin`` and its parts raise.
    """
    can_start = bool(sys.executable) and not hasattr(sys, "frozen") and os.cpu_count() != 1
    return read_apart(begin) if can_start and _is_long(source) else begin()


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
        with subprocess.Popen(
            [sys.executable, "-P", "-c", _SERVE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as process:
            to_it, from_it = cast("BinaryIO", process.stdin), cast("BinaryIO", process.stdout)
            pickle.dump(sys.path, to_it)
            pickle.dump(begin, to_it)
            to_it.flush()
            while (said := received(from_it)) is not None:
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
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever wants to stop means the one that writes
    begin: Beginning = pickle.load(sys.stdin.buffer)  # noqa: S301  from the one that started us
    threading.Thread(target=_end_with, args=(sys.stdin.fileno(),), daemon=True).start()
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN)
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
