"""A database is made, upgraded after a backup, or refused with a sentence; never half changed."""

import re
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine

import cartui.store
from cartui.model.cart import CartState
from cartui.model.errors import Unavailable
from cartui.model.order import GoodsIssue
from cartui.model.query import CartQuery, CartSort, SortKey
from cartui.rules.query.order_query import parse_order_query
from cartui.store import upgrade
from cartui.store.carts.records import insert_cart, load_cart
from cartui.store.database import Database
from cartui.store.full_text import is_index
from cartui.store.goods_issues import insert_goods_issue
from cartui.store.order_list.pages import OrderPages
from cartui.store.orders import insert_order
from cartui.store.revisions import HEAD, REVISIONS
from cartui.store.tables import METADATA
from tests.store import listing
from tests.store.old_databases import make_old_database
from tests.store.records import NOW, cart, full_cart, order

ADDS_A_COLUMN = """
import sqlalchemy as sa
from alembic import op

revision = "next"
down_revision = "{head}"


def upgrade():
    with op.batch_alter_table("cart", recreate="always") as batch_op:
        batch_op.add_column(sa.Column("colour", sa.String(), nullable=True))
    {more}
"""


def schema(connection: Connection) -> dict[str, list[str]]:
    """What a database is made of: the parts of each table, index and trigger; constraints have no order.

    SQLite quotes the name of a table that was renamed, as those are that a migration made anew.
    """
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    parts = {
        name: re.split(
            r" (?=CONSTRAINT )|(?= \)(?: WITHOUT ROWID)?$)", _written(sql).replace(f'"{name}"', name)
        )
        for name, sql in rows
    }
    return {name: sorted(part.rstrip(",") for part in of_name) for name, of_name in parts.items()}


def _written(sql: str) -> str:
    """A statement without what only tells whether a column was there from the beginning or added."""
    return re.sub(r" ?\)( WITHOUT ROWID)?$", r" )\1", " ".join(sql.split()).replace(" ,", ","))


def columns_of(path: Path, table: str) -> set[str]:
    """The columns of a table of a file."""
    with closing(sqlite3.connect(path)) as connection:
        return {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}


@pytest.fixture
def newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The scripts of a program that is one revision ahead, to be completed with its last one."""
    scripts = tmp_path / "scripts"
    shutil.copytree(Path(cartui.store.__file__).parent / "migrations", scripts)
    monkeypatch.setattr(upgrade, "SCRIPTS", str(scripts))
    monkeypatch.setattr(upgrade, "REVISIONS", (*REVISIONS, "next"))
    monkeypatch.setattr(upgrade, "HEAD", "next")
    last = scripts / "versions" / "next.py"
    last.write_text(ADDS_A_COLUMN.format(head=HEAD, more=""), encoding="utf-8")
    return last


@contextmanager
def connected(url: str = "sqlite://") -> Iterator[Connection]:
    """A connection of SQLAlchemy's, committed and closed at the end together with its engine."""
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def test_a_new_database_is_what_the_migrations_make() -> None:
    with connected() as made, connected() as migrated:
        upgrade.create_everything(made)
        upgrade.run_migrations(migrated)
        assert schema(made) == schema(migrated)


def test_the_migrations_lack_nothing_that_the_tables_say() -> None:
    with connected() as connection:
        upgrade.run_migrations(connection)
        context = MigrationContext.configure(
            connection,
            opts={
                "include_name": lambda name, kind, _: not (kind == "table" and is_index(name)),
                "compare_type": True,
            },
        )
        assert compare_metadata(context, METADATA) == []


def test_the_program_knows_all_revisions_in_their_order() -> None:
    config = Config()
    config.set_main_option("script_location", upgrade.SCRIPTS)
    scripts = ScriptDirectory.from_config(config)
    assert [script.revision for script in scripts.walk_revisions()][::-1] == list(REVISIONS)


def test_a_new_database_is_private_to_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "shop.sqlite3"
    with Database(path) as database, database.write() as conn:
        conn.exec_driver_sql("INSERT INTO counter VALUES ('x', 1)")
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
        assert modes == {"shop.sqlite3": 0o600, "shop.sqlite3-wal": 0o600, "shop.sqlite3-shm": 0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.parent.parent.stat().st_mode) == 0o700


