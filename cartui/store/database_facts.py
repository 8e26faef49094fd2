"""What can be seen of a database whatever state it is in; nothing of it is changed, and nothing raises."""

import shutil
import sqlite3
import stat
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cartui.model.errors import Unavailable
from cartui.model.upkeep import DatabaseFacts
from cartui.store import sqlite
from cartui.store.copies import newest_backup
from cartui.store.revisions import HEAD
from cartui.store.trouble import damaged, explaining, lost
from cartui.store.upgrade import revision_of

PATIENCE: Final = 5.0
"""Seconds for which a database is looked through."""

_A_MARKET: Final = "SELECT 1 FROM market LIMIT 1"
"""What makes a database a shop."""


def facts_of(url_or_path: str | Path) -> DatabaseFacts:
    """What can be seen of a database."""
    try:
        path = sqlite.path_of(url_or_path)
    except Unavailable as error:
        return DatabaseFacts(exists=False, wanted_revision=HEAD, engine="none", trouble=error.message)
    if path is None:
        return _facts_of_server(str(url_or_path))
    shared = {"path": str(path), "wanted_revision": HEAD, "engine": f"SQLite {sqlite3.sqlite_version}"}
    facts = DatabaseFacts.model_validate(shared | {"searches": _searches(), "free": _free(path)})
    try:
        seen = path.stat()
    except FileNotFoundError:
        missed = lost(path)
        return facts.model_copy(update={"exists": False, "trouble": "" if missed is None else missed.message})
    except OSError as error:
        return facts.model_copy(update={"trouble": f"{path} cannot be looked at: {error.strerror}."})
    backup = newest_backup(path)
    log = path.with_name(f"{path.name}-wal")
    made_at = None if backup is None else datetime.fromtimestamp(backup.stat().st_mtime, UTC)
    return facts.model_copy(
        update={
            "size": seen.st_size,
            "mode": stat.S_IMODE(seen.st_mode),
            "log_size": log.stat().st_size if log.exists() else 0,
            "backup": None if backup is None else str(backup),
            "backup_made_at": made_at,
            **_inside(path),
        }
    )


def has_shop(path: Path) -> bool:
    """Whether a shop is in a file, or may be; nothing is changed, and nothing raises.

    What cannot be read may be one, and what is gone while its backups are there was one: another shop must
    not take the place of either.
    """
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return lost(path) is not None
    except OSError:
        return True
    try:
        with explaining(path), closing(sqlite.connect(path, readonly=True, timeout=1)) as connection:
            if revision_of(connection, path) is None:
                return lost(path) is not None
            return connection.execute(_A_MARKET).fetchone() is not None
    except Unavailable:
        return True


def _inside(path: Path) -> dict[str, object]:
    """What is seen of a file by reading it: its revision, and whether it is whole."""
    try:
        with explaining(path), closing(sqlite.connect(path, readonly=True, timeout=1)) as connection:
            revision = revision_of(connection, path)
            missed = lost(path) if revision is None else None
            if missed is not None:
                raise missed
            give_up_at = time.monotonic() + PATIENCE
            connection.set_progress_handler(lambda: time.monotonic() > give_up_at, 10_000)
            try:
                (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
                    raise
                return {"revision": revision}
            seen: dict[str, object] = {"revision": revision, "checked": True}
            if found != "ok":
                return seen | {"trouble": damaged(path).message}
            has_market = revision is not None and connection.execute(_A_MARKET).fetchone() is not None
            return seen | {"has_market": has_market}
    except Unavailable as error:
        return {"trouble": error.message}


def _facts_of_server(url: str) -> DatabaseFacts:
    """What is seen of a server's: whether it answers, its version, and whether it is up to date."""
    from cartui.store.postgresql.server import make_patient_engine
    from cartui.store.postgresql.upgrade import ensure_current, revision_of_server

    facts = DatabaseFacts(wanted_revision=HEAD, engine="PostgreSQL")
    try:
        with explaining(None), make_patient_engine(url).connect() as connection:
            version = connection.exec_driver_sql("SHOW server_version").scalar_one()
            facts = facts.model_copy(update={"engine": f"PostgreSQL {version}"})
            revision = revision_of_server(connection)
            if revision is None:
                ensure_current(revision)
            has_market = connection.exec_driver_sql(_A_MARKET).first() is not None
        facts = facts.model_copy(update={"revision": revision, "has_market": has_market})
    except Unavailable as error:
        return facts.model_copy(update={"trouble": error.message})
    return facts


def _free(path: Path) -> int | None:
    """Room on the disk of a path that need not exist yet; ``None`` where that cannot be told."""
    there = next((folder for folder in path.absolute().parents if folder.is_dir()), None)
    try:
        return None if there is None else shutil.disk_usage(there).free
    except OSError:
        return None


def _searches() -> bool:
    """Whether SQLite was built with FTS5 and its trigrams."""
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE seen USING fts5(text, tokenize = 'trigram')")
        except sqlite3.OperationalError:
            return False
    return True
