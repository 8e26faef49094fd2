"""A home without a shop, and one whose shop is gone: nothing is made unasked, and nothing hides a loss."""

import json
import os
import re
import shlex
from pathlib import Path

import pytest

from cartui.bootstrap import is_first_start
from cartui.imports.shop_file import write_shop
from cartui.model.customer import Customer
from cartui.settings.loading import Options, load_configuration
from tests.cli.conftest import Run
from tests.contract.shop import SHOP


def database(home: Path) -> Path:
    """The default place."""
    return home / "data" / "cartui.sqlite3"


def first() -> bool:
    """Whether plain `cartui` would ask where to begin."""
    return is_first_start(load_configuration(Options()))


def set_up(run: Run, home: Path, *options: str) -> int:
    """Set up a shop."""
    home.mkdir(exist_ok=True)
    (home / "shop.toml").write_text(write_shop(SHOP), encoding="utf-8")
    return run(*options, "shop", "apply", str(home / "shop.toml")).status


@pytest.fixture
def lost(run: Run, home: Path, rahim: Customer) -> Path:
    """The backup of a shop that is gone."""
    backup = Path(run("db", "backup").out.strip())
    for file in database(home).parent.glob("cartui.sqlite3*"):
        if file != backup:
            file.unlink()
    return backup


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_the_background_makes_no_database(run: Run, home: Path, options: tuple[str, ...]) -> None:
    outcome = run("tick", *options)
    assert outcome.status == 0
    if options:
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
        assert json.loads(outcome.out) == nothing
    else:
        assert outcome.err == "Nothing was due.\n"
    assert not database(home).exists()


@pytest.mark.parametrize("command", [("carts", "list"), ("orders", "list"), ("shop", "show")])
def test_looking_at_nothing_does_not_end_the_first_start(
    run: Run, home: Path, command: tuple[str, ...]
) -> None:
    assert first()
    looked = run(*command, "--json")
    assert looked.status == 0
    assert looked.json.get("items", []) == []
    assert first()
    assert "There is no shop here yet" in run().err
    assert set_up(run, home) == 0
    assert not first()
    assert "The desk needs a terminal" in run().err


def test_what_cannot_be_read_is_no_place_for_a_first_shop(run: Run, home: Path) -> None:
    database(home).parent.mkdir(parents=True)
    database(home).write_text("Dear customer, " * 1000)
    assert not first()


@pytest.mark.parametrize("left", ["nothing", "an empty file"])
def test_a_shop_that_is_gone_is_missed_and_comes_back_by_the_command_that_is_named(
    run: Run, home: Path, lost: Path, left: str
) -> None:
    if left == "an empty file":
        database(home).touch()
    state = "is empty" if left == "an empty file" else "is not there"
    for command in (
        ("orders", "list"),
        ("tick",),
        ("--read-only", "carts", "list"),
        ("--db", str(database(home)), "carts", "list"),
    ):
        outcome = run(*command, "--json")
        assert (outcome.status, outcome.error["error"]) == (6, "unavailable")
        assert f"{state}, though it has backups" in outcome.error["message"]
    assert database(home).exists() == (left == "an empty file")
    assert not first()
    assert state in run("doctor").out
    named = re.search(r"`cartui (.*?)`", run("carts", "list").err)
    assert named
    assert run(*shlex.split(named.group(1))).status == 0
    assert run("carts", "list", "--json").json["count"] == 1


@pytest.mark.parametrize("left", ["nothing", "an empty file"])
def test_who_wants_a_new_shop_instead_is_told_two_ways(run: Run, home: Path, lost: Path, left: str) -> None:
    if left == "an empty file":
        database(home).touch()
    refused = run("shop", "apply", "-", stdin=write_shop(SHOP))
    assert refused.status == 6
    assert "For a new shop, move the backups away or name another file with --db." in refused.err
    assert set_up(run, home, "--db", str(home / "data" / "other.sqlite3")) == 0
    lost.rename(home / lost.name)
    assert first()
    assert set_up(run, home) == 0


def test_an_empty_file_is_not_called_an_older_database(run: Run, home: Path) -> None:
    database(home).parent.mkdir(parents=True)
    database(home).touch()
    outcome = run("--read-only", "carts", "list", "--json")
    assert outcome.status == 6
    assert "is empty: there is no shop in it yet" in outcome.error["message"]
    assert "older" not in outcome.error["message"]
    assert first()


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions.")
def test_a_folder_that_may_not_be_looked_into_says_so(run: Run, home: Path) -> None:
    from tests.cli.test_database_trouble import as_nobody

    folder = home / "data" / "closed"
    folder.mkdir(parents=True)
    shop = folder / "shop.sqlite3"
    assert set_up(run, home, "--db", str(shop)) == 0
    folder.chmod(0o000)
    with as_nobody(home / "data" / "shop.sqlite3"):
        outcome = run("--db", str(shop), "shop", "apply", "-", "--json", stdin=write_shop(SHOP))
    folder.chmod(0o700)
    assert (outcome.status, outcome.error["error"]) == (6, "unavailable")
