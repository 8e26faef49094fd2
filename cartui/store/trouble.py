"""What the database driver reports, in sentences that a person can act on.

Each says what happened, that nothing was saved, and the way out.
"""

import errno
import shlex
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cartui.model.errors import OutcomeUnknown, Unavailable
from cartui.store.copies import newest_backup

_PRIMARY: Final = 0xFF
"""SQLite's extended error codes carry the primary one in their low byte."""

BUSY: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})

_NO_ROOM: Final = 128 * 1024
"""Bytes free below which SQLite can fail with other errors than "full": its smallest file has 32 KiB."""

NOT_UTF8: Final = "Could not decode to UTF-8"
"""How the driver begins what it says of text that is none; it has no code for that."""


_MAGIC: Final = b"SQLite format 3\0"
"""How every database file of SQLite begins (its documented file format)."""

DAMAGED_ON_SERVER: Final = (
    "What was asked for is damaged in the database; nothing was saved. A dump from before has it as it was."
)


class DamagedValue(Exception):
    """A stored value that nothing of ours can have written."""


class Damaged(Unavailable):
    """The file is no database, or no whole one any more."""


class DiskFull(Unavailable):
    """There is no room on the disk for what was to be written."""


def primary_code(error: sqlite3.Error) -> int | None:
    """SQLite's primary error code, or ``None`` where the driver itself complains."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & _PRIMARY


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file is no database, or no whole one any more."""
    damage = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
    return primary_code(error) in damage or str(error).startswith(NOT_UTF8)


def damaged(path: Path) -> Damaged:
    """The error for a file that is no database, or no whole one any more."""
    if _is_another_file(path):
        return Damaged(
            f"{path} is no database, or its beginning is damaged; nothing was saved. If you meant another "
            f"file, name that one with --db. {way_back(path)}"
        )
    return Damaged(f"The database {path} is damaged; nothing was saved. {way_back(path)}")


def _is_another_file(path: Path) -> bool:
    """Whether it begins like no database and has no copies: somebody named another file by mistake."""
    try:
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) != _MAGIC and newest_backup(path) is None
    except OSError:
        return False


def way_back(path: Path) -> str:
    """How to get a damaged database back from the newest backup, as a sentence."""
    backup = newest_backup(path)
    if backup is None:
        return (
            "There is no backup beside it: if you have one elsewhere, "
            f"`{_command(path, 'restore FILE')}` puts it in its place and keeps the damaged file."
        )
    return f"{_restoring(path, backup)} and keeps the damaged file."


def lost(path: Path) -> Unavailable | None:
    """The error for a file that is not there, or empty, though its backups are; ``None`` where it has none.

    A new shop in its place would hide that another was lost.
    """
    backup = newest_backup(path)
    if backup is None:
        return None
    state = "is empty" if path.exists() else "is not there"
    return Unavailable(
        f"The database {path} {state}, though it has backups. {_restoring(path, backup)}. "
        "For a new shop, move the backups away or name another file with --db."
    )


def _restoring(path: Path, backup: Path) -> str:
    """Which backup there is and the command that restores it, as a sentence without its end."""
    made = datetime.fromtimestamp(backup.stat().st_mtime, UTC)
    return (
        f"The newest backup is {backup} of {made:%Y-%m-%d %H:%M} UTC: "
        f"`{_command(path, f'restore {shlex.quote(str(backup))}')}` puts it in its place"
    )


def not_opened(error: OSError, path: Path) -> Unavailable:
    """The error for a file or folder that the system refuses to open or make."""
    looking = "With --read-only you can still look at it."
    match error.errno:
        case errno.EACCES | errno.EPERM:
            reason = f"you have no permission to write there. {looking}"
        case errno.EROFS:
            reason = f"it lies where nothing can be written. {looking}"
        case errno.ENOSPC | errno.EDQUOT:
            return _full(path)
        case errno.EISDIR:
            reason = "it is a folder. Name the file of the database."
        case errno.ENOTDIR | errno.EEXIST:
            reason = "what should be its folder is a file. Name another place."
        case _:
            reason = f"{error.strerror}."
    return Unavailable(f"The database {path} cannot be opened: {reason}")


