"""The log: a private file of facts, never of people."""

import json
import logging
import os
import stat
import sys
from pathlib import Path

import pytest

from cartui.settings import log as log_module
from cartui.settings.log import Log


def lines(log: Log) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path / "state" / "cartui.log")


def test_nothing_is_created_before_the_first_event(log: Log) -> None:
    assert not log.path.parent.exists()


def test_an_event_is_a_line_of_json_with_time_and_level(log: Log) -> None:
    log.record("import", rows=7)
    [line] = lines(log)
    assert (line["event"], line["level"], line["rows"]) == ("import", "info", 7)
    assert str(line["timestamp"]).endswith("Z")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such file modes")
def test_only_the_owner_can_read_it(log: Log) -> None:
    old = os.umask(0)
    try:
        log.record("import", rows=7)
    finally:
        os.umask(old)
    assert stat.S_IMODE(log.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(log.path.parent.stat().st_mode) == 0o700


def test_what_is_below_the_level_is_left_out(log: Log) -> None:
    log.record("detail", level=logging.DEBUG)
    assert not log.path.exists()


def test_facts_are_a_closed_list(log: Log) -> None:
    with pytest.raises(ValueError, match="phone"):
        log.record("import", phone="+8801712345678")


def test_a_fault_says_where_and_never_what(log: Log) -> None:
    def look_up(name: str) -> None:
        raise LookupError(f"no customer {name}, card 4111111111111111")

    try:
        look_up("Rahim Uddin")
    except LookupError as error:
        log.fault("command failed", error)
    [line] = lines(log)
    assert line["error"] == "LookupError"
    assert "look_up" in str(line["at"])
    text = log.path.read_text(encoding="utf-8")
    assert "Rahim" not in text
    assert "4111" not in text


def test_the_file_turns_over(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_module, "LARGEST_FILE", 500)
    for count in range(50):
        log.record("import", rows=count)
    assert len(list(log.path.parent.iterdir())) == 1 + log_module.KEPT_FILES
    assert log.path.stat().st_size <= 500


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such device on Windows")
def test_a_log_that_cannot_be_written_stops_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "state").write_text("a file, no folder")
    Log(tmp_path / "state" / "cartui.log").record("import")
    (tmp_path / "log").mkdir()
    Log(tmp_path / "log").record("import")
    assert capsys.readouterr() == ("", "")
