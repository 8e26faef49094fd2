"""Bringing a database to the program's revision: new ones at once, older ones by migrations."""

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cartui.model.errors import Unavailable
from cartui.store import sqlite
from cartui.store.revisions import HEAD, REVISIONS
from cartui.store.server import server_url
from cartui.store.trouble import BUSY, primary_code

if TYPE_CHECKING:
    from sqlalchemy import Connection

SCRIPTS: Final = "cartui.store:migrations"
"""Where Alembic finds the migrations."""

_PATIENCE: Final = 60.0
"""Seconds to wait for another process that is making or upgrading the same database."""


def check(url_or_path: str | Path) -> None:
    """Raise ``Unavailable`` unless the database is there and of the program's revision."""
    path = sqlite.path_of(url_or_path)
    if path is None:
        _check_server(str(url_or_path))
        return
    try:
        path.stat()
    except FileNotFoundError:
        raise Unavailable(f"There is no database {path}.") from None
    except OSError as error:
        raise Unavailable(f"The database {path} cannot be opened: {error.strerror}.") from error
    with closing(sqlite.connect(path, readonly=True)) as connection:
        revision = _revision(connection, path)
    if revision != HEAD:
        raise Unavailable(f"The database {path} has to be upgraded first, by opening it for writing.")


def upgrade(url_or_path: str | Path) -> None:
    """Bring the database to the program's revision, making it where there is none.

    A file of an older revision is copied to ``<name>.before-<revision>.sqlite3`` first. Two processes may
    do this at once: one does the work and the other waits for it. Raises ``Unavailable`` for a database
    of a newer program, or of none of ours.
    """
    path = sqlite.path_of(url_or_path)
    if path is None:
        _upgrade_server(str(url_or_path))
        return
    sqlite.make_private_file(path)
    give_up_at = time.monotonic() + _PATIENCE
    while True:
        try:
            _upgrade_file(path)
        except sqlite3.OperationalError as error:
            # Switching a new file to WAL does not wait for others by itself.
            if primary_code(error) not in BUSY or time.monotonic() > give_up_at:
                raise
            time.sleep(0.05)
        else:
            return


def _upgrade_file(path: Path) -> None:
    """Bring one file to the program's revision; raises SQLite's busy error while another process does."""
    with closing(sqlite.connect(path, timeout=_PATIENCE)) as connection:
        if _revision(connection, path) != HEAD:
            connection.execute("PRAGMA journal_mode = WAL")
            # Migrations rebuild tables that others refer to; what they did is checked before it is committed.
            connection.execute("PRAGMA foreign_keys = OFF")
            _migrate(connection, path)


def _revision(connection: sqlite3.Connection, path: Path) -> str | None:
    """The revision of a file, ``None`` for an empty one; raises ``Unavailable`` for what is not ours."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables:
        return None
    if "alembic_version" not in tables or "cart" not in tables:
        raise Unavailable(f"{path} is a database of another program.")
    row: tuple[str] | None = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if row is None or row[0] not in REVISIONS:
        found = row[0] if row else "unknown"
        raise Unavailable(
            f"The database {path} was made by a newer cartui (revision {found}, this program knows {HEAD}). "
            "Update the program."
        )
    return row[0]


def _back_up(path: Path) -> None:
    """Copy a database beside itself, whole or not at all, readable only by its owner."""
    target = path.with_name(f"{path.stem}.before-{HEAD}.sqlite3")
    draft = target.with_suffix(".part")
    draft.unlink(missing_ok=True)
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite.connect(path, readonly=True)) as source, closing(sqlite3.connect(draft)) as copy:
        source.backup(copy)
    draft.replace(target)


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Make or migrate everything in one transaction, unless somebody was quicker."""
    from sqlalchemy import create_engine
    from sqlalchemy.pool import StaticPool

    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    with engine.begin() as wrapped:
        # Python's driver begins nothing here: the lock has to be there before the first look.
        connection.execute("BEGIN IMMEDIATE")
        revision = _revision(connection, path)
        if revision == HEAD:
            return
        if revision is None:
            create_everything(wrapped)
        else:
            _back_up(path)
            run_migrations(wrapped)
        broken = connection.execute("PRAGMA foreign_key_check").fetchone()
        if broken is not None:
            raise Unavailable(f"{path} was not upgraded: that would have broken references of {broken[0]}.")


def create_everything(connection: "Connection") -> None:
    """Make the whole schema of the program's revision in an empty database, without loading Alembic."""
    from cartui.store.full_text import create_indexes
    from cartui.store.tables import METADATA

    METADATA.create_all(connection, checkfirst=False)
    create_indexes(connection)
    connection.exec_driver_sql(
        "CREATE TABLE alembic_version ( version_num VARCHAR(32) NOT NULL, "
        "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num) )"
    )
    connection.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{HEAD}')")  # noqa: S608  our own constant


def run_migrations(connection: "Connection") -> None:
    """Run the migrations that are missing in the connection's transaction, which stays open."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", SCRIPTS)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _upgrade_server(url: str) -> None:
    """Bring a database server's database to the program's revision."""
    from sqlalchemy import create_engine

    engine = create_engine(server_url(url))
    with engine.begin() as connection:
        run_migrations(connection)
    engine.dispose()


def _check_server(url: str) -> None:
    """Raise ``Unavailable`` unless a database server's database is of the program's revision."""
    from sqlalchemy import create_engine, inspect

    engine = create_engine(server_url(url))
    with engine.connect() as connection:
        known = inspect(connection).has_table("alembic_version")
        row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first() if known else None
    engine.dispose()
    if row is None or row[0] != HEAD:
        raise Unavailable("The database has to be upgraded first, by opening it for writing.")
