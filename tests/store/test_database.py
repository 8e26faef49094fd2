"""Transactions, and what is said when the file or the disk does not do its part."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from cartui.model.errors import Unavailable
from cartui.store import sqlite
from cartui.store.carts.records import insert_cart, load_cart
from cartui.store.database import Database
from cartui.store.numbering import next_number, raise_to
from tests.store.records import cart, full_cart

AS_IT_COMES = sqlite.SYNCHRONOUS
"""How commits are made, before the first test has begun: none waits for the disk while they run."""


class Interrupted(Exception):
    """Anything that ends a transaction early."""


@contextmanager
def nobody() -> Iterator[None]:
    """For the time of it, let permissions count for tests that root runs."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(before)


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    def fail() -> None:
        with database.write() as conn:
            insert_cart(conn, full_cart())
            raise Interrupted

    with pytest.raises(Interrupted):
        fail()
    with database.read() as conn:
        assert load_cart(conn, "C-000007") is None


def test_a_reader_sees_one_moment(database: Database) -> None:
    with database.read() as reader:
        assert load_cart(reader, "C-000001") is None
        with database.write() as writer:
            insert_cart(writer, cart(1))
        assert load_cart(reader, "C-000001") is None
    with database.read() as reader:
        assert load_cart(reader, "C-000001") is not None


def test_threads_write_one_after_the_other_and_lose_nothing(database: Database) -> None:
    given: list[int] = []

    def take() -> None:
        for _ in range(20):
            with database.write() as conn:
                given.append(next_number(conn, "cart"))

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == list(range(1, 81))


def test_numbers_begin_where_they_are_told_and_skip_imported_ones(database: Database) -> None:
    with database.write() as conn:
        assert next_number(conn, "order", 3, first=1000) == 1000
        assert next_number(conn, "order", first=1000) == 1003
        raise_to(conn, "order", [2000, 7])
        raise_to(conn, "order", [1500])
        assert next_number(conn, "order") == 2001
        raise_to(conn, "customer", [9])
        assert next_number(conn, "customer") == 10


def test_a_number_that_nobody_counts_to_moves_no_counter(database: Database) -> None:
    with database.write() as conn:
        raise_to(conn, "customer", [10**23, 2**63 - 1, 207_119_551])
        assert next_number(conn, "customer", first=1001) == 1001


def test_an_order_that_was_confirmed_survives_a_power_cut(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "SYNCHRONOUS", AS_IT_COMES)
    with Database(path) as database, database.read() as conn:
        settings = {
            name: conn.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_a_locked_database_says_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite.connect, "__kwdefaults__", {"readonly": False, "timeout": 0.05})
    with Database(path) as database, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with (
            pytest.raises(Unavailable, match=r"shop\.sqlite3 is locked by another program"),
            database.write(),
        ):
            pass
        with database.read() as conn:
            assert load_cart(conn, "C-000001") is None


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_full_disk_says_so_and_saves_nothing(database: Database) -> None:
    def fill() -> None:
        with database.write() as conn:
            pages = conn.exec_driver_sql("PRAGMA page_count").scalar_one()
            conn.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
            for number in range(1, 200):
                insert_cart(conn, full_cart(number))

    with pytest.raises(Unavailable, match=r"disk that holds .*shop\.sqlite3 is full"):
        fill()
    with database.read() as conn:
        assert load_cart(conn, "C-000001") is None


def test_a_file_opened_for_reading_refuses_to_write(path: Path) -> None:
    with Database(path) as database, database.write() as conn:
        insert_cart(conn, cart(1))
    with Database(path, readonly=True) as database:
        with database.read() as conn:
            assert load_cart(conn, "C-000001") == cart(1)
        with pytest.raises(Unavailable, match=r"shop\.sqlite3 is read-only"), database.write() as conn:
            insert_cart(conn, cart(2))


def test_a_file_on_a_medium_that_takes_no_writing_can_be_read() -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        with Database(folder / "shop.sqlite3") as database, database.write() as conn:
            insert_cart(conn, cart(1))
        (folder / "shop.sqlite3").chmod(0o444)
        folder.chmod(0o555)
        with nobody(), Database(folder / "shop.sqlite3", readonly=True) as database, database.read() as conn:
            assert load_cart(conn, "C-000001") == cart(1)
        assert [path.name for path in folder.iterdir()] == ["shop.sqlite3"]
        folder.chmod(0o755)


def test_opening_for_reading_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"There is no database .*shop\.sqlite3"):
        Database(tmp_path / "new" / "shop.sqlite3", readonly=True)
    assert not (tmp_path / "new").exists()


def test_what_is_no_database_is_called_damaged(tmp_path: Path) -> None:
    path = tmp_path / "shop.sqlite3"
    path.write_bytes(b"This was a database once. " * 100)
    with pytest.raises(Unavailable, match=r"no database, or its beginning is damaged; .* There is no backup"):
        Database(path)


def test_a_damaged_database_names_its_newest_backup(path: Path) -> None:
    backup = path.with_name("shop.sqlite3.before-0002.sqlite3")
    backup.write_bytes(path.read_bytes())
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))

    def look() -> None:
        with Database(path) as database, database.read() as conn:
            load_cart(conn, "C-000001")

    with pytest.raises(Unavailable, match=r"is damaged.*newest backup is .*\.sqlite3\.before-0002\.sqlite3"):
        look()


def test_a_path_that_cannot_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="cannot be opened"):
        Database(tmp_path / "file" / "shop.sqlite3")
    with pytest.raises(Unavailable, match="cannot be opened"):
        Database(tmp_path)


def test_a_database_needs_a_file() -> None:
    with pytest.raises(Unavailable, match="needs a file"):
        Database("sqlite://")
