"""A backup takes a database's place while nobody works with it, and what was there is kept."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cartui.model.errors import Unavailable
from cartui.store import restore as restoring
from cartui.store.backup import back_up
from cartui.store.database import Database
from cartui.store.restore import restore

NOW = datetime(2026, 11, 22, 9, 30, 15, tzinfo=UTC)

DESK = """
import sys
from cartui.store.database import Database
with Database(sys.argv[1]) as database, database.read() as conn:
    conn.exec_driver_sql("SELECT count(*) FROM cart").fetchone()
    print("open", flush=True)
    input()
"""


@contextmanager
def open_desk(path: Path) -> Iterator[None]:
    """Another process that has the database open."""
    with subprocess.Popen(
        [sys.executable, "-c", DESK, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as desk:
        assert desk.stdout is not None
        assert desk.stdout.readline() == "open\n"
        try:
            yield
        finally:
            desk.communicate("\n")


@pytest.fixture
def backup(path: Path) -> Path:
    """A copy of the database elsewhere."""
    target = path.with_name("monday.sqlite3")
    back_up(path, target)
    return target


def journal_mode(path: Path) -> str:
    """How the file keeps what is being written."""
    with closing(sqlite3.connect(path)) as connection:
        mode: str = connection.execute("PRAGMA journal_mode").fetchone()[0]
        return mode


def spoil_middle(path: Path) -> None:
    """A bad part of the disk."""
    with path.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xff" * 8192)


def spoil_all(path: Path) -> None:
    """Somebody saved something else over it."""
    path.write_bytes(b"Dear customer, " * 1000)


def put_another_there(path: Path) -> None:
    """Somebody moved a broken copy over it, so that the desk works on a file that has no name any more."""
    copy = path.with_name("broken copy")
    copy.write_bytes(b"Dear customer, " * 1000)
    copy.replace(path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows itself does not rename a file that is open.")
@pytest.mark.parametrize("spoil", [spoil_middle, spoil_all, put_another_there])
def test_a_damaged_database_stays_where_it_is_while_a_desk_has_it_open(
    path: Path, backup: Path, spoil: Callable[[Path], None]
) -> None:
    with open_desk(path):
        spoil(path)
        broken = path.read_bytes()
        with pytest.raises(Unavailable, match="in use: close every desk and server"):
            restore(path, backup, NOW)
        assert path.read_bytes() == broken
        assert list(path.parent.glob("*damaged*")) == []
    assert restore(path, backup, NOW).kept is not None
    with Database(path):
        assert journal_mode(path) == "wal"


def test_a_restore_that_fails_leaves_the_database_as_it_is_opened(
    path: Path, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(source: sqlite3.Connection, target: Path) -> None:
        raise Unavailable("The disk is full.")

    with Database(path):
        pass
    monkeypatch.setattr(restoring, "copy_from", refuse)
    with pytest.raises(Unavailable, match="disk is full"):
        restore(path, backup, NOW, certain=True)
    assert journal_mode(path) == "wal"


def test_a_restore_that_was_killed_costs_no_desk_its_readers(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")  # as it leaves it when killed
    with Database(path):
        assert journal_mode(path) == "wal"


def test_somebody_who_reads_meanwhile_keeps_nobody_out(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("PRAGMA journal_mode = DELETE")
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM cart").fetchone()
        with Database(path):
            pass


@pytest.mark.parametrize("sound", [True, False])
def test_a_link_to_a_database_stays_a_link(path: Path, backup: Path, tmp_path: Path, sound: bool) -> None:
    link = tmp_path / "folder" / "link.sqlite3"
    link.parent.mkdir()
    link.symlink_to(path)
    if not sound:
        spoil_all(path)
    kept = restore(link, backup, NOW, certain=True).kept
    assert link.is_symlink()
    assert link.resolve() == path
    assert not path.is_symlink()
    assert kept is not None
    assert kept.parent == path.parent
    with Database(link):
        pass
