"""Whatever is wrong with the database's file: one sentence with the way out, and nothing lost."""

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from cartui.client.local import LocalClient
from cartui.client.protocol import Unavailable
from cartui.model.actions import SetNote
from cartui.model.agent import Actor
from cartui.model.customer import Customer
from cartui.model.query import CartQuery, CartSort
from cartui.store import sqlite_engine
from tests.cli.conftest import Run
from tests.cli.small_disk import SmallDisk, small_disk

LONG = "x" * 9_000
"""A note that needs new pages."""


@pytest.fixture
def path(home: Path, rahim: Customer, run: Run) -> Path:
    """The furnished shop's file, with a backup and nothing beside it."""
    path = home / "data" / "cartui.sqlite3"
    run("db", "backup")
    return path


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program writes and does not end."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def text_instead(path: Path) -> Iterator[None]:
    """Somebody saved something else under its name."""
    path.write_bytes(b"Dear customer, " * 1000)
    yield


@contextmanager
def bad_header(path: Path) -> Iterator[None]:
    """The first bytes are gone."""
    path.write_bytes(b"\0" * 100 + path.read_bytes()[100:])
    yield


@contextmanager
def cut_short(path: Path) -> Iterator[None]:
    """A copy that broke off."""
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 3])
    yield


@contextmanager
def emptied(path: Path) -> Iterator[None]:
    """Nothing is left of it but its name."""
    path.write_bytes(b"")
    yield


@contextmanager
def spoilt_middle(path: Path) -> Iterator[None]:
    """A bad part of the disk."""
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xff" * (len(whole) - 8192))
    yield


@contextmanager
def spoilt_value(path: Path) -> Iterator[None]:
    """Some bytes inside a value are other ones."""
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("UPDATE cart SET products = CAST(X'5b22ff' AS TEXT), tags = '[\"a'")
    yield


@contextmanager
def newer(path: Path) -> Iterator[None]:
    """A newer program was here."""
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
    yield


@contextmanager
def anothers(path: Path) -> Iterator[None]:
    """The path is one of another program's databases."""
    path.unlink()
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")
    yield


@contextmanager
def nobody_may_read(path: Path) -> Iterator[None]:
    """The file belongs to somebody else; for the time of it, permissions count for root too."""
    path.chmod(0o000)
    with as_nobody(path):
        yield
    path.chmod(0o600)


@contextmanager
def nobody_may_write(path: Path) -> Iterator[None]:
    """The file, with what lies beside it, may be read only."""
    files = list(path.parent.glob(f"{path.name}*"))
    for file in files:
        file.chmod(0o444)
    with as_nobody(path):
        yield
    for file in files:
        file.chmod(0o600)


@contextmanager
def as_nobody(path: Path) -> Iterator[None]:
    """Work as a user who may do nothing special, and may come as far as the file."""
    root = os.geteuid() == 0
    folders = [each for each in path.parents if each.stat().st_mode & 0o055 != 0o055] if root else []
    before = {each: each.stat().st_mode for each in folders}
    for folder in folders:
        folder.chmod(0o755)
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        for folder, mode in before.items():
            folder.chmod(mode)


@contextmanager
def folder_gone(path: Path) -> Iterator[None]:
    """The disk that held it is not connected."""
    path.parent.rename(path.parent.with_name("elsewhere"))
    yield


@contextmanager
def folder_is_a_file(path: Path) -> Iterator[None]:
    """There is a file where its folder was."""
    path.parent.rename(path.parent.with_name("elsewhere"))
    path.parent.write_text("")
    yield


