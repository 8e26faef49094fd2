"""One opened database: reading in a snapshot, writing in one transaction at a time.

SQLAlchemy is loaded by the first who needs it: a starting desk waits for less.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Self

from cartui.store import sqlite
from cartui.store.trouble import explaining, explaining_commit
from cartui.store.upgrade import check, upgrade

if TYPE_CHECKING:
    import sqlite3

    from sqlalchemy import Connection, Engine, Transaction


class Database:
    """A database that is up to date and open. Safe to use from several threads; never from the event loop.

    A path, or ``sqlite:///PATH``, is a local file, made where there is none; any other SQLAlchemy URL is a
    database server's.
    """

    def __init__(self, url_or_path: str | Path, *, readonly: bool = False) -> None:
        """Open it, after bringing it to the program's revision.

        With ``readonly`` nothing is made, upgraded or written. Raises ``Unavailable`` where the file
        cannot be opened, is damaged, or was made by a newer program.
        """
        self.path = sqlite.path_of(url_or_path)
        """The file, or ``None`` for a server."""
        self.readonly = readonly
        with explaining(self.path):
            if readonly:
                check(url_or_path)
            else:
                upgrade(url_or_path)
        self._url_or_path = url_or_path
        self._made: Engine | None = None
        self._making = Lock()
        """Between threads that need the engine first."""

    @property
    def _engine(self) -> "Engine":
        """The engine for where it lives, made when it is first needed."""
        with self._making:
            if self._made is None:
                self._made = self._make_engine()
            return self._made

    def _make_engine(self) -> "Engine":
        """Load SQLAlchemy and make the engine."""
        if self.path is not None:
            from cartui.store.sqlite_engine import make_engine

            return make_engine(self.path, readonly=self.readonly)
        from cartui.store.postgresql import server as postgresql

        return postgresql.make_engine(str(self._url_or_path))

    @property
    def reads_by_driver(self) -> bool:
        """Whether :meth:`read_by_driver` is the quicker way: SQLAlchemy was not needed so far, here."""
        return self.path is not None and self._made is None

    @contextmanager
    def read_by_driver(self) -> Iterator["sqlite3.Connection"]:
        """A connection of SQLite's driver that sees a file as :meth:`read` does. Raises ``Unavailable``."""
        assert self.path is not None  # noqa: S101 - ``reads_by_driver`` is asked first
        with (
            explaining(self.path),
            closing(sqlite.connect(self.path, readonly=self.readonly)) as connection,
        ):
            connection.execute("BEGIN")
            yield connection

    @contextmanager
    def read(self) -> Iterator["Connection"]:
        """A connection that sees the database as it is at its first query, whatever others write meanwhile.

        Raises ``Unavailable``.
        """
        with explaining(self.path), self._engine.connect() as connection:
            yield connection

    def connect(self) -> "Connection":
        """A connection to keep, whose holder begins and ends what it reads, and closes it."""
        return self._engine.connect()

    @contextmanager
    def write(self) -> Iterator["Connection"]:
        """A connection whose changes are saved together at the end, or not at all when an error passes.

        There is one writer at a time, on a server too; another one waits. Raises ``Unavailable``.
        """
        with (
            explaining(self.path),
            self._engine.connect() as connection,
            self._begun(connection) as transaction,
        ):
            yield connection
            with explaining_commit(self.path):
                transaction.commit()

    def _begun(self, connection: "Connection") -> "Transaction":
        """A transaction in which nobody else writes."""
        if self.path is not None:
            from cartui.store.sqlite_engine import WRITES

            return connection.execution_options(**{WRITES: True}).begin()
        from cartui.store.postgresql import server as postgresql

        if not self.readonly:
            connection = postgresql.as_writer(connection)
        transaction = connection.begin()
        postgresql.lock_writing(connection)
        return transaction

    def truncate_log(self) -> bool:
        """Bring all that was written into the file itself and empty what SQLite keeps beside it.

        ``False`` where somebody reads an older state at the moment; on a server there is nothing to do.
        Raises ``Unavailable``.
        """
        if self.path is None:
            return True
        with explaining(self.path), closing(sqlite.connect(self.path, timeout=1)) as connection:
            busy: int = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        return not busy

    def close(self) -> None:
        """Close all connections; what was committed is safe."""
        if self._made is not None:
            self._made.dispose()

    def __enter__(self) -> Self:
        """Use it as a context."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()
