"""What the database driver reports, in sentences that a person can act on."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy.exc import DBAPIError, OperationalError

from cartui.model.errors import Unavailable
from cartui.model.text import clean_line

_PRIMARY: Final = 0xFF
"""SQLite's extended error codes carry the primary one in their low byte."""

BUSY: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


def primary_code(error: sqlite3.Error) -> int | None:
    """SQLite's primary error code, or ``None`` where the driver itself complains."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & _PRIMARY


def newest_backup(path: Path) -> Path | None:
    """The latest of the copies that upgrades left beside a database, if there is one."""
    copies = [copy for copy in path.parent.glob(f"{path.stem}.before-*.sqlite3") if copy.is_file()]
    return max(copies, key=lambda copy: copy.stat().st_mtime, default=None)


def damaged(path: Path) -> Unavailable:
    """The error for a file that is no database, or no whole one any more."""
    backup = newest_backup(path)
    hint = f"The newest backup is {backup}." if backup else "There is no backup beside it."
    return Unavailable(f"The database {path} is damaged. {hint}")


def explained(error: sqlite3.Error, path: Path) -> Unavailable | None:
    """The error for people, or ``None`` where the program is at fault and not file, disk or neighbours."""
    code = primary_code(error)
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return damaged(path)
    locked = f"The database {path} is locked by another program. Nothing was saved; try again."
    sentences = {
        sqlite3.SQLITE_BUSY: locked,
        sqlite3.SQLITE_LOCKED: locked,
        sqlite3.SQLITE_FULL: f"The disk that holds {path} is full. Nothing was saved.",
        sqlite3.SQLITE_READONLY: f"The database {path} is read-only. Nothing was saved.",
        sqlite3.SQLITE_CANTOPEN: f"The database {path} cannot be opened.",
        sqlite3.SQLITE_PERM: f"The database {path} cannot be opened: access is denied.",
        sqlite3.SQLITE_IOERR: f"The disk that holds {path} cannot be read or written. Nothing was saved.",
    }
    sentence = sentences.get(code) if code is not None else None
    return None if sentence is None else Unavailable(sentence)


def _first_line(error: BaseException | None) -> str:
    """What a server or its driver says of itself; what comes behind may quote a row."""
    return clean_line(str(error).strip().partition("\n")[0])


@contextmanager
def explaining(path: Path | None) -> Iterator[None]:
    """Turn what file, disk and neighbours do into ``Unavailable``; other errors pass as they are.

    ``path`` is ``None`` for a database server, whose lost connections are told in its own words.
    """
    try:
        yield
    except DBAPIError as error:
        known = None
        if path is not None and isinstance(error.orig, sqlite3.Error):
            known = explained(error.orig, path)
        elif error.connection_invalidated:
            known = Unavailable("The connection to the database was lost. Try again.")
        elif path is None and isinstance(error, OperationalError):
            known = Unavailable(f"The server cannot be reached, or refuses: {_first_line(error.orig)}")
        if known is None:
            raise
        raise known from error
    except sqlite3.Error as error:
        known = explained(error, path) if path is not None else None
        if known is None:
            raise
        raise known from error
