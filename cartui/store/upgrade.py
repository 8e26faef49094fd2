"""Bringing a database to the program's revision: new ones at once, older ones by migrations."""

import os
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cartui.model.errors import Unavailable
from cartui.store import sqlite
from cartui.store.backup import copy_from
from cartui.store.copies import drafts_of, free_name
from cartui.store.revisions import HEAD, REVISIONS
from cartui.store.trouble import BUSY, lost, not_opened, primary_code

if TYPE_CHECKING:
    from sqlalchemy import Connection

SCRIPTS: Final = "cartui.store:migrations"
"""Where Alembic finds the migrations."""

_PATIENCE: Final = 60.0
"""Seconds to wait for another process that is making or upgrading the same database."""


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What bringing a database to the program's revision did."""

    before: str | None
    """Its revision before; ``None``: there was no database."""
    backup: Path | None = None
    """The copy of what it was; ``None`` where nothing had to be done, or on a server."""


def check(url_or_path: str | Path) -> None:
    """Raise ``Unavailable`` unless the database is there and of the program's revision."""
    path = sqlite.path_of(url_or_path)
    if path is None:
        from cartui.store.postgresql.upgrade import check_server

        check_server(str(url_or_path))
        return
    try:
        path.stat()
    except FileNotFoundError:
        raise lost(path) or Unavailable(f"There is no database {path}.") from None
    except OSError as error:
        raise not_opened(error, path) from error
    with closing(sqlite.connect(path, readonly=True)) as connection:
        revision = revision_of(connection, path)
    if revision is None:
        raise lost(path) or Unavailable(
            f"The database {path} is empty: there is no shop in it yet. `cartui shop apply` sets one up."
        )
    if revision != HEAD:
        raise Unavailable(
            f"The database {path} is of an older cartui: `cartui db upgrade` brings it up to date, "
            "after a backup. It was not touched."
        )


def upgrade(url_or_path: str | Path) -> Upgraded:
    """Bring the database to the program's revision, making it where there is none.

    A file of an older revision is copied to ``<name>.before-<revision>.sqlite3`` first. Two processes may
    do this at once: one does the work and the other waits for it. Raises ``Unavailable`` for a database
    of a newer program, or of none of ours, and for one that is gone while its backups are there.
    """
    path = sqlite.path_of(url_or_path)
    if path is None:
        from cartui.store.postgresql.upgrade import upgrade_server

        return Upgraded(upgrade_server(str(url_or_path)))
    missed = None if os.path.exists(path) else lost(path)  # noqa: PTH110 - in a closed folder it is not "gone"
    if missed is not None:
        raise missed
    sqlite.make_private_file(path)
    give_up_at = time.monotonic() + _PATIENCE
    while True:
        try:
            return _upgrade_file(path)
        except sqlite3.OperationalError as error:
            # Switching a new file to WAL does not wait for others by itself.
            if primary_code(error) not in BUSY or time.monotonic() > give_up_at:
                raise
            time.sleep(0.05)


def _upgrade_file(path: Path) -> Upgraded:
    """Bring one file to the program's revision; raises SQLite's busy error while another process does."""
    with closing(sqlite.connect(path, timeout=_PATIENCE)) as connection:
        revision = revision_of(connection, path)
        if revision == HEAD:
            _return_to_wal(connection)
            return Upgraded(revision)
        missed = lost(path) if revision is None else None
        if missed is not None:
            raise missed
        connection.execute("PRAGMA journal_mode = WAL")
        # Migrations rebuild tables that others refer to; what they did is checked before it is committed.
        connection.execute("PRAGMA foreign_keys = OFF")
        return _migrate(connection, path)


def _return_to_wal(connection: sqlite3.Connection) -> None:
    """Let others read while one writes again, where a restore was killed or another tool set it otherwise."""
    connection.execute("PRAGMA busy_timeout = 0")  # not worth anybody's minute
    try:
        connection.execute("PRAGMA journal_mode = WAL").fetchone()
    except sqlite3.OperationalError as error:
        if primary_code(error) not in BUSY:
            raise
        # Somebody works with it as it is: whoever opens it next tries again.


def revision_of(connection: sqlite3.Connection, path: Path) -> str | None:
    """The revision of a file, ``None`` for an empty one; raises ``Unavailable`` for what is not ours."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables:
        return None
    if "alembic_version" not in tables or "cart" not in tables:
        raise Unavailable(
            f"{path} is a database of another program; it was not touched. Name another file with --db."
        )
    row: tuple[str] | None = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if row is None or row[0] not in REVISIONS:
        found = row[0] if row else "unknown"
        raise Unavailable(
            f"The database {path} was made by a newer cartui (revision {found}, this program knows {HEAD}). "
            "Update the program. The database was not touched."
        )
    return row[0]


def _back_up(path: Path) -> Path:
    """Copy a database beside itself; gives the copy. Nobody else does so at the moment."""
    label = f"before-{HEAD}"
    for draft in drafts_of(path, label):
        draft.unlink(missing_ok=True)
    target = free_name(path, label)
    with closing(sqlite.connect(path, readonly=True)) as source:
        copy_from(source, target)
    return target


def _migrate(connection: sqlite3.Connection, path: Path) -> Upgraded:
    """Make or migrate everything in one transaction, unless somebody was quicker."""
    from sqlalchemy import create_engine
    from sqlalchemy.pool import StaticPool

    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    with engine.begin() as wrapped:
        # Python's driver begins nothing here: the lock has to be there before the first look.
        connection.execute("BEGIN IMMEDIATE")
        revision = revision_of(connection, path)
        if revision == HEAD:
            return Upgraded(revision)
        if revision is None:
            create_everything(wrapped)
            return Upgraded(None)
        backup = _back_up(path)
        try:
            _migrate_within(connection, wrapped, path)
        except BaseException:  # it stays as it is: a copy for each further try would fill the disk
            backup.unlink(missing_ok=True)
            raise
    return Upgraded(revision, backup)


def _migrate_within(connection: sqlite3.Connection, wrapped: "Connection", path: Path) -> None:
    """Run the migrations in the transaction that is open, and look for references that they broke."""
    run_migrations(wrapped)
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise Unavailable(f"{path} was not upgraded: that would have broken references of {broken[0]}.")


def create_everything(connection: "Connection") -> None:
    """Make the whole schema of the program's revision in an empty database, without loading Alembic."""
    from cartui.store.full_text import create_indexes
    from cartui.store.postgresql.schema import tell_of_changes
    from cartui.store.tables import METADATA

    METADATA.create_all(connection, checkfirst=False)
    create_indexes(connection)
    tell_of_changes(connection)
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
