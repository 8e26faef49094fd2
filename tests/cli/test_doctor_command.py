"""The doctor looks at everything, whatever state it is in, tells no secret, and changes nothing."""

import importlib.util
import sqlite3
import tomllib
from contextlib import closing
from pathlib import Path

import pytest

from cartui.cli.extras import EXTRAS
from cartui.documents.pdf import fonts
from cartui.model.customer import Customer
from cartui.store.revisions import HEAD
from tests.cli.conftest import Outcome, Run

ROOT = Path(__file__).resolve().parents[2]


def checks(outcome: Outcome) -> dict[str, tuple[str, str, str]]:
    """Status, finding and way out by name."""
    return {each["name"]: (each["status"], each["found"], each["way_out"]) for each in outcome.json["checks"]}


@pytest.fixture
def path(home: Path, rahim: Customer) -> Path:
    """The furnished shop's file."""
    return home / "data" / "cartui.sqlite3"


def test_a_healthy_shop_is_called_so(run: Run, path: Path) -> None:
    run("db", "backup")
    outcome = run("doctor", "--json")
    assert (outcome.status, outcome.json["sound"]) == (0, True)
    found = checks(outcome)
    assert found["database"][1] == f"{path} (from default)"
    assert found["state"][:2] == ("ok", "whole")
    assert found["revision"][:2] == ("ok", HEAD)
    assert "shop" not in found
    assert found["permissions"][:2] == ("ok", "0600")
    assert found["newest backup"][0] == "ok"
    assert found["engine"][1].startswith("SQLite 3.")
    assert {"cartui", "python", "textual", "terminal", "encoding", "config", "agent", "log", "time"} <= set(
        found
    )


def test_it_tells_nothing_of_customers(run: Run, path: Path, rahim: Customer) -> None:
    said = run("doctor").out + run("doctor", "--json").out
    for word in (rahim.name, rahim.email, rahim.phone, rahim.number):
        assert word not in said


def test_it_tells_no_password(run: Run) -> None:
    outcome = run(
        "--db", "postgresql://shop:hunter2@nowhere.invalid/shop?sslpassword=hunter3", "doctor", "--json"
    )
    assert outcome.status == 1
    assert "hunter" not in outcome.out + outcome.err


def test_without_a_database_it_says_how_to_make_one(run: Run, home: Path) -> None:
    outcome = run("doctor", "--json")
    assert outcome.status == 0
    status, found, way_out = checks(outcome)["state"]
    assert (status, found) == ("odd", "not there")
    assert "cartui shop apply" in way_out
    assert not home.exists()


def test_a_shop_without_a_market_is_not_set_up(run: Run, home: Path, tmp_path: Path) -> None:
    shop = tmp_path / "shop.toml"
    shop.write_text('[shop]\nname = "Acme"\n')
    run("shop", "apply", str(shop))
    outcome = run("doctor", "--json")
    status, found, way_out = checks(outcome)["shop"]
    assert (outcome.status, status, found) == (0, "odd", "not set up")
    assert "`cartui shop apply FILE.toml`" in way_out


def test_a_damaged_database_is_bad_and_has_a_way_out(run: Run, path: Path) -> None:
    backup = run("db", "backup").out.strip()
    path.write_bytes(b"This was a database once. " * 1000)
    outcome = run("doctor", "--json")
    assert (outcome.status, outcome.json["sound"]) == (1, False)
    status, _, way_out = checks(outcome)["state"]
    assert status == "bad"
    assert backup in way_out
    assert "db restore" in run("doctor").out


def test_an_old_revision_and_open_permissions_are_odd(run: Run, path: Path) -> None:
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("UPDATE alembic_version SET version_num = '0001'")
    path.chmod(0o644)
    outcome = run("doctor", "--json")
    assert outcome.status == 0
    assert checks(outcome)["revision"][0] == "odd"
    assert checks(outcome)["permissions"][:2] == ("odd", "0644")
    assert "chmod 600" in checks(outcome)["permissions"][2]


def test_a_broken_config_is_told_and_the_database_is_looked_at_all_the_same(
    run: Run, path: Path, home: Path
) -> None:
    (home / "config.toml").write_text("[display]\ntheem = 'dark'\n")
    outcome = run("doctor", "--json")
    assert outcome.status == 1
    found = checks(outcome)
    assert found["config"][0] == "bad"
    assert "theem" in found["config"][1]
    assert found["state"][:2] == ("ok", "whole")


def test_it_changes_nothing(run: Run, path: Path, home: Path) -> None:
    before = path.read_bytes()
    run("doctor")
    assert path.read_bytes() == before
    assert not (home / "state").exists()


def test_every_extra_of_the_package_is_looked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {extra.name for extra in EXTRAS} | {"pdf"} == set(project["optional-dependencies"])


def test_what_is_missing_is_told_with_how_to_get_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util,
        "find_spec",
        lambda name: None if name in {"psycopg", "uvicorn", "fpdf"} else find_spec(name),
    )
    monkeypatch.setattr(fonts, "find_spec", importlib.util.find_spec)
    monkeypatch.setenv("PATH", "")
    outcome = run("doctor", "--json")
    found = checks(outcome)
    assert outcome.status == 0
    assert found["server"] == ("ok", "not installed: for `cartui serve` install `cartui[server]`", "")
    assert "install `cartui[postgres]`" in found["postgres"][1]
    assert found["keyring"][1].startswith("installed, ")
    assert "no `lp` here" in found["printing"][1]
    assert found["PDF"] == (
        "odd",
        "not installed",
        "Documents are written as text only; for PDFs install `cartui[pdf]`.",
    )
