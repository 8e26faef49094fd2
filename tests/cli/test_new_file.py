"""A file that somebody asked for is there whole or not at all, is theirs alone, and replaces no other."""

import stat
from pathlib import Path

import pytest

from cartui.settings.errors import NotWritten
from cartui.settings.new_file import new_file


def test_it_is_there_once_it_is_whole_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "carts.csv"
    with new_file(path) as write:
        write(b"one\n")
        assert not path.exists()
        write(b"two\n")
    assert path.read_bytes() == b"one\ntwo\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_nothing_is_left_of_what_was_stopped(tmp_path: Path) -> None:
    def stopped() -> None:
        with new_file(tmp_path / "carts.csv") as write:
            write(b"one\n")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert not list(tmp_path.iterdir())


def test_what_is_there_already_stays(tmp_path: Path) -> None:
    path = tmp_path / "carts.csv"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(NotWritten, match="there already"), new_file(path):
        pytest.fail("nothing is written")
    assert path.read_text(encoding="utf-8") == "mine"


def test_what_came_meanwhile_stays_as_well(tmp_path: Path) -> None:
    path = tmp_path / "carts.csv"

    def overtaken() -> None:
        with new_file(path) as write:
            write(b"one\n")
            path.write_text("theirs", encoding="utf-8")

    with pytest.raises(NotWritten, match="there already"):
        overtaken()
    assert path.read_text(encoding="utf-8") == "theirs"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(NotWritten, match="there is no folder"),
        new_file(tmp_path / "elsewhere" / "carts.csv"),
    ):
        pytest.fail("nothing is written")
