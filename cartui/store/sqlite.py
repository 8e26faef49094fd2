"""SQLite: how a file is made, opened and set up, with its driver alone."""

import json
import os
import sqlite3
from pathlib import Path
from typing import Final

from cartui.model.errors import Unavailable
from cartui.store.postgresql.url import parsed
from cartui.store.trouble import DamagedValue, not_opened

BUSY_SECONDS: Final = 6.0
"""How long a writer waits for another one before it gives up: less than a desk waits for a server's word, so
that it hears why.
"""

SYNCHRONOUS: Final = "FULL"
"""What is committed is on the disk by then: an order that was confirmed survives a power cut."""

CACHE: Final = 2_000
"""Kilobytes of a file that a connection keeps at hand which writes, or reads what is short, over and over."""

CACHE_AT_LENGTH: Final = 500
"""The same of one that reads at length, most of it once: no list took longer by keeping less, and of the few
connections that a desk has each would fill as much as it may with a large file.
"""


def path_of(url_or_path: str | Path) -> Path | None:
    """The file that is meant, or ``None`` for the URL of a database server.

    A plain path is a file; so is ``sqlite:///PATH``. Raises ``Unavailable`` for SQLite without a file,
    which no second connection could see, and for what is no URL.
    """
    if isinstance(url_or_path, Path):
        return url_or_path
    if "://" not in url_or_path:
        return Path(url_or_path)
    url = parsed(url_or_path)
    if url.get_backend_name() != "sqlite":
        return None
    if not url.database or url.database == ":memory:":
        raise Unavailable("A database needs a file: sqlite:///PATH.")
    return Path(url.database)


def make_private_file(path: Path) -> None:
    """Make sure that the file is there and only its owner can read it, and so its folder if it is new.

    SQLite gives its ``-wal`` and ``-shm`` files the permissions of the database. Raises ``Unavailable``.
    """
    make_private_folder_of(path)
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        os.close(handle)
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
    except OSError as error:
        raise not_opened(error, path) from error


def make_private_folder_of(path: Path) -> None:
    """Make the folder of a file, and those around it, where they are new. Raises ``Unavailable``."""
    try:
        for folder in reversed([path.parent, *path.parent.parents]):
            folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise not_opened(error, path) from error


def connect(path: Path, *, readonly: bool = False, timeout: float = BUSY_SECONDS) -> sqlite3.Connection:
    """A plain connection in autocommit mode, set up as all of ours are."""
    mode = "rw"
    if readonly:
        mode = "ro&immutable=1" if _cannot_change(path) else "ro"
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=timeout,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA synchronous = {SYNCHRONOUS}")
        # What is deleted is overwritten, so that a purge does not leave it in pages that are free by now.
        connection.execute("PRAGMA secure_delete = ON")
    except sqlite3.Error:  # locked, damaged: the connection must not be left to the garbage collector
        connection.close()
        raise
    return connection


def keep_at_hand(connection: sqlite3.Connection, kilobytes: int) -> None:
    """Let a connection keep so much of the file in memory, and no more."""
    connection.execute(f"PRAGMA cache_size = -{kilobytes}").close()


def _cannot_change(path: Path) -> bool:
    """Whether the file lies where nobody can write, such as on a read-only medium.

    SQLite has to be told: it would put its ``-wal`` and ``-shm`` files there even for reading.
    """
    effective = os.access in os.supports_effective_ids
    writable = os.access(path.absolute().parent, os.W_OK, effective_ids=effective)
    return not writable and not path.with_name(f"{path.name}-wal").exists()


def to_json(value: object) -> str:
    """A value as it is stored; most are lists in which there is nothing, by the hundred thousand."""
    return "[]" if value == [] else json.dumps(value)


def from_json(text: str) -> object:
    """A stored value of JSON; what is none was damaged on the disk."""
    try:
        value: object = json.loads(text)
    except ValueError as error:
        raise DamagedValue from error
    return value
