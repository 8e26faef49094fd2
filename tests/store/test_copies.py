"""Copies beside a database belong to it alone, and none ever takes another's place."""

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cartui.model.errors import Refused, Unavailable
from cartui.store import upgrade
from cartui.store.backup import back_up
from cartui.store.copies import dated_name, newest_backup
from cartui.store.database import Database
from cartui.store.restore import restore
from cartui.store.revisions import HEAD, REVISIONS
from tests.store.old_databases import make_old_database

NOW = datetime(2026, 11, 22, 9, 30, 15, tzinfo=UTC)


def mark(path: Path, text: str) -> None:
    """Write something that tells a shop from another."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO counter VALUES (?, 1)", (text,))


def marks(path: Path) -> set[str]:
    """What was marked in a database of any revision."""
    with closing(sqlite3.connect(path)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM counter")}


def old(path: Path, like: Path, text: str) -> Path:
    """A database of the first revision."""
    make_old_database(path, REVISIONS[0], like=like)
    mark(path, text)
    return path


@pytest.fixture
def pair(path: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Two old databases in one folder whose names differ in the ending alone."""
    folder = tmp_path / "pair"
    folder.mkdir()
    return old(folder / "shop.sqlite3", path, "first"), old(folder / "shop.db", path, "second")


def test_two_databases_of_one_stem_keep_a_copy_each_of_what_they_were(pair: tuple[Path, Path]) -> None:
    copies = [upgrade.upgrade(each).backup for each in pair]
    assert copies == [each.with_name(f"{each.name}.before-{HEAD}.sqlite3") for each in pair]
    assert [marks(copy) for copy in copies if copy] == [{"first"}, {"second"}]
    assert [newest_backup(each) for each in pair] == copies


def test_a_damaged_database_is_not_sent_to_the_backup_of_another(path: Path) -> None:
    other = path.with_name("shop.db")
    shutil.copyfile(path, other)
    with Database(other):
        back_up(other, dated_name(other, "backup", NOW))
    path.write_bytes(b"This was a database once. " * 100)
    with pytest.raises(Unavailable, match="There is no backup beside it"):
        Database(path)


def test_a_backup_of_a_backup_is_not_one_of_the_database(path: Path) -> None:
    copy = dated_name(path, "backup", NOW)
    back_up(path, copy)
    back_up(copy, dated_name(copy, "backup", NOW))
    assert newest_backup(path) == copy


def test_a_second_upgrade_leaves_the_copy_of_the_first(path: Path, tmp_path: Path) -> None:
    shop = old(tmp_path / "old.sqlite3", path, "before")
    first = upgrade.upgrade(shop).backup
    assert first is not None
    mark(shop, "since")
    restore(shop, first, NOW, certain=True)
    mark(shop, "again")
    second = upgrade.upgrade(shop).backup
    assert second == shop.with_name(f"{shop.name}.before-{HEAD}-2.sqlite3")
    assert (marks(first), marks(second)) == ({"before"}, {"before", "again"})


def test_a_name_with_signs_of_patterns_in_it_finds_its_backup(path: Path) -> None:
    shop = path.with_name("shop [1]*.sqlite3")
    path.rename(shop)
    copy = dated_name(shop, "backup", NOW)
    back_up(shop, copy)
    assert newest_backup(shop) == copy


def test_several_copies_of_one_second_lie_side_by_side(path: Path) -> None:
    backup = dated_name(path, "backup", NOW)
    back_up(path, backup)
    kept = [restore(path, backup, NOW, certain=True).kept for _ in range(3)]
    assert len(set(kept)) == 3
    assert all(each is not None and each.is_file() for each in kept)
    path.write_bytes(b"x" * 5000)
    first = restore(path, backup, NOW).kept
    path.write_bytes(b"y" * 5000)
    second = restore(path, backup, NOW).kept
    assert first is not None
    assert second is not None
    assert (first.read_bytes()[:1], second.read_bytes()[:1]) == (b"x", b"y")


def test_a_copy_never_takes_the_place_of_what_came_there_meanwhile(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cartui.store import backup

    target = path.with_name("copy.sqlite3")
    look = backup.problems

    def meanwhile(draft: Path) -> list[str]:
        target.write_text("somebody else's")
        return look(draft)

    monkeypatch.setattr(backup, "problems", meanwhile)
    with pytest.raises(Refused, match="already there"):
        back_up(path, target)
    assert target.read_text() == "somebody else's"
    assert list(path.parent.glob("*.part")) == []


def test_copies_lie_beside_the_file_and_not_beside_a_link_to_it(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "elsewhere" / "link.sqlite3"
    link.parent.mkdir()
    link.symlink_to(path)
    copy = dated_name(link, "backup", NOW)
    back_up(link, copy)
    assert copy.parent == path.parent
    assert newest_backup(link) == newest_backup(path) == copy
