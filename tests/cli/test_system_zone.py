"""Days are meant in the time zone of the machine where no other is set, whatever names it there."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

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
def test_a_name_that_no_zone_has_is_not_believed(
    machine: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    (machine / "timezone").write_bytes(words.encode(errors="surrogateescape"))
    monkeypatch.setattr(module, "_by_offset", lambda _offset: "by offset")
    assert system_zone() == "by offset"


@pytest.mark.parametrize(("hours", "zone"), [(6, "Etc/GMT-6"), (-5, "Etc/GMT+5"), (0, "UTC"), (20, "UTC")])
def test_a_zone_without_a_name_is_known_by_its_hours(hours: int, zone: str) -> None:
    assert module._by_offset(timedelta(hours=hours)) == zone
