"""The database is looked after: upgraded after a backup, checked, copied, put back, purged."""

import json
import re
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from cartui.model.customer import Customer
from cartui.store import upgrade
from cartui.store.full_text import GRAMS, is_index
from cartui.store.revisions import HEAD
from tests.cli.conftest import Run


@pytest.fixture
def path(home: Path, rahim: Customer) -> Path:
    """The furnished shop's file."""
    return home / "data" / "cartui.sqlite3"


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The file, as another program sees it; what is changed is saved."""
    with closing(sqlite3.connect(path)) as connection, connection:
        yield connection


def numbers(run: Run) -> list[str]:
    """The carts that the list has."""
    return [cart["number"] for cart in run("carts", "list", "--json").json["items"]]


def as_of_revision_1(path: Path) -> None:
    """Make a database as the first version of the program did, with a cart in it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", upgrade.SCRIPTS)
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    with opened(path) as connection:
        connection.execute("PRAGMA journal_mode = WAL")


def copy_rows(source: Path, target: Path) -> None:
    """Fill the tables of an older file with what a newer one has, as far as they have the same columns."""
    with opened(target) as connection:
        connection.execute("ATTACH ? AS newer", (str(source),))
        tables = [
            name
            for (name,) in connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")
            if not is_index(name) and not name.startswith(("sqlite_", "alembic"))
        ]
        for table in tables:
            named = ", ".join(row[1] for row in connection.execute(f"PRAGMA main.table_info({table})"))
            connection.execute(f"INSERT INTO main.{table} ({named}) SELECT {named} FROM newer.{table}")  # noqa: S608  our own names


def all_rows(path: Path) -> dict[str, list[Any]]:
    """Everything that the tables of a file hold."""
    with opened(path) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        return {
            name: connection.execute(f"SELECT * FROM {name}").fetchall()  # noqa: S608  as above
            for (name,) in tables.fetchall()
            if not is_index(name)
        }


def test_an_old_database_is_upgraded_and_its_backup_is_the_way_back(
    run: Run, home: Path, ready: dict[str, Any], tmp_path: Path
) -> None:
    order = run("carts", "place", ready["number"], "--phone", "+8801712345678", "--json").json["order"]
    newer = home / "data" / "cartui.sqlite3"
    old = tmp_path / "old" / "shop.sqlite3"
    as_of_revision_1(old)
    copy_rows(newer, old)
    before = all_rows(old)
    assert before["cart"]

    upgraded = run("--db", str(old), "db", "upgrade", "--json").json
    backup = old.with_name(f"shop.sqlite3.before-{HEAD}.sqlite3")
    assert upgraded == {"database": str(old), "from": "0001", "to": HEAD, "backup": str(backup)}
    assert run("--db", str(old), "orders", "show", order, "--json").json["number"] == order
    assert run("--db", str(old), "db", "check").status == 0
    run("--db", str(old), "carts", "new", "--market", "BD")

    refused = run("--db", str(old), "db", "restore", str(backup), "--json")
    assert (refused.status, refused.error["error"]) == (1, "invalid")
    assert "--yes" in refused.error["message"]
    restored = run("--db", str(old), "db", "restore", str(backup), "--yes", "--json").json
    assert restored["revision"] == "0001"
    assert all_rows(old) == before
    assert len(all_rows(Path(restored["kept"]))["cart"]) == len(before["cart"]) + 1

    again = run("--db", str(old), "db", "upgrade", "--json").json
    assert (again["from"], again["to"]) == ("0001", HEAD)
    assert run("--db", str(old), "orders", "show", order, "--json").json["number"] == order
    assert run("--db", str(old), "db", "check").status == 0


def test_upgrading_what_is_up_to_date_changes_nothing(run: Run, path: Path) -> None:
    assert run("db", "upgrade", "--json").json == {
        "database": str(path),
        "from": HEAD,
        "to": HEAD,
        "backup": None,
    }
    assert "up to date" in run("db", "upgrade").err
    assert [file.name for file in path.parent.iterdir() if "before" in file.name] == []


@pytest.mark.parametrize("arguments", [("upgrade",), ("check",), ("backup",), ("purge",)])
def test_no_database_is_made_by_looking_after_one(run: Run, home: Path, arguments: tuple[str, ...]) -> None:
    outcome = run("db", *arguments, "--json")
    assert (outcome.status, outcome.error["error"]) == (6, "unavailable")
    assert "There is no database" in outcome.error["message"]
    assert not (home / "data" / "cartui.sqlite3").exists()


def test_a_sound_database_has_no_findings(run: Run, path: Path, ready: dict[str, Any]) -> None:
    run("carts", "place", ready["number"], "--phone", "+8801712345678")
    assert run("db", "check", "--json").json == {"database": str(path), "sound": True, "findings": []}
    assert "sound" in run("db", "check").err


