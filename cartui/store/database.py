"""One opened database: reading in a snapshot, writing in one transaction at a time."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine, create_engine

from cartui.store import sqlite
from cartui.store.server import server_url
from cartui.store.trouble import explaining
from cartui.store.upgrade import check, upgrade


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
        self._engine = self._make_engine(url_or_path)

    def _make_engine(self, url_or_path: str | Path) -> Engine:
        """The engine for where it lives."""
        if self.path is not None:
            return sqlite.make_engine(self.path, readonly=self.readonly)
        return create_engine(
            server_url(str(url_or_path)), isolation_level="REPEATABLE READ", pool_pre_ping=True
        )

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees the database as it is at its first query, whatever others write meanwhile.

        Raises ``Unavailable``.
        """
        with explaining(self.path), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A connection whose changes are saved together at the end, or not at all when an error passes.

        On SQLite there is one writer at a time; another one waits. Raises ``Unavailable``.
        """
        with explaining(self.path), self._engine.connect() as connection:
            writer = connection.execution_options(**{sqlite.WRITES: True})
            with writer.begin():
                yield writer

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
        self._engine.dispose()

    def __enter__(self) -> Self:
        """Use it as a context."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()
