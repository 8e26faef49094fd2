"""Copies of a database: made while others write, whole or not at all, and looked through at once."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from cartui.model.errors import Refused, Unavailable
from cartui.store import sqlite
from cartui.store.trouble import DiskFull, explained, explaining, primary_code

_OF_THE_COPY = frozenset(
    {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}
)
"""Errors that the copy's disk makes and not the database that is copied."""


def back_up(path: Path, target: Path) -> None:
    """Copy a database to ``target``, which must not be there yet.

    Raises ``Refused`` where it is there, and ``Unavailable``.
    """
    if target.exists():
        raise _taken(target)
    if not path.is_file():
        raise Unavailable(f"There is no database {path}.")
    with explaining(path), closing(sqlite.connect(path, readonly=True)) as source:
        copy_from(source, target)


def copy_from(source: sqlite3.Connection, target: Path) -> None:
    """Copy what ``source`` sees to ``target``, which must not be there yet.

    The copy can be read by its owner alone. Raises ``Refused`` where something came to be at ``target``, and
    ``Unavailable``; nothing is left of a copy that failed.
    """
    draft = target.with_name(f"{target.name}.{os.getpid()}.part")  # two of a kind do not meet in one file
    try:
        draft.unlink(missing_ok=True)
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(sqlite3.connect(draft)) as copy:
            source.backup(copy)
        if problems(draft):
            raise Unavailable(
                f"The copy {target} was not whole and was removed: the database, or the disk, is damaged. "
                "`cartui db check` looks at the database and names the way back."
            )
        _settle(draft)
        _give_name(draft, target)
        _settle(target.parent)
    except FileExistsError:
        raise _taken(target) from None
    except OSError as error:
        raise Unavailable(
            f"The copy {target} cannot be written: {error.strerror}. Nothing was changed."
        ) from error
    except sqlite3.Error as error:
        if primary_code(error) in _OF_THE_COPY:
            full = isinstance(explained(error, target), DiskFull)
            reason = "its disk is full" if full else "its disk refuses"
            raise Unavailable(
                f"The copy {target} cannot be written: {reason}. Nothing was changed."
            ) from error
        raise
    finally:
        draft.unlink(missing_ok=True)


def _taken(target: Path) -> Refused:
    """The error where a copy would be put over a file."""
    return Refused(f"{target} is already there: it was not touched. Name another file.")


def _give_name(draft: Path, target: Path) -> None:
    """Give a finished copy its name, never over another file. Raises ``FileExistsError``."""
    try:
        os.link(draft, target)  # unlike a renaming, it fails where something is
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if os.path.lexists(target):
            raise FileExistsError(str(target)) from None
        draft.rename(target)


def problems(path: Path, *, thorough: bool = False) -> list[str]:
    """What SQLite finds wrong with a file that nobody writes; empty: it is whole.

    ``thorough`` also holds each index against its table.
    """
    check = "integrity_check" if thorough else "quick_check"
    try:
        uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            found = [str(row[0]) for row in connection.execute(f"PRAGMA {check}(20)")]
    except sqlite3.DatabaseError as error:
        return [str(error)]
    return [] if found == ["ok"] else found


def _settle(path: Path) -> None:
    """Have the system write a file, or the names in a folder, to the disk itself."""
    if os.name == "nt" and path.is_dir():  # folders cannot be opened there
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
