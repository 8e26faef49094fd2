"""Days are meant in the time zone of the machine where no other is set, whatever names it there."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cartui.settings import system_zone as module
from cartui.settings.system_zone import system_zone


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A machine that has no name for its zone yet."""
    monkeypatch.delenv("TZ", raising=False)
    monkeypatch.setattr(module, "_LOCALTIME", tmp_path / "localtime")
    monkeypatch.setattr(module, "_TIMEZONE", tmp_path / "timezone")
    system_zone.cache_clear()
    yield tmp_path
    system_zone.cache_clear()


@pytest.mark.parametrize(
    ("named", "zone"),
    [
        ("Asia/Dhaka", "Asia/Dhaka"),
        (":Europe/Berlin", "Europe/Berlin"),
        (":/usr/share/zoneinfo/Europe/Berlin", "Europe/Berlin"),
        ("/usr/share/zoneinfo/posix/Asia/Dhaka", "Asia/Dhaka"),
    ],
)
def test_the_environment_names_it(monkeypatch: pytest.MonkeyPatch, named: str, zone: str) -> None:
    monkeypatch.setenv("TZ", named)
    assert system_zone() == zone


def test_the_machines_own_link_names_it(machine: Path) -> None:
    file = machine / "zoneinfo" / "Asia" / "Dhaka"
    file.parent.mkdir(parents=True)
    file.touch()
    (machine / "localtime").symlink_to(file)
    assert system_zone() == "Asia/Dhaka"


def test_where_the_link_is_a_copy_a_file_names_it(machine: Path) -> None:
    (machine / "localtime").touch()
    (machine / "timezone").write_text("Europe/Berlin\n", encoding="utf-8")
    assert system_zone() == "Europe/Berlin"


@pytest.mark.parametrize("words", ["Mars/Olympus", "\udcff", "../../etc/passwd", ""])
def test_a_name_that_no_zone_has_is_not_believed(machine: Path, words: str) -> None:
    (machine / "timezone").write_bytes(words.encode(errors="surrogateescape"))
    now = datetime.now(UTC)
    assert now.astimezone(ZoneInfo(system_zone())).utcoffset() == now.astimezone().utcoffset()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system cannot change its clock's zone")
@pytest.mark.parametrize(
    ("clock", "same"),
    [
        ("IST-5:30", "Asia/Kolkata"),
        ("NPT-5:45", "Asia/Kathmandu"),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "Europe/Berlin"),
        ("XXX+3", "Etc/GMT+3"),
        ("XXX0", "UTC"),
        ("XXX-20", "UTC"),
    ],
)
def test_a_clock_without_a_name_is_known_by_what_it_shows_in_summer_and_winter(
    monkeypatch: pytest.MonkeyPatch, clock: str, same: str
) -> None:
    monkeypatch.setenv("TZ", clock)
    time.tzset()
    try:
        zone = ZoneInfo(system_zone())
    finally:
        monkeypatch.undo()
        time.tzset()
    year = datetime.now(UTC).year
    for month in (1, 7):
        moment = datetime(year, month, 15, tzinfo=UTC)
        assert moment.astimezone(zone).utcoffset() == moment.astimezone(ZoneInfo(same)).utcoffset()
