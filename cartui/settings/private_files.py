"""Private files that are replaced as a whole: whoever reads one sees the old text or the new, never half."""

import os
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from cartui.settings.errors import NotWritten
from cartui.settings.paths import make_private_folder

PATIENCE: Final = 5.0
"""Seconds to wait for another cartui that is writing in the same folder; that takes milliseconds."""

_PAUSE: Final = 0.02

_WRITABLE: Final = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


@contextmanager
def sole_writer(file: Path) -> Iterator[Path]:
    """Be the only cartui that writes this file; gives the file itself where the name is a link to it.

    The folder is made, private to its owner, when it is not there. The lock is on the folder, so that it
    leaves nothing behind, and ends with the process however that ends. Raises ``NotWritten``.
    """
    try:
        target = Path(os.path.realpath(file))
        make_private_folder(target.parent)
    except OSError as error:
        raise NotWritten(file, _reason(error)) from error
    with _lock(file, target.parent):
        yield target


def replace_file(file: Path, content: bytes) -> None:
    """Put this content in the place of the file, readable by its owner only. Call it as the sole writer.

    A file that was made read-only says that it is not to be changed, also to those who could. Raises
    ``NotWritten``; the file is as it was then.
    """
    unfinished = None
    try:
        before = file.stat() if file.exists() else None
        if before is not None and not (before.st_mode & _WRITABLE and os.access(file, os.W_OK)):
            raise NotWritten(file, "it is read-only")
        descriptor, unfinished = tempfile.mkstemp(prefix=f".{file.name}.", suffix=".part", dir=file.parent)
        with os.fdopen(descriptor, "wb") as target:
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
        if before is not None and sys.platform != "win32" and before.st_uid != os.geteuid():
            os.chown(unfinished, before.st_uid, before.st_gid)  # somebody used sudo: it stays theirs
        Path(unfinished).replace(file)
    except OSError as error:
        if unfinished is not None:
            Path(unfinished).unlink(missing_ok=True)
        raise NotWritten(file, _reason(error)) from error


@contextmanager
def _lock(file: Path, folder: Path) -> Iterator[None]:
    """Hold the folder's lock. Where the system has none, the file is still replaced as a whole."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise NotWritten(file, _reason(error)) from error
    try:
        end = time.monotonic() + PATIENCE
        with suppress(OSError):  # some network file systems cannot lock
            while True:
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > end:
                        raise NotWritten(file, "another program is writing there; try again") from None
                    time.sleep(_PAUSE)
        yield
    finally:
        os.close(descriptor)


def _reason(error: OSError) -> str:
    """What the system says, without the path that the message names anyway."""
    return (error.strerror or type(error).__name__).lower()
