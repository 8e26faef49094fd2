"""A file that somebody asks for: it is there whole or not at all, and takes the place of no other."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cartui.settings.errors import NotWritten


@contextmanager
def new_file(path: Path) -> Iterator[Callable[[bytes], None]]:
    """Give what writes to a new file that only its owner can read; at the end it gets its name.

    Where anything goes wrong meanwhile, nothing of it is left. Raises ``NotWritten`` where it cannot be
    written, and where something of that name is there already.
    """
    if os.path.lexists(path):
        raise _taken(path)
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name[:100]}.", suffix=".part", dir=path.parent)
    except OSError as error:
        raise NotWritten(path, _reason(error, path)) from error
    unfinished = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as target:

            def write(content: bytes) -> None:
                try:
                    target.write(content)
                except OSError as error:
                    raise NotWritten(path, _reason(error, path)) from error

            try:
                yield write
            except OSError as error:  # of a file that is put together elsewhere first
                raise NotWritten(path, _reason(error, path)) from error
            try:
                target.flush()
                os.fsync(descriptor)
            except OSError as error:
                raise NotWritten(path, _reason(error, path)) from error
        _give_name(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def _give_name(unfinished: Path, path: Path) -> None:
    """Give a finished file its name, never over another one."""
    try:
        os.link(unfinished, path)  # unlike a renaming, it fails where something is
    except FileExistsError:
        raise _taken(path) from None
    except OSError:  # a file system without links
        if os.path.lexists(path):
            raise _taken(path) from None
        unfinished.rename(path)


def _taken(path: Path) -> NotWritten:
    """The error where a file would be put over another one."""
    return NotWritten(path, "it is there already; name another file")


def _reason(error: OSError, path: Path) -> str:
    """What the system says, in words."""
    if isinstance(error, FileNotFoundError):
        return f"there is no folder {path.parent}"
    if isinstance(error, NotADirectoryError):
        return f"{path.parent} is no folder"
    return (error.strerror or type(error).__name__).lower()