@pytest.mark.parametrize(
    ("statement", "check", "said"),
    [
        ("DELETE FROM cart_search", "search", "of cart can be found"),
        ("INSERT INTO cart_tag VALUES ('x', 999)", "references", "cart_tag"),
        ("UPDATE cart SET units = 99 WHERE number = 'C-000001'", "figures", "C-000001"),
        ("UPDATE cart SET state = 'ordered' WHERE number = 'C-000001'", "figures", "C-000001"),
        ("UPDATE orders SET total = 1", "figures", "another total"),
        ("UPDATE cart SET version = 9 WHERE number = 'C-000002'", "figures", "history"),
        ("UPDATE counter SET value = 1 WHERE name = 'cart'", "figures", "C-000002"),
        ("UPDATE alembic_version SET version_num = '0001'", "revision", "db upgrade"),
        (f"INSERT INTO cart_search{GRAMS} (rowid, text) VALUES (99, 'x')", "search", "index"),  # noqa: S608  as above
    ],
)
def test_what_does_not_add_up_is_found(
    run: Run, path: Path, ready: dict[str, Any], statement: str, check: str, said: str
) -> None:
    run("carts", "place", ready["number"], "--phone", "+8801712345678")
    with opened(path) as connection:
        connection.execute(statement)
    outcome = run("db", "check", "--json")
    assert (outcome.status, outcome.json["sound"]) == (1, False)
    assert any(check == each["check"] and said in each["message"] for each in outcome.json["findings"]), (
        outcome
    )
    assert said in run("db", "check").out


def test_damage_is_found_with_the_way_back(run: Run, path: Path) -> None:
    backup = Path(run("db", "backup").out.strip())
    spoil(path)
    outcome = run("db", "check", "--json")
    assert outcome.status == 1
    assert {each["check"] for each in outcome.json["findings"]} == {"integrity"}
    assert str(backup) in outcome.json["findings"][-1]["message"]


def spoil(path: Path) -> None:
    """Overwrite all but the first page."""
    with opened(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))


def test_a_backup_is_whole_private_and_never_over_another_file(run: Run, path: Path, tmp_path: Path) -> None:
    target = tmp_path / "copies" / "monday.sqlite3"
    target.parent.mkdir()
    assert run("db", "backup", str(target), "--json").json == {"database": str(path), "backup": str(target)}
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert run("--db", str(target), "db", "check").status == 0
    assert all_rows(target) == all_rows(path)
    refused = run("db", "backup", str(target))
    assert refused.status == 1
    assert "already there" in refused.err
    in_folder = Path(run("db", "backup", str(target.parent)).out.strip())
    assert re.fullmatch(r"cartui\.sqlite3\.backup-\d{8}-\d{6}\.sqlite3", in_folder.name)
    assert [file.name for file in target.parent.glob("*.part*")] == []