def explained(error: sqlite3.Error, path: Path) -> Unavailable | None:
    """The error for people, or ``None`` where the program is at fault and not file, disk or neighbours."""
    code = primary_code(error)
    if is_damage(error):
        return damaged(path)
    if code == sqlite3.SQLITE_FULL:
        return _full(path)
    if code in {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN} and _has_no_room(path):
        return _full(path)
    locked = (
        f"The database {path} is locked by another program. Nothing was saved; try again. "
        "If it stays so, close the program that holds it (a copy under way, another tool)."
    )
    sentences = {
        sqlite3.SQLITE_BUSY: locked,
        sqlite3.SQLITE_LOCKED: locked,
        sqlite3.SQLITE_READONLY: f"The database {path} is read-only. Nothing was saved. "
        "Make file and folder writable for you, or look at it with --read-only.",
        sqlite3.SQLITE_CANTOPEN: f"The database {path} cannot be opened; nothing was saved. "
        "Look whether it is still there, and whether you may read and write its folder.",
        sqlite3.SQLITE_PERM: f"The database {path} cannot be opened: access is denied. Nothing was saved.",
        sqlite3.SQLITE_IOERR: f"The disk that holds {path} cannot be read or written. Nothing was saved. "
        "Look whether it is still connected; `cartui doctor` tells what can be seen from here.",
    }
    sentence = sentences.get(code) if code is not None else None
    return None if sentence is None else Unavailable(sentence)


def _full(path: Path) -> DiskFull:
    """The error for a disk without room."""
    return DiskFull(
        f"The disk that holds {path} is full. Nothing was saved. Make room on it and do it again."
    )


def _has_no_room(path: Path) -> bool:
    """Whether the disk is full, so that SQLite could not even make the files it keeps beside a database."""
    try:
        return shutil.disk_usage(path.parent).free < _NO_ROOM
    except OSError:
        return False


def _command(path: Path, rest: str) -> str:
    """A command of ``cartui db`` that means this database whatever the config says."""
    return f"cartui --db {shlex.quote(str(path))} db {rest}"


@contextmanager
def explaining(path: Path | None) -> Iterator[None]:
    """Turn what file, disk and neighbours do into ``Unavailable``; other errors pass as they are.

    ``path`` is ``None`` for a database server.
    """
    try:
        yield
    except reported() as error:
        known = _known(error, path)
        if known is None:
            raise
        raise known from error


def reported() -> tuple[type[Exception], ...]:
    """What drivers report, and what SQLAlchemy makes of it; where it is not loaded, nothing comes of it."""
    if "sqlalchemy" not in sys.modules:
        return (sqlite3.Error, DamagedValue)
    from sqlalchemy.exc import DBAPIError
    from sqlalchemy.exc import TimeoutError as NoneFree

    return (DBAPIError, NoneFree, sqlite3.Error, DamagedValue)


@contextmanager
def explaining_commit(path: Path | None) -> Iterator[None]:
    """Tell that nobody knows what was saved where a server's connection is lost while it commits."""
    from sqlalchemy.exc import DBAPIError

    from cartui.store.postgresql.trouble import LOOK_FIRST, LOST_WHILE_SAVING

    try:
        yield
    except DBAPIError as error:
        if path is None and error.connection_invalidated:
            raise OutcomeUnknown(LOST_WHILE_SAVING, LOOK_FIRST) from error
        raise


def _known(error: BaseException | None, path: Path | None) -> Unavailable | None:
    """The error for people of the first one in a chain that has one.

    On some errors SQLite ends the transaction by itself; what SQLAlchemy then finds missing (a savepoint) is
    another error that hides the cause.
    """
    while error is not None:
        known = _known_by_itself(error, path)
        if known is not None:
            return known
        error = error.__context__
    return None


def _known_by_itself(error: BaseException, path: Path | None) -> Unavailable | None:
    """The error for people of this one alone."""
    from sqlalchemy.exc import DBAPIError

    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, DamagedValue):
        return Damaged(DAMAGED_ON_SERVER) if path is None else damaged(path)
    if path is not None:
        return explained(cause, path) if isinstance(cause, sqlite3.Error) else None
    from cartui.store.postgresql.trouble import of_server

    return of_server(error)
