"""The program itself: its options, its start, its endings, and what never reaches the terminal."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from cartui import bootstrap
from cartui.cli import desk
from cartui.cli.program import COMMANDS, options_first
from cartui.model.customer import Customer
from tests.cli.conftest import Run
from tests.hostile import CONTROLS, HOSTILE

ROOT = Path(__file__).resolve().parents[2]


def program(*arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run the program in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "cartui", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        **more,
    )


def test_the_help_names_every_command(run: Run) -> None:
    out = run("--help").out
    assert all(f"\n  {name} " in out for name in COMMANDS)


def test_the_version_is_told(run: Run) -> None:
    from cartui import __version__

    assert run("--version").out == f"cartui {__version__}\n"


@pytest.mark.parametrize(
    "arguments", [("nope",), ("carts",), ("carts", "nope"), ("carts", "show"), ("--nope",)]
)
def test_bad_usage_is_status_2_with_nothing_on_stdout(run: Run, arguments: tuple[str, ...]) -> None:
    outcome = run(*arguments)
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("carts", "list", "--limit", "0", "--json"), "--limit"),
        (("carts", "list", "--json", "--limit", "many"), "--limit"),
        (("carts", "show", "--json"), "NUMBER"),
        (("carts", "nope", "--json"), "nope"),
        (("nope", "--json"), "nope"),
        (("--json",), "--json"),
        (("carts", "show", "C-1", "C-2", "--json"), "C-2"),
    ],
)
def test_bad_usage_is_json_where_that_was_asked_for(run: Run, arguments: tuple[str, ...], said: str) -> None:
    outcome = run(*arguments)
    assert (outcome.status, outcome.out) == (2, "")
    assert (outcome.error["error"], outcome.error["problems"]) == ("invalid", [])
    assert said in outcome.error["message"]


def test_read_only_makes_no_database_and_no_folder(run: Run, home: Path, tmp_path: Path) -> None:
    named = tmp_path / "new" / "shop.sqlite3"
    for options in (("--db", str(named)), ()):
        outcome = run(*options, "--read-only", "carts", "list", "--json")
        assert (outcome.status, outcome.out, outcome.error["error"]) == (6, "", "unavailable")
        assert "There is no database" in outcome.error["message"]
    assert not named.parent.exists()
    assert not (home / "data").exists()


def test_read_only_leaves_a_file_as_it_is(run: Run, rahim: Customer, home: Path) -> None:
    database = home / "data" / "cartui.sqlite3"
    database.chmod(0o644)
    before = database.read_bytes()
    assert run("--read-only", "carts", "list", "--json").json["count"] == 1
    assert (database.read_bytes(), database.stat().st_mode & 0o777) == (before, 0o644)


@pytest.mark.parametrize(
    ("given", "ordered"),
    [
        (["carts", "list", "--db", "x"], ["--db", "x", "carts", "list"]),
        (["carts", "--agent=bob", "list", "--read-only"], ["--agent=bob", "--read-only", "carts", "list"]),
        (["carts", "edit", "C-1", "--version", "2"], ["carts", "edit", "C-1", "--version", "2"]),
        (["customers", "search", "--", "--db"], ["customers", "search", "--", "--db"]),
        (["carts", "list", "--db"], ["--db", "carts", "list"]),
    ],
)
def test_options_of_the_program_may_stand_anywhere(given: list[str], ordered: list[str]) -> None:
    assert options_first(given) == ordered


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom cartui.__main__ import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
        "print(sorted({'textual','sqlmodel','sqlalchemy','httpx','pydantic','babel','phonenumbers','rich','asyncio'}"
        " & {name.split('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert result.stderr.strip() == "[]"


def test_a_command_without_a_screen_loads_no_textual_and_no_network(rahim: Customer, home: Path) -> None:
    code = (
        "import sys\nfrom cartui.__main__ import main\n"
        "try: main(['carts', 'list', '--json'])\nexcept SystemExit as end: assert not end.code\n"
        "print(sorted({'textual','httpx','babel','structlog','rich','alembic'}"
        " & {name.split('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert result.stderr.strip() == "[]"


def test_a_reader_that_stops_early_is_no_error(rahim: Customer) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        result = subprocess.run(
            [sys.executable, "-m", "cartui", "shop", "show"],
            cwd=ROOT,
            stdout=writer,
            stderr=subprocess.PIPE,
            check=False,
        )
    finally:
        os.close(writer)
    assert (result.returncode, result.stderr) == (0, b"")


def test_an_interruption_is_status_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(bootstrap, "open_client", interrupt)
    assert run("carts", "list").status == 130


def test_a_fault_of_our_own_tells_where_the_log_is_and_quotes_nobody(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object, **__: object) -> None:
        raise ZeroDivisionError("Rahim Uddin")

    monkeypatch.setattr(bootstrap, "open_client", break_down)
    outcome = run("carts", "list", "--json")
    assert (outcome.status, outcome.out, outcome.error["error"]) == (70, "", "fault")
    assert "Rahim" not in outcome.err
    log = home / "state" / "cartui.log"
    assert str(log) in outcome.error["message"]
    assert json.loads(log.read_text())["error"] == "ZeroDivisionError"


def test_without_a_terminal_and_a_shop_the_choices_are_told(run: Run) -> None:
    outcome = run()
    assert (outcome.status, outcome.out) == (2, "")
    assert "cartui demo" in outcome.err
    assert "cartui shop apply" in outcome.err


def test_without_a_terminal_the_commands_that_need_none_are_told(run: Run, rahim: Customer) -> None:
    outcome = run()
    assert (outcome.status, outcome.out) == (2, "")
    assert "cartui carts list" in outcome.err


def test_a_database_is_made_by_the_first_command_that_needs_one(run: Run, home: Path) -> None:
    assert run("carts", "list", "--json").json == {"items": [], "next": None, "count": 0, "exact": True}
    assert (home / "data" / "cartui.sqlite3").exists()
    assert (home / "data").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("variables", "locale"),
    [
        ({"LANG": "en_GB.UTF-8"}, "en_GB"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE", "LC_ALL": "bn_BD.UTF-8"}, "bn_BD"),
        ({"LANG": "xx_XX"}, "en"),
        ({}, "en"),
    ],
)
def test_the_locale_of_the_system_is_taken(
    variables: dict[str, str], locale: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MONETARY", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert desk.system_locale() == locale


def hostile(values: Sequence[str]) -> list[str]:
    """Hostile texts that the command line of a system can carry at all."""
    return [value for value in values if "\0" not in value and len(value) < 5_000]


def test_hostile_text_is_stored_and_shown_without_a_control_byte(run: Run, rahim: Customer) -> None:
    outcomes = []
    for text in hostile(HOSTILE):
        created = run("customers", "new", "--name", f"{text} Zed", "--company", text, "--json")
        assert created.status == 0, text
        number = created.json["number"]
        cart = run("carts", "new", "--market", "BD", "--customer", number, "--json").json
        actions = [{"type": "set_note", "note": text}, {"type": "set_tags", "tags": [f"a{text}"]}]
        version = str(cart["version"])
        arguments = ("carts", "edit", cart["number"], "-", "--version", version)
        assert run(*arguments, "--json", stdin=json.dumps(actions)).status == 0, text
        outcomes += [created, run("customers", "show", number), run("carts", "show", cart["number"])]
        outcomes += [run("carts", "show", text), run("carts", "list", "-q", text)]
    outcomes += [
        run("customers", "search", "Zed", "--limit", "1000"),
        run("carts", "list", "--limit", "1000"),
    ]
    outcomes.append(run("carts", "list", "--limit", "1000", "--json"))
    for outcome in outcomes:
        assert not (set(outcome.out + outcome.err) - {"\n"}) & CONTROLS


def test_columns_stay_straight_whatever_the_script(run: Run, rahim: Customer) -> None:
    from rich.cells import cell_len

    for name in ("日本語 Zed", "বাংলা Zed", "👨‍👩‍👧 Zed", "Zed"):
        run("customers", "new", "--name", name, "--phone", "5")
    rows = run("customers", "search", "Zed").out.splitlines()
    starts = {cell_len(row[: row.index("  5")]) for row in rows if "  5" in row}
    assert len(rows) == 5
    assert len(starts) <= 2


def test_output_that_the_terminal_cannot_show_is_written_as_escapes(rahim: Customer) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    program("customers", "new", "--name", "日本語 Zed")
    result = program("customers", "search", "Zed", env=environment)
    assert (result.returncode, result.stderr) == (0, "")
    assert "\\u65e5" in result.stdout
    shape = program("customers", "search", "Zed", "--json", env=environment)
    assert json.loads(shape.stdout)["items"][0]["name"] == "日本語 Zed"


def test_a_mistyped_database_is_no_new_shop(run: Run, tmp_path: Path) -> None:
    missing = tmp_path / "typo" / "shop.sqlite3"
    for command in (("carts", "list"), ("customers", "search", "x"), ("orders", "list")):
        outcome = run("--db", str(missing), *command)
        assert outcome.status == 6
        assert "There is no database" in outcome.err
    assert not missing.parent.exists()
