"""Putting a backup in the place of a database, which is kept aside."""

import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from cartui.model.errors import Invalid, Refused, Unavailable
from cartui.store import sqlite
from cartui.store.backup import copy_from, problems
from cartui.store.copies import dated_name, real_file
from cartui.store.exclusive_file import InUse, alone_with
from cartui.store.trouble import BUSY, Damaged, explaining, not_opened, primary_code
from cartui.store.upgrade import revision_of

_BESIDE: Final = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database; left from the old one, it would spoil the new one."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What is there after a backup was restored."""

    revision: str
    """Of the backup; an older one is upgraded when the database is opened next."""
    kept: Path | None
    """Where the database that was there lies now; ``None`` where none was."""


def restore(path: Path, backup: Path, now: datetime, *, certain: bool = False) -> Restored:
    """Make the database what the backup is.

    A damaged database is moved aside, a sound one is copied aside first; the latter only when ``certain``.
    Where ``path`` is a link, all of that happens to the file that it leads to.
    Raises ``Refused`` where it is sound and nobody said so, ``Invalid`` for a file that is no whole backup,
    and ``Unavailable``, also where others have the database open. Nothing is changed then.
    """
    path = real_file(path)
    revision = _checked(path, backup)
    if not path.exists():
        sqlite.make_private_folder_of(path)
        _place(path, backup)
        return Restored(revision, None)
    if not _is_sound(path):
        kept = dated_name(path, "damaged", now)
        _move_aside(path, kept)
        _place(path, backup)
        return Restored(revision, kept)
    if not certain:
        raise Refused(
            f"{path} is in order: restoring {backup} would undo everything since that backup was made. "
            "If you want that, repeat it with --yes; what is there now is kept beside it."
        )
    kept = dated_name(path, "replaced", now)
    _replace(path, backup, kept)
    return Restored(revision, kept)


def _checked(path: Path, backup: Path) -> str:
    """The revision of a backup that is whole and ours."""
    if not backup.is_file():
        raise Invalid(f"There is no file {backup}.")
    if path.exists() and path.samefile(backup):
        raise Invalid(f"{backup} is the database itself.")
    if problems(backup):
        raise Invalid(f"{backup} is no whole database. Nothing was changed; take another backup.")
    with closing(sqlite.connect(backup, readonly=True)) as connection:
        revision = revision_of(connection, backup)
    if revision is None:
        raise Invalid(f"{backup} is empty. Nothing was changed; take another backup.")
    return revision


def _is_sound(path: Path) -> bool:
    """Whether a database can be opened and read to its end."""
    try:
        with explaining(path), closing(sqlite.connect(path, readonly=True)) as connection:
            whole: bool = connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
            return whole and revision_of(connection, path) is not None
    except sqlite3.Error:
        return False
    except Damaged:
        return False


def _place(path: Path, backup: Path) -> None:
    """Copy the backup to where no database is."""
    with explaining(backup), closing(sqlite.connect(backup, readonly=True)) as source:
        copy_from(source, path)


def _move_aside(path: Path, kept: Path) -> None:
    """Give a damaged database another name, with what lies beside it, while nobody has it open."""
    try:
        with alone_with(path):
            for ending in ("", *_BESIDE):
                part = path.with_name(f"{path.name}{ending}")
                if part.exists():
                    part.rename(kept.with_name(f"{kept.name}{ending}"))
    except InUse as error:
        raise _in_use(path) from error
    except PermissionError as error:
        raise not_opened(error, path) from error
    except OSError as error:
        raise Unavailable(f"{path} cannot be moved aside: {error.strerror}.") from error


def _replace(path: Path, backup: Path, kept: Path) -> None:
    """Copy a sound database aside and write the backup over it in one transaction, alone with it.

    Killed in between, it leaves the database as it was; whoever opens it next returns it to WAL.
    """
    with explaining(path), closing(sqlite.connect(path, timeout=1)) as present:
        try:
            _take_for_oneself(present, path)
            copy_from(present, kept)
            with closing(sqlite.connect(backup, readonly=True)) as source:
                source.backup(present)
        except BaseException:
            with suppress(sqlite3.Error):  # the first error is the one to be told
                _return_to_wal(present)
            raise
        _return_to_wal(present)


def _take_for_oneself(present: sqlite3.Connection, path: Path) -> None:
    """Lock a database until the connection is closed. Raises ``Unavailable`` where others have it open."""
    try:
        present.execute("PRAGMA locking_mode = EXCLUSIVE")
        # Leaving WAL takes being alone; the lock of the transaction then stays until the end.
        present.execute("PRAGMA journal_mode = DELETE").fetchone()
        present.execute("BEGIN EXCLUSIVE")
        present.execute("COMMIT")
    except sqlite3.OperationalError as error:
        if primary_code(error) not in BUSY:
            raise
        raise _in_use(path) from error


def _return_to_wal(present: sqlite3.Connection) -> None:
    """Let others read while one writes again."""
    present.execute("PRAGMA journal_mode = WAL").fetchone()


def _in_use(path: Path) -> Unavailable:
    """The error for a database that others have open."""
    return Unavailable(
        f"{path} is in use: close every desk and server that has it open, then restore. Nothing was changed."
    )
