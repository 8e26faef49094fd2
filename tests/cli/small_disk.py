"""A disk of a few megabytes that can be filled: a mounted one for root, else a limit on the file's pages."""

import os
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import pytest

from cartui.store import sqlite

SIZE = 12
"""Megabytes."""


class SmallDisk(Protocol):
    """A folder whose disk can be filled, and have room again."""

    folder: Path

    def fill(self) -> None:
        """Leave no room at all."""

    def make_room(self) -> None:
        """Let there be room again."""


class MountedDisk:
    """A file system in memory."""

    def __init__(self, folder: Path) -> None:
        """It is mounted there."""
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        """Write until the system refuses."""
        handle = os.open(self._ballast, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        try:
            for size in (1 << 16, 1 << 12, 1):
                while True:
                    try:
                        os.write(handle, b"x" * size)
                    except OSError:
                        break
        finally:
            os.close(handle)

    def make_room(self) -> None:
        """Take the ballast away."""
        self._ballast.unlink()


class LimitedPages:
    """Where nothing can be mounted: no database may grow while it is "full", which is the same error."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Watch over every connection that is made from now on."""
        self.folder = folder
        self._full = False
        self._made: list[sqlite3.Connection] = []
        connect = sqlite.connect

        def watched(path: Path, *, readonly: bool = False, timeout: float = 10.0) -> sqlite3.Connection:
            connection = connect(path, readonly=readonly, timeout=timeout)
            self._made.append(connection)
            if self._full:
                self._limit(connection)
            return connection

        monkeypatch.setattr(sqlite, "connect", watched)

    def fill(self) -> None:
        """Let no file grow."""
        self._full = True
        self._on_all(self._limit)

    def make_room(self) -> None:
        """Let them grow."""
        self._full = False
        self._on_all(lambda connection: connection.execute("PRAGMA max_page_count = 1000000"))

    def _on_all(self, change: Callable[[sqlite3.Connection], object]) -> None:
        """Tell every connection that is still open."""
        for connection in self._made:
            try:
                change(connection)
            except sqlite3.ProgrammingError:  # closed meanwhile
                continue

    @staticmethod
    def _limit(connection: sqlite3.Connection) -> None:
        """The pages there are, and none more."""
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")


@contextmanager
def small_disk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallDisk]:
    """A small disk at that folder, for as long as it is needed."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}m", "tmpfs", str(folder)]
    mounted = os.geteuid() == 0 and not subprocess.run(mount, capture_output=True, check=False).returncode
    if not mounted:
        yield LimitedPages(folder, monkeypatch)
        return
    try:
        yield MountedDisk(folder)
    finally:
        subprocess.run(["umount", str(folder)], check=True)
