"""Databases as older programs left them, filled from one of today."""

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from cartui.store.full_text import is_index
from cartui.store.upgrade import SCRIPTS


def make_old_database(path: Path, revision: str, like: Path) -> None:
    """Make a database of that revision at ``path`` with all that it can hold of the one at ``like``."""
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", SCRIPTS)
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("ATTACH ? AS today", [str(like)])
        connection.execute("BEGIN")
        for table in _tables(connection):
            today = _columns(connection, "today", table)
            shared = [name for name in _columns(connection, "main", table) if name in today]
            names = ", ".join(f'"{name}"' for name in shared)
            connection.execute(f"INSERT INTO main.{table} ({names}) SELECT {names} FROM today.{table}")  # noqa: S608  our own
        connection.execute("COMMIT")


def _tables(connection: sqlite3.Connection) -> list[str]:
    """The tables that hold data themselves: triggers fill the search indexes."""
    rows = connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")
    ours = [name for (name,) in rows if not is_index(name) and not name.startswith("sqlite_")]
    return [name for name in ours if name != "alembic_version"]


def _columns(connection: sqlite3.Connection, schema: str, table: str) -> list[str]:
    """The columns of a table, none where there is no such table."""
    return [row[1] for row in connection.execute(f"PRAGMA {schema}.table_info({table})")]
