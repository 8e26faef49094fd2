"""Equal marks of a connection mean that nothing was committed in between, by whomever."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cartui.store.carts.records import insert_cart
from cartui.store.change_marks import commits_of_others, file_mark
from cartui.store.database import Database
from tests.store.records import cart


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "shop.sqlite3"


def write(database: Database, number: int) -> None:
    """Commit a cart."""
    with database.write() as conn:
        insert_cart(conn, cart(number))


@pytest.mark.parametrize("mark", [commits_of_others, file_mark], ids=["others", "file"])
def test_a_mark_stays_as_long_as_nobody_commits(path: Path, mark: Callable[[object], object]) -> None:
    with Database(path) as mine, Database(path) as theirs, mine.connect() as conn:
        before = mark(conn)
        conn.rollback()
        assert mark(conn) == before
        conn.rollback()
        write(theirs, 1)
        assert mark(conn) != before


def test_what_a_connection_writes_itself_is_in_its_mark_of_the_file_alone(path: Path) -> None:
    with Database(path) as database, database.write() as conn:
        of_others, of_file = commits_of_others(conn), file_mark(conn)
        insert_cart(conn, cart(1))
        assert commits_of_others(conn) == of_others
        assert file_mark(conn) != of_file
