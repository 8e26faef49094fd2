"""Waiting for what others write, without asking for it all the time.

A watch belongs to one thread; only :meth:`Watch.wake` may be called from others.
"""

import selectors
import socket
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from cartui.store import sqlite
from cartui.store.change_marks import commits_of_others
from cartui.store.trouble import explaining

if TYPE_CHECKING:
    from psycopg import Connection as DriverConnection

_LOOK_SECONDS: Final = 0.25
"""How often a file is looked at."""


class Watch(Protocol):
    """Notices that something was written since it began, by whomever."""

    def wait(self) -> None:
        """Return when something may have been written, or after :meth:`wake`. Raises ``Unavailable``."""

    def wake(self) -> None:
        """Let :meth:`wait` return, now and from now on."""

    def close(self) -> None:
        """Let go of the database."""


def watch(url_or_path: str) -> Watch:
    """Watch a database. Raises ``Unavailable`` where it cannot be reached."""
    path = sqlite.path_of(url_or_path)
    with explaining(path):
        return ServerWatch(url_or_path) if path is None else FileWatch(path)


class FileWatch:
    """Watches a file of SQLite, which counts what other connections commit."""

    def __init__(self, path: Path) -> None:
        """Begin to watch."""
        self._path = path
        self._woken = threading.Event()
        self._connection = sqlite.connect(path, readonly=True)
        self._commits = self._look()

    def wait(self) -> None:
        """Look now and then."""
        while not self._woken.wait(_LOOK_SECONDS):
            commits = self._look()
            if commits != self._commits:
                self._commits = commits
                return

    def wake(self) -> None:
        """Let whoever waits return."""
        self._woken.set()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _look(self) -> int:
        """The count, which is another one after each commit of somebody else."""
        with explaining(self._path):
            return commits_of_others(self._connection)


class ServerWatch:
    """Listens to a PostgreSQL server, which tells whoever listens what was committed."""

    def __init__(self, url: str) -> None:
        """Begin to listen."""
        from cartui.store.postgresql.schema import CHANNEL
        from cartui.store.postgresql.server import make_patient_engine

        with ExitStack() as stack:
            engine = make_patient_engine(url).execution_options(isolation_level="AUTOCOMMIT")
            connection = stack.enter_context(engine.connect())
            stack.callback(connection.invalidate)  # closes it, without a word to a server that may be gone
            connection.exec_driver_sql(f"LISTEN {CHANNEL}")
            driver: DriverConnection | None = connection.connection.driver_connection
            if driver is None:
                raise TypeError("a connection that was just used has a driver")
            self._driver = driver
            self._bell, self._rope = socket.socketpair()
            stack.callback(self._bell.close)
            stack.callback(self._rope.close)
            self._selector = stack.enter_context(selectors.DefaultSelector())
            self._selector.register(self._driver.fileno(), selectors.EVENT_READ)
            self._selector.register(self._bell, selectors.EVENT_READ)
            self._held = stack.pop_all()

    def wait(self) -> None:
        """Wait until the server says something. Raises ``Unavailable`` when it is gone."""
        from psycopg import Error

        from cartui.model.errors import Unavailable

        said = False
        while not said:
            ready = {key.fileobj for key, _ in self._selector.select()}
            if self._bell in ready:
                return
            try:
                self._driver.pgconn.consume_input()
                while self._driver.pgconn.notifies() is not None:
                    said = True
            except Error as error:
                raise Unavailable("The connection to the database server was lost.") from error

    def wake(self) -> None:
        """Let whoever waits return."""
        self._rope.send(b"!")

    def close(self) -> None:
        """Close the connection."""
        self._held.close()
