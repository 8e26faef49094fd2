"""The first page of a file, before anybody opens it: as it is now, or not at all."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from cartui.model.query import CartQuery, CartSort
from cartui.store import shop_config
from cartui.store.carts.records import StoredCart, insert_carts
from cartui.store.database import Database
from cartui.store.first_look import ROWS, look_at_first_page
from tests.store import listing
from tests.store.records import NOW, cart
from tests.store.test_shop_config import SHOP


@pytest.fixture
def file(path: Path) -> Path:
    """A database of a shop with a cart more than are looked at."""
    with Database(path) as database, database.write() as conn:
        shop_config.save_shop(conn, SHOP)
        insert_carts(conn, [StoredCart(cart(number)) for number in range(1, ROWS + 2)])
    return path


def execute(file: Path, statement: str) -> None:
    """Have another program write into it."""
    with closing(sqlite3.connect(file)) as stranger, stranger:
        stranger.execute(statement)


def test_the_rows_are_those_that_the_list_begins_with(file: Path) -> None:
    found = look_at_first_page(file, NOW)
    with Database(file) as database, database.read() as conn:
        assert found == listing.page(conn, CartQuery(), CartSort(), limit=ROWS).items


def test_what_another_program_has_just_written_is_among_them(file: Path) -> None:
    execute(file, "UPDATE cart SET customer_name = 'Somebody New' WHERE number = 'C-000020'")
    named = {row.number: row.customer for row in look_at_first_page(file, NOW)}
    assert named["C-000020"] == "Somebody New"


def of_an_older_cartui(file: Path) -> None:
    execute(file, "UPDATE alembic_version SET version_num = '0009'")


def of_another_program(file: Path) -> None:
    execute(file, "DROP TABLE alembic_version")


def damaged(file: Path) -> None:
    file.write_bytes(b"SQLite format 3\x00" + b"\xff" * 8_192)


def no_database(file: Path) -> None:
    file.write_text("carts")


def empty(file: Path) -> None:
    file.write_bytes(b"")


def gone(file: Path) -> None:
    file.unlink()


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize(
    "becomes", [of_an_older_cartui, of_another_program, damaged, no_database, empty, gone, a_folder]
)
def test_there_are_none_where_it_cannot_be_read_just_so(file: Path, becomes: Callable[[Path], None]) -> None:
    for beside in file.parent.glob(f"{file.name}-*"):
        beside.unlink()
    becomes(file)
    before = sorted(each.name for each in file.parent.iterdir())
    assert look_at_first_page(file, NOW) == ()
    made = {each.name for each in file.parent.iterdir()} - set(before)
    assert made <= {f"{file.name}-wal", f"{file.name}-shm"}, "nothing is made by looking"


def test_nobody_is_waited_for(file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN EXCLUSIVE")
        assert look_at_first_page(file, NOW) == ()


def test_a_shop_without_carts_has_none(path: Path) -> None:
    with Database(path):
        pass
    assert look_at_first_page(path, NOW) == ()