def test_a_file_that_others_could_read_becomes_private(path: Path) -> None:
    path.chmod(0o644)
    with Database(path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_opening_an_upgraded_database_again_makes_no_backup(path: Path) -> None:
    with Database(path):
        pass
    assert not list(path.parent.glob("*.before-*"))


def test_an_older_database_is_copied_and_then_upgraded_with_all_its_data(path: Path, newer: Path) -> None:
    with connected(f"sqlite:///{path}") as conn:  # as an older program would
        insert_cart(conn, full_cart())
    with Database(path) as database, database.read() as conn:
        assert load_cart(conn, "C-000007") == full_cart()
    assert "colour" in columns_of(path, "cart")
    backup = path.with_name("shop.sqlite3.before-next.sqlite3")
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert "colour" not in columns_of(backup, "cart")
    with closing(sqlite3.connect(backup)) as copy:
        assert copy.execute("SELECT number FROM cart").fetchall() == [("C-000007",)]


@pytest.mark.parametrize(
    "damage",
    ["market = x'ff00'", "rep = CAST(x'52ff68' AS TEXT)", "updated_at = 'soon'", "touched_at = 1.5"],
)
def test_one_wrong_value_in_one_cart_keeps_no_shop_from_being_upgraded(
    tmp_path: Path, path: Path, damage: str
) -> None:
    with Database(path) as database, database.write() as conn:
        insert_cart(conn, full_cart())
    old = tmp_path / "old.sqlite3"
    make_old_database(old, "0006", like=path)
    with closing(sqlite3.connect(old)) as stranger, stranger:
        stranger.execute("PRAGMA ignore_check_constraints = 1")
        stranger.execute(f"UPDATE cart SET {damage}")  # noqa: S608 - constants
    with Database(old) as database, database.read() as conn:
        assert len(listing.page(conn, CartQuery(), CartSort(key=SortKey.TOUCHED)).items) == 1


def test_orders_of_an_older_database_are_found_by_their_numbers(tmp_path: Path, path: Path) -> None:
    with Database(path) as database, database.write() as conn:
        for number in (1, 2):
            insert_cart(conn, cart(number, state=CartState.ORDERED))
            insert_order(conn, order(number))
        insert_goods_issue(conn, "ord_2", GoodsIssue(number="GI-000009", issued_at=NOW, issued_by="mina"))
    old = tmp_path / "old.sqlite3"
    make_old_database(old, "0012", like=path)
    with closing(sqlite3.connect(old)) as older, older:
        older.execute("UPDATE cart_search SET text = '  c  00000' || pk || '   rahim  '")
    with Database(old) as database, database.read() as conn:
        for line, found in (("rahim 000000000001", ["ord_1"]), ("GI-000009 rahim c-000002", ["ord_2"])):
            query = parse_order_query(line)
            assert [row.id for row in OrderPages(conn, query, ()).page()] == found


def test_an_upgrade_that_fails_changes_nothing(path: Path, newer: Path) -> None:
    newer.write_text(
        ADDS_A_COLUMN.format(head=HEAD, more="raise RuntimeError('broken script')"), encoding="utf-8"
    )
    before = columns_of(path, "cart")
    with pytest.raises(RuntimeError, match="broken script"):
        Database(path)
    assert columns_of(path, "cart") == before
    assert not list(path.parent.glob("*.before-*"))


def test_a_database_of_a_newer_program_is_refused_and_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = 'from-the-future'")
    with pytest.raises(Unavailable, match=r"newer cartui .*from-the-future.*Update the program"):
        Database(path)
    assert not list(path.parent.glob("*.before-*"))


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    with pytest.raises(Unavailable, match="another program"):
        Database(path)


def test_reading_only_makes_and_upgrades_nothing(tmp_path: Path, path: Path, newer: Path) -> None:
    with pytest.raises(Unavailable, match="no database"):
        Database(tmp_path / "absent.sqlite3", readonly=True)
    assert not (tmp_path / "absent.sqlite3").exists()
    with pytest.raises(Unavailable, match="of an older cartui: `cartui db upgrade`"):
        Database(path, readonly=True)


def test_several_processes_may_open_a_new_database_at_once(tmp_path: Path) -> None:
    path = tmp_path / "shop.sqlite3"
    program = (
        "import sys\n"
        "from cartui.store.database import Database\n"
        "from cartui.store.numbering import next_number\n"
        "input()\n"
        "with Database(sys.argv[1]) as database, database.write() as conn:\n"
        "    print(next_number(conn, 'cart'))\n"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    for process in processes:  # all have been started: let them go
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    answers = [process.communicate()[0].strip() for process in processes]
    assert sorted(answers) == ["1", "2", "3", "4"]
