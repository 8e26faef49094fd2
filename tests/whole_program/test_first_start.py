"""The first start in a real terminal: from nothing to a desk on a shop of one's own, and to the demo."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.desk.pty_desk import PtyDesk

WELCOME = "There is no shop here yet"
BEGIN = "No open cart: n starts one."
ENTER, DOWN, SAVE = "\r", "\x1b[B", "\x13"


def cartui(home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run a command as the same person."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("CARTUI", "XDG", "TEXTUAL"))
    }
    return subprocess.run(
        [sys.executable, "-m", "cartui", *arguments],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env={**environment, "HOME": str(home)},
        check=False,
    )


def press(desk: PtyDesk, keys: str, then: str) -> None:
    """Press keys and wait for what they bring."""
    desk.press(keys)
    assert desk.read_until(then), "\n".join(desk.screen.display)


def at_desk(home: Path, size: tuple[int, int]) -> PtyDesk:
    return PtyDesk("-m", "cartui", home=home, columns=size[0], lines=size[1])


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_from_nothing_to_a_shop_and_straight_to_it_the_next_time(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    with at_desk(tmp_path, size) as desk:
        assert desk.read_until(WELCOME), desk.screen.display
        press(desk, DOWN + ENTER, "where does it sell?")
        press(desk, ENTER, "Name of the shop")
        press(desk, f"Dhaka Mugs{ENTER}bd{ENTER}bdt{ENTER}15{ENTER}y{ENTER}60{ENTER}", BEGIN)
        assert desk.read_until("Dhaka Mugs"), desk.screen.display
        press(desk, "n", "market")
        press(desk, ENTER, "C-000001")
        desk.press("\x11")
        assert desk.status() == 0
    [config] = tmp_path.rglob("config.toml")
    said = tomllib.loads(config.read_text(encoding="utf-8"))
    assert said["profile"] == "shop"
    assert config.stat().st_mode & 0o077 == 0
    assert config.parent.stat().st_mode & 0o077 == 0
    assert "# theme = " in config.read_text(encoding="utf-8")

    with at_desk(tmp_path, size) as desk:
        assert desk.read_until("C-000001"), desk.screen.display
        assert WELCOME not in "\n".join(desk.screen.display)
        desk.press("q")
        assert desk.status() == 0
    shown = cartui(tmp_path, "shop", "show").stdout
    assert 'name = "Dhaka Mugs"' in shown
    assert 'currency = "BDT"' in shown
    assert re.search(r"price = 6000\b", shown)
    assert "profile shop" in cartui(tmp_path, "config", "show").stdout


def test_a_shop_that_is_gone_is_missed_and_no_empty_one_takes_its_place(tmp_path: Path) -> None:
    with at_desk(tmp_path, (80, 24)) as desk:
        assert desk.read_until(WELCOME), desk.screen.display
        press(desk, DOWN + ENTER, "where does it sell?")
        press(desk, ENTER, "Name of the shop")
        press(desk, f"Mugs{ENTER}BD{ENTER}BDT{ENTER}{SAVE}", BEGIN)
        desk.press("q")
        assert desk.status() == 0
    [database] = tmp_path.rglob("cartui.sqlite3")
    database.rename(tmp_path / "elsewhere.sqlite3")
    with at_desk(tmp_path, (80, 24)) as desk:
        assert desk.status() == 6
        assert b"There is no database" in desk.written
    assert cartui(tmp_path, "carts", "list").returncode == 6
    assert not database.exists()


def test_the_question_still_comes_after_commands_that_found_no_shop(tmp_path: Path) -> None:
    for command in (("tick",), ("carts", "list"), ("orders", "list")):
        assert cartui(tmp_path, *command).returncode == 0
    with at_desk(tmp_path, (80, 24)) as desk:
        assert desk.read_until(WELCOME), desk.screen.display
        press(desk, DOWN + ENTER, "where does it sell?")
        press(desk, ENTER, "Name of the shop")
        press(desk, f"Mugs{ENTER}BD{ENTER}BDT{ENTER}{SAVE}", BEGIN)
        desk.press("q")
        assert desk.status() == 0
    assert 'name = "Mugs"' in cartui(tmp_path, "shop", "show").stdout


def test_a_shop_whose_backups_are_there_is_not_asked_for_anew(tmp_path: Path) -> None:
    cartui(tmp_path, "demo", "--no-ui")
    [demo] = tmp_path.rglob("demo.sqlite3")
    backup = cartui(tmp_path, "--db", str(demo), "db", "backup").stdout.strip()
    lost = demo.with_name("cartui.sqlite3")
    Path(backup).rename(demo.with_name(f"{lost.name}.backup-20261122-093015.sqlite3"))
    with at_desk(tmp_path, (80, 24)) as desk:
        assert desk.read_until("is not there, though it has backups"), desk.screen.display
        desk.read_until("leaves")  # its last sentence
        words = " ".join("\n".join(desk.screen.display).split())  # lines break where the path's length has it
        assert "For a new shop" in words
        desk.press("q")
        assert desk.status() == 0
    assert not lost.exists()


def test_the_demo_is_made_and_looked_at_and_is_not_the_shop_the_next_time(tmp_path: Path) -> None:
    with at_desk(tmp_path, (80, 24)) as desk:
        assert desk.read_until(WELCOME), desk.screen.display
        desk.press(ENTER)
        assert desk.read_until("DEMO DATA", seconds=120), desk.screen.display
        desk.press("q")
        assert desk.status() == 0
    assert not list(tmp_path.rglob("config.toml"))
    with at_desk(tmp_path, (80, 24)) as desk:
        assert desk.read_until(WELCOME), desk.screen.display
        desk.press("q")
        assert desk.status() == 0


def test_without_a_terminal_nothing_is_asked_and_the_commands_are_named(tmp_path: Path) -> None:
    said = cartui(tmp_path)
    assert said.returncode == 2
    assert said.stdout == ""
    for command in ("cartui demo", "cartui shop apply FILE.toml", "cartui --db PATH-OR-URL"):
        assert command in said.stderr
    assert not list(tmp_path.rglob("*.sqlite3"))