TROUBLES: dict[str, tuple[Any, list[str]]] = {
    "locked": (locked, ["is locked by another program", "Nothing was saved", "try again"]),
    "text": (text_instead, ["is damaged", "nothing was saved", "newest backup is", "db restore"]),
    "header": (bad_header, ["is damaged", "nothing was saved", "newest backup is", "db restore"]),
    "cut short": (cut_short, ["is damaged", "nothing was saved", "newest backup is", "db restore"]),
    "emptied": (emptied, ["is empty, though it has backups", "newest backup is", "db restore"]),
    "middle": (spoilt_middle, ["is damaged", "nothing was saved", "newest backup is", "db restore"]),
    "value": (spoilt_value, ["is damaged", "nothing was saved", "newest backup is", "db restore"]),
    "newer": (newer, ["newer cartui", "Update the program", "not touched"]),
    "another's": (anothers, ["another program", "not touched", "--db"]),
    "no reading": (nobody_may_read, ["cannot be opened", "no permission"]),
    "no writing": (nobody_may_write, ["cannot be opened", "no permission", "--read-only"]),
}
"""What is wrong with the file, and what has to be said of it."""


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for other programs for a moment only."""
    monkeypatch.setattr(sqlite_engine, "BUSY_SECONDS", 0.05)


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_a_client_says_what_is_wrong_and_the_way_out(path: Path, impatient: None, trouble: str) -> None:
    cause, said = TROUBLES[trouble]

    async def work() -> None:
        async with LocalClient(str(path), Actor(name="alice")) as client:
            page = await client.carts.list(CartQuery(), sort=CartSort())
            cart = await client.carts.get(page.items[0].id)
            await client.carts.edit(cart.id, cart.version, [SetNote(note="x")])

    with cause(path), pytest.raises(Unavailable) as raised:
        await work()
    assert str(path) in raised.value.message
    for words in said:
        assert words in raised.value.message


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_command_says_it_too(run: Run, path: Path, impatient: None, trouble: str) -> None:
    cause, said = TROUBLES[trouble]
    command = {
        "locked": ("carts", "new", "--market", "BD"),
        "value": ("carts", "show", "1"),  # a list has it among the others
    }.get(trouble, ("carts", "list"))
    with cause(path):
        in_words, as_json = run(*command), run(*command, "--json")
    assert (in_words.status, in_words.out, as_json.status, as_json.out) == (6, "", 6, "")
    assert as_json.error["error"] == "unavailable"
    for words in said:
        assert words in in_words.err
        assert words in as_json.error["message"]
    assert "Traceback" not in in_words.err


@pytest.mark.parametrize("cause", [folder_gone, folder_is_a_file])
def test_a_named_database_whose_folder_is_gone_is_not_made_anew(run: Run, path: Path, cause: Any) -> None:
    with cause(path):
        for options in ((), ("--read-only",)):
            outcome = run("--db", str(path), *options, "carts", "list", "--json")
            assert (outcome.status, outcome.error["error"]) == (6, "unavailable")
            assert (
                "There is no database" in outcome.error["message"] or "is a file" in outcome.error["message"]
            )
        assert not path.exists()


def test_looking_is_possible_where_writing_is_not(run: Run, path: Path) -> None:
    with nobody_may_write(path):
        assert run("--read-only", "carts", "list", "--json").json["count"] == 1
        refused = run("--read-only", "carts", "new", "--market", "BD", "--json")
    assert (refused.status, refused.error["error"]) == (7, "forbidden")


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallDisk]:
    """A disk that can be filled."""
    with small_disk(tmp_path / "disk", monkeypatch) as disk:
        yield disk


def test_on_a_full_disk_nothing_is_lost_and_work_goes_on_when_there_is_room(
    run: Run, path: Path, ready: dict[str, Any], disk: SmallDisk, tmp_path: Path
) -> None:
    shop = disk.folder / "shop.sqlite3"
    run("db", "backup", str(shop))
    on_disk = ("--db", str(shop))
    number, version = ready["number"], str(ready["version"])
    note = json.dumps([{"type": "set_note", "note": LONG}])
    people = tmp_path / "people.csv"
    rows = "\n".join(f"Person {n},person{n}@example.com,+88017{n:08}" for n in range(2_000))
    people.write_text(f"name,email,phone\n{rows}\n")
    writes: list[tuple[tuple[str, ...], str]] = [
        (("carts", "edit", number, "-", "--version", version), note),
        (("carts", "place", number, "--phone", "+8801712345678"), ""),
        (("import", "customers", str(people)), ""),
    ]
    before = run(*on_disk, "carts", "show", number, "--json").json

    disk.fill()
    full = [run(*on_disk, *command, "--json", stdin=stdin) for command, stdin in writes[::2]]
    for outcome in full:
        assert outcome.status == 6, outcome
        assert outcome.error["error"] == "unavailable"
        assert "is full. Nothing was saved. Make room" in outcome.error["message"]
    placed = run(*on_disk, *writes[1][0], "--json")  # an order may fit into pages that are there
    assert placed.status in {0, 6}

    disk.make_room()
    if placed.status == 6:
        assert run(*on_disk, "carts", "show", number, "--json").json == before
        assert run(*on_disk, *writes[0][0], stdin=note).status == 0
        assert run(*on_disk, *writes[1][0]).status == 0
    assert run(*on_disk, *writes[2][0]).status == 0
    assert run(*on_disk, "db", "check", "--json").json["findings"] == []


def test_an_upgrade_that_finds_the_disk_full_leaves_the_old_database(
    run: Run, path: Path, disk: SmallDisk
) -> None:
    from tests.cli.test_db_command import all_rows, as_of_revision_1, copy_rows

    old = disk.folder / "shop.sqlite3"
    as_of_revision_1(old)
    copy_rows(path, old)
    before = all_rows(old)
    disk.fill()
    outcome = run("--db", str(old), "db", "upgrade", "--json")
    assert (outcome.status, outcome.error["error"]) == (6, "unavailable")
    assert "full" in outcome.error["message"]
    disk.make_room()
    assert all_rows(old) == before
    assert list(disk.folder.glob("*.part")) == []
    assert run("--db", str(old), "db", "upgrade", "--json").json["from"] == "0001"


def test_a_damaged_cart_is_listed_as_one(run: Run, path: Path) -> None:
    with spoilt_value(path):
        in_words, as_json = run("carts", "list"), run("carts", "list", "--json")
    assert (in_words.status, as_json.status) == (0, 0)
    assert "damaged, cannot be read" in in_words.out
    assert {cart["damaged"] for cart in as_json.json["items"]} == {True}
