"""The page of the last time: found by the same start alone, its owner's alone, and gone when it is to be."""

import json
import os
import time
from pathlib import Path

import pytest

from cartui.__main__ import main
from cartui.cli.start import desk_options
from cartui.settings.last_page import FOLDER, OLDEST, LastPageFile, forget_pages, last_page_file
from cartui.settings.paths import find_paths
from cartui.settings.tokens import as_token, forget_token, keep_token


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """The environment of an agent."""
    return {"CARTUI_HOME": str(tmp_path), "USER": "alice", "TERM": "xterm-256color"}


def a_page(home: dict[str, str], **said: str) -> LastPageFile:
    """A page that was kept by a start with these options."""
    file = last_page_file(said, home)
    file.replace({"known_at": time.time()})
    return file


def test_the_same_start_finds_its_page(home: dict[str, str]) -> None:
    a_page(home, profile="shop")
    assert last_page_file({"profile": "shop"}, home).read() is not None


@pytest.mark.parametrize(
    "other",
    [
        {"CARTUI_TOKEN": "another"},
        {"USER": "bob"},
        {"TERM": "xterm"},
        {"LC_ALL": "bn_BD"},
        {"CARTUI_DB": "x"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_another_agent_shop_or_terminal_finds_none(home: dict[str, str], other: dict[str, str]) -> None:
    a_page(home)
    assert last_page_file({}, home | other).read() is None


@pytest.mark.parametrize("said", [{"profile": "b"}, {"agent": "b"}, {"database": "b"}, {"read_only": True}])
def test_other_options_find_none(home: dict[str, str], said: dict[str, object]) -> None:
    a_page(home, profile="shop")
    assert last_page_file(said, home).read() is None


def test_changed_settings_find_none(home: dict[str, str], tmp_path: Path) -> None:
    a_page(home)
    (tmp_path / "config.toml").write_text('agent = "bob"\n', encoding="utf-8")
    assert last_page_file({}, home).read() is None


def test_settings_that_change_while_the_desk_is_open_leave_no_page_behind(
    home: dict[str, str], tmp_path: Path
) -> None:
    page = a_page(home)
    (tmp_path / "config.toml").write_text('agent = "bob"\n', encoding="utf-8")
    page.replace({"known_at": time.time()})
    assert not list((find_paths(home).state / FOLDER).glob("*.json"))


def test_a_page_of_last_week_is_not_shown_and_goes_with_the_next_one(home: dict[str, str]) -> None:
    old = a_page(home, profile="old")
    old.replace({"known_at": time.time() - OLDEST - 60})
    assert old.read() is None
    os.utime(old.file, (time.time() - OLDEST - 60,) * 2)
    a_page(home, profile="new")
    assert not old.file.exists()


def test_a_page_from_tomorrow_is_not_shown(home: dict[str, str]) -> None:
    page = a_page(home)
    page.replace({"known_at": time.time() + 3600})
    assert page.read() is None


@pytest.mark.parametrize("damage", ["", "[]", "{", '{"known_at": "now"}', "[" * 100_000])
def test_a_damaged_page_is_passed_over(home: dict[str, str], damage: str) -> None:
    page = a_page(home)
    page.file.write_text(damage, encoding="utf-8")
    assert page.read() is None


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes")
def test_a_pipe_in_its_place_keeps_nobody_waiting(home: dict[str, str]) -> None:
    page = a_page(home)
    page.file.unlink()
    os.mkfifo(page.file, 0o600)
    assert page.read() is None


def test_a_new_token_takes_every_page_away(home: dict[str, str]) -> None:
    page, paths = a_page(home), find_paths(home)
    keep_token("https://carts.example.com", "", as_token("abc"), paths=paths)
    assert page.read() is None
    page.replace({"known_at": time.time()})
    forget_token("https://carts.example.com", paths=paths)
    assert page.read() is None


def test_a_purge_takes_every_page_away(
    home: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in home.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit):
        main(["demo", "--no-ui"])
    page = a_page(home)
    database = str(tmp_path / "data" / "demo.sqlite3")
    with pytest.raises(SystemExit):
        main(["--db", database, "db", "purge", "--dry-run"])
    assert page.read() is not None
    with pytest.raises(SystemExit):
        main(["--db", database, "db", "purge"])
    assert page.read() is None


def test_forgetting_where_nothing_is_kept_is_no_error(tmp_path: Path) -> None:
    forget_pages(tmp_path / FOLDER)


def test_what_is_kept_is_small_and_plain(home: dict[str, str]) -> None:
    page = a_page(home)
    assert set(json.loads(page.file.read_text())) == {"known_at"}
    assert page.file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], {}),
        (["--profile", "shop", "--read-only"], {"profile": "shop", "read_only": True}),
        (["--db=a b", "--agent", "bob"], {"database": "a b", "agent": "bob"}),
        (["--config", "x.toml", "--url=https://a"], {"config": "x.toml", "url": "https://a"}),
    ],
)
def test_options_alone_open_the_desk(arguments: list[str], said: dict[str, object]) -> None:
    assert desk_options(arguments) == said


@pytest.mark.parametrize(
    "arguments",
    [
        ["carts"],
        ["--help"],
        ["--version"],
        ["--profile"],
        ["--read-only=1"],
        ["--"],
        ["--db", "--help"],
        [""],
    ],
    ids=lambda arguments: " ".join(arguments) or "empty",
)
def test_whatever_else_is_said_goes_to_the_program(arguments: list[str]) -> None:
    assert desk_options(arguments) is None
