"""Whether anybody has a SQLite file open, asked of the system: a damaged one SQLite itself cannot lock."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from errno import EACCES, EAGAIN
from pathlib import Path
from typing import Final

_LOCKED_WHILE_OPEN: Final = (("", 0x4000_0000, 512), ("-shm", 120, 9))
"""Where SQLite locks bytes of a file, and of what it keeps beside it, as long as somebody works in WAL: the
ending of the name, the first byte, and how many. SQLite's formats fix both for all its versions.
"""


class InUse(Exception):
    """Another process has the file open."""


@contextmanager
def alone_with(path: Path) -> Iterator[None]:
    """Keep a file for oneself. Raises ``InUse`` where another process has it open, and ``OSError``.

    The database must not be open in this process: the system would take its locks away. On Windows a file
    that is open cannot be renamed anyway, so nothing is asked there.
    """
    with ExitStack() as stack:
        for ending, start, length in _LOCKED_WHILE_OPEN:
            part = path.with_name(f"{path.name}{ending}")
            if part.exists():
                handle = os.open(part, os.O_RDWR | getattr(os, "O_CLOEXEC", 0))
                stack.callback(os.close, handle)
                _lock(handle, start, length)
        yield


def _lock(handle: int, start: int, length: int) -> None:
    """Lock bytes of a file until it is closed."""
    if sys.platform == "win32":
        return
    import fcntl

    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, length, start)
    except OSError as error:
        if error.errno in {EACCES, EAGAIN}:
            raise InUse from error
        # A file system without locks: SQLite has none there either, so that nobody can tell.
