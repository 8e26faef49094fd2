"""SQLAlchemy over a file of SQLite; loaded by whoever first needs more than a starting desk reads."""

import sqlite3
import time
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool

from cartui.store.sqlite import (
    BUSY_SECONDS,
    CACHE,
    CACHE_AT_LENGTH,
    connect,
    from_json,
    keep_at_hand,
    to_json,
)
from cartui.store.trouble import BUSY, primary_code

_ASK_AGAIN: Final = 0.004
"""Seconds between two tries to begin writing: less than half of the gap that long work leaves for others."""

WRITES: Final = "cartui_writes"
"""The execution option by which a connection says that its transaction will write."""


def make_engine(path: Path, *, readonly: bool) -> Engine:
    """An engine over one file, whose connections may wander between threads."""

    def connected() -> sqlite3.Connection:
        """One for reading at length; it keeps more at hand once it writes."""
        connection = connect(path, readonly=readonly)
        keep_at_hand(connection, CACHE_AT_LENGTH)
        return connection

    engine = create_engine(
        URL.create("sqlite"),
        creator=connected,
        poolclass=QueuePool,
        pool_size=8,
        pool_use_lifo=True,  # the same one again and again: each has a cache of its own
        json_serializer=to_json,
        json_deserializer=from_json,
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        """Take the write lock at once where writing is meant: upgrading a read lock later could deadlock."""
        if connection.get_execution_options().get(WRITES, False):
            _begin_writing(connection)
        else:
            # Straight to the driver: every key press in a search begins one of these.
            connection.connection.cursor().execute("BEGIN").close()

    return engine


def _begin_writing(connection: Connection) -> None:
    """Wait for the write lock, asking for it often, and give up after :data:`BUSY_SECONDS`.

    SQLite's own way of waiting asks ten times a second: too seldom to meet the gap that an import leaves
    between its batches, so that a desk would wait for the whole file.
    """
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - it is an engine over a file of SQLite
    keep_at_hand(driver, CACHE)
    connection.exec_driver_sql("PRAGMA busy_timeout = 0").close()
    give_up_at = time.monotonic() + BUSY_SECONDS
    try:
        while True:
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            except OperationalError as error:
                code = primary_code(error.orig) if isinstance(error.orig, sqlite3.Error) else None
                if code not in BUSY or time.monotonic() > give_up_at:
                    raise
                time.sleep(_ASK_AGAIN)
            else:
                return
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {round(BUSY_SECONDS * 1000)}").close()
