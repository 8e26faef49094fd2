"""Files that may be statements: which are offered, why others are refused, and reading one in a thread."""

import asyncio
import csv
import os
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path
from threading import Event

import pytest

from cartui.client.protocol import Invalid
from cartui.imports.statements import preview
from cartui.imports.statements.preview import look_at_statement
from cartui.imports.statements.reading import Reading
from cartui.imports.statements.sampling import sample_of
from cartui.screens.locks.statement_files import newest_files, paths_beginning, usable_file
from cartui.screens.locks.statement_lines import Shown, looked_at_lines
from cartui.screens.locks.statement_reading import Answers, look_at
from tests.hostile import HOSTILE
from tests.waiting import until

NOW = datetime(2026, 11, 22, 16, tzinfo=UTC)

CONTROLS = {chr(code) for code in (*range(32), *range(127, 160))}
"""What a terminal obeys."""


def as_long_as_a_film(path: Path) -> None:
    """Make a file of two gigabytes, none of which is on the disk."""
    path.touch()
    os.truncate(path, 2 * 1024**3)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.mkdir(), "is a folder"),
        (os.mkfifo, "is a device or a pipe"),
        (lambda path: path.symlink_to(path), "cannot be read"),
        (lambda path: path.symlink_to("/dev/zero"), "is a device or a pipe"),
        (lambda path: path.exists(), "there is no such file"),
        (as_long_as_a_film, "has more than 64 MiB"),
    ],
    ids=["folder", "pipe", "circle", "device", "nothing", "2-GB"],
)
def test_what_is_no_statement_is_refused_in_a_sentence(
    tmp_path: Path, make: Callable[[Path], object], said: str
) -> None:
    path = tmp_path / "x.csv"
    make(path)
    with pytest.raises(Invalid, match=said):
        usable_file(path)


def test_the_newest_come_first_and_others_are_left_out(tmp_path: Path) -> None:
    for number, name in enumerate(("old.csv", "new.CSV", "text.txt")):
        (tmp_path / name).write_text("a,b\n")
        os.utime(tmp_path / name, (number, number))
    (tmp_path / "folder.csv").mkdir()
    found, told = newest_files([tmp_path, tmp_path / "gone"])
    assert [file.name for file in found] == ["new.CSV", "old.csv"]
    assert len(told) == 1


def test_a_path_is_completed_by_folders_and_csv_files(tmp_path: Path) -> None:
    (tmp_path / "Downloads").mkdir()
    for name in ("down.csv", "down.txt", ".down.csv", "other.csv"):
        (tmp_path / name).touch()
    assert paths_beginning(f"{tmp_path}/D") == [f"{tmp_path}/Downloads/"]
    assert paths_beginning(f"{tmp_path}/down") == [f"{tmp_path}/down.csv"]
    assert len(paths_beginning(f"{tmp_path}/")) == 3
    assert [paths_beginning(text) for text in ("down", "", "/no/such/folder", "a\0b")] == [[], [], [], []]


async def test_a_reading_that_nobody_waits_for_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "x.csv"
    file.touch()
    began, ended = Event(), Event()

    def endless(_files: object, asked: Reading, **_rows: object) -> None:
        began.set()
        try:
            while True:
                asked.heed()
        finally:
            ended.set()

    monkeypatch.setattr(preview, "look_at_statement", endless)
    reading = asyncio.create_task(look_at([usable_file(file)], Answers(), {}, NOW))
    await until(began.is_set)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    await until(ended.is_set)


def test_no_hostile_text_gets_into_a_line() -> None:
    names = [text.replace("\0", "") for text in HOSTILE]
    head = ["transaction", "date", "amount", "currency", "merchant_reference", "kind", *names]
    rows = [
        [f"{text}{at}", "2026-11-01", "1", "EUR", text, text, *HOSTILE] for at, text in enumerate(HOSTILE)
    ]
    text = StringIO()
    csv.writer(text).writerows([head, *rows])
    file = BytesIO(text.getvalue().encode("utf-8", "replace"))
    looked = look_at_statement([(file, HOSTILE[0])], Reading(), rows=len(rows))
    lines = [line.plain for line in looked_at_lines(looked, Answers(), Shown("en", "UTC", NOW))]
    assert len(lines) > len(rows)
    assert not CONTROLS & set("".join(lines))
    sample = sample_of((file, "evil.csv"))
    assert not CONTROLS & set("".join("".join(row) for row in [sample.header, *sample.rows]))
