"""Marks of what a connection sees of the database: equal ones mean that nothing was committed in between."""

import sqlite3
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sqlalchemy import Connection

FileMark = tuple[sqlite3.Connection, int, int]
"""The mark of one connection to a file, of no use to any other one."""

_COMMITS: Final = "PRAGMA data_version"

_SERVER_MARK: Final = "SELECT pg_postmaster_start_time()::text || ' ' || pg_current_snapshot()::text"
"""Equal ones see the work of the same transactions; which server that is, is told by since when it runs."""


def commits_of_others(conn: "Connection | sqlite3.Connection") -> int:
    """A number that is another one after each commit of any other connection to the file.

    Asking for it reads a few bytes of the file, and no table. In a transaction it goes with its snapshot.
    """
    if isinstance(conn, sqlite3.Connection):
        return int(conn.execute(_COMMITS).fetchone()[0])
    from cartui.store.raw_statements import run

    return int(run(conn, _COMMITS, ())[0][0])


def file_mark(conn: "Connection") -> FileMark | None:
    """The mark of a connection to a file; ``None`` for one to a server.

    It counts what this connection wrote, committed or not, and what any other one committed. So what is
    compared later has to be from a transaction that was committed.
    """
    driver = conn.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        return None
    return driver, commits_of_others(driver), driver.total_changes


def server_mark(conn: "Connection") -> str:
    """The mark of a snapshot on a PostgreSQL server, the same one for all of its connections."""
    from cartui.store.raw_statements import run

    return str(run(conn, _SERVER_MARK, ())[0][0])