def test_a_slash_at_the_end_means_a_folder_that_has_to_be_there(run: Run, path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    refused = run("db", "backup", f"{folder}/", "--json")
    assert (refused.status, refused.error["error"]) == (2, "invalid")
    assert f"There is no folder {folder}" in refused.error["message"]
    assert not folder.exists()
    folder.mkdir()
    assert Path(run("db", "backup", f"{folder}/").out.strip()).parent == folder


def test_a_backup_is_made_while_another_program_writes(run: Run, path: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE cart SET note = 'half done'")
        target = tmp_path / "copy.sqlite3"
        assert run("db", "backup", str(target)).status == 0
        writer.execute("ROLLBACK")
    with opened(target) as copy:
        assert copy.execute("SELECT count(*) FROM cart WHERE note = 'half done'").fetchone() == (0,)


def test_a_backup_that_cannot_be_written_leaves_nothing(run: Run, path: Path, tmp_path: Path) -> None:
    outcome = run("db", "backup", str(tmp_path / "nowhere" / "copy.sqlite3"), "--json")
    assert (outcome.status, outcome.error["error"]) == (6, "unavailable")
    assert "cannot be written" in outcome.error["message"]
    assert not (tmp_path / "nowhere").exists()


def test_a_damaged_database_is_put_right_by_the_command_that_its_message_names(run: Run, path: Path) -> None:
    before = numbers(run)
    backup = Path(run("db", "backup").out.strip())
    spoil(path)
    damaged = run("carts", "list")
    assert damaged.status == 6
    named = re.search(r"`cartui (--db \S+ db restore \S+)`", damaged.err)
    assert named, damaged.err
    restored = run(*named.group(1).split(), "--json")
    assert restored.status == 0
    assert numbers(run) == before
    assert Path(restored.json["kept"]).read_bytes().endswith(b"\xff" * 100)
    assert Path(restored.json["from"]) == backup
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with opened(path) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_database_that_is_gone_comes_back_too(run: Run, path: Path) -> None:
    before = numbers(run)
    backup = run("db", "backup").out.strip()
    path.unlink()
    restored = run("db", "restore", backup, "--json").json
    assert restored["kept"] is None
    assert numbers(run) == before


def test_nothing_is_restored_under_an_open_desk(run: Run, path: Path) -> None:
    backup = run("db", "backup").out.strip()
    before = path.read_bytes()
    with closing(sqlite3.connect(path)) as desk:
        desk.execute("SELECT count(*) FROM cart").fetchone()
        outcome = run("db", "restore", backup, "--yes", "--json")
    assert (outcome.status, outcome.error["error"]) == (6, "unavailable")
    assert "close every desk and server" in outcome.error["message"]
    assert path.read_bytes() == before
    assert len(list(path.parent.glob("*replaced*"))) == 0


@pytest.mark.parametrize("kind", ["absent", "text", "empty", "cut", "itself", "another program's"])
def test_what_is_no_backup_is_refused_and_the_database_stays(
    run: Run, path: Path, tmp_path: Path, kind: str
) -> None:
    before = numbers(run)
    backup = tmp_path / "backup.sqlite3"
    if kind == "text":
        backup.write_text("This is no database. " * 99)
    elif kind == "empty":
        backup.touch()
    elif kind == "cut":
        whole = Path(run("db", "backup").out.strip()).read_bytes()
        backup.write_bytes(whole[: len(whole) // 2])
    elif kind == "itself":
        backup.symlink_to(path)
    elif kind == "another program's":
        with opened(backup) as connection:
            connection.execute("CREATE TABLE bookmarks (url TEXT)")
    outcome = run("db", "restore", str(backup), "--yes", "--json")
    assert outcome.status in {2, 6}, outcome
    assert numbers(run) == before


@pytest.mark.parametrize("name", ["upgrade", "restore", "purge"])
def test_read_only_changes_nothing(run: Run, path: Path, name: str) -> None:
    backup = run("db", "backup").out.strip()
    before = path.read_bytes()
    outcome = run("--read-only", "db", name, *([backup, "--yes"] if name == "restore" else []), "--json")
    assert (outcome.status, outcome.error["error"]) == (7, "forbidden")
    assert path.read_bytes() == before


def test_postgresql_is_backed_up_by_its_own_tools(run: Run) -> None:
    for arguments in (("backup",), ("restore", "x")):
        outcome = run("--db", "postgresql://shop@localhost/shop", "db", *arguments, "--json")
        assert (outcome.status, outcome.error["error"]) == (8, "unsupported")
        assert "pg_" in outcome.error["message"]


def test_a_purge_says_how_many_would_go_and_then_how_many_went(
    run: Run, path: Path, ready: dict[str, Any]
) -> None:
    with opened(path) as connection:
        (text,) = connection.execute("SELECT definition FROM shop_settings").fetchone()
        settings = json.dumps({**json.loads(text), "trash_keep_days": 0})
        connection.execute("UPDATE shop_settings SET definition = ?", (settings,))
    assert "No cart is in the trash for long enough" in run("db", "purge").err
    run("carts", "delete", ready["number"])
    assert run("db", "purge", "--dry-run", "--json").json == {"carts_purged": 1, "dry_run": True, "busy": []}
    assert "1 cart would be removed" in run("db", "purge", "--dry-run").err
    assert run("db", "purge", "--json").json == {"carts_purged": 1, "dry_run": False, "busy": []}
    gone = run("carts", "show", ready["number"], "--json")
    assert (gone.status, gone.error["error"]) == (3, "not_found")
    entries = run("carts", "history", ready["number"], "--json").json["items"]
    assert [entry["kind"] for entry in entries] == ["purged", "deleted", "edited", "created"]
    assert run("db", "check").status == 0


def test_a_tick_says_what_it_did_and_what_others_do(run: Run, path: Path, ready: dict[str, Any]) -> None:
    nothing = {
        "carts_locked": 0,
        "carts_purged": 0,
        "payers_forgotten": 0,
        "replies_forgotten": 0,
        "changes_forgotten": 0,
        "presences_forgotten": 0,
        "messages_sent": 0,
        "messages_failed": 0,
        "messages_forgotten": 0,
        "bulk_items_forgotten": 0,
        "entries_counted": 0,
        "busy": [],
    }
    counted = run("tick", "--json").json
    assert counted == nothing | {"entries_counted": counted["entries_counted"]}
    assert counted["entries_counted"] > 0
    assert run("tick", "--json").json == nothing
    assert run("tick").err == "Nothing was due.\n"
    with opened(path) as connection:
        connection.execute("UPDATE change SET at = 0")
        connection.execute(
            "INSERT INTO lease VALUES ('changes', 'somebody', strftime('%s') * 1000000 + 9000000)"
        )
    assert run("tick", "--json").json == nothing | {"busy": ["changes"]}
    assert "another process is at old changes" in run("tick").err
    with opened(path) as connection:
        connection.execute("DELETE FROM lease")
    assert run("tick", "--json").json["changes_forgotten"] > 0
    assert run("--read-only", "tick").status == 7
