"""`cartui import` that is stopped half-way: what is in stays in, and running it again completes it."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cartui.cli import imports
from cartui.client.local.imports import LocalImports
from cartui.imports.reader_process import LONG_FILE
from cartui.model.customer import Customer
from cartui.model.errors import Unavailable
from cartui.model.imports import ImportBatch, ImportReport
from tests.cli.conftest import Run

CARTS = 6_000
COMMAND = [sys.executable, "-m", "cartui", "import", "carts", "--market", "BD"]


@pytest.fixture(autouse=True)
def heeding_ctrl_c() -> Iterator[None]:
    """What was started in the background passes ctrl+c over, and so would every program that it starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def many(tmp_path: Path) -> str:
    """A file of thousands of carts."""
    file = tmp_path / "many.csv"
    rows = (f"R{number},2026-11-01,MUG-01,1,600\n" for number in range(CARTS))
    file.write_text("reference,date,sku,quantity,unit_price\n" + "".join(rows))
    return str(file)


@pytest.fixture
def long(many: str) -> str:
    """The same with so much to pass over that a process of its own reads it."""
    with Path(many).open("a", encoding="utf-8") as file:
        file.write(",,,,\n" * (LONG_FILE // 5))
    return many


def imported(home: Path) -> int:
    """How many carts of the file are in the database."""
    with sqlite3.connect(home / "data" / "cartui.sqlite3") as connection:
        found = connection.execute("SELECT count(*) FROM cart WHERE reference LIKE 'R%'").fetchone()
    connection.close()
    return int(found[0])


@pytest.mark.parametrize("name", ["many", "long"])
def test_ctrl_c_leaves_whole_carts_and_the_second_run_brings_the_rest(
    rahim: Customer, home: Path, name: str, request: pytest.FixtureRequest
) -> None:
    many: str = request.getfixturevalue(name)
    process = subprocess.Popen(
        [*COMMAND, many],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while not imported(home) and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: everybody in front of it gets it
    out, err = process.communicate(timeout=60)
    there = imported(home)

    assert process.returncode == 130
    assert out == "", "sums of a part would look like those of the whole"
    assert 0 < there < CARTS
    assert f"{there:,} of {CARTS:,} rows are done; {there:,} went in and stay" in err
    assert "Traceback" not in err
    again = subprocess.run([*COMMAND, many, "--json"], capture_output=True, text=True, check=True)
    report = json.loads(again.stdout)
    assert (report["unchanged"], report["accepted"]) == (there, CARTS - there)
    assert imported(home) == CARTS


def test_a_backend_that_goes_away_is_told_with_how_far_it_came(
    run: Run, rahim: Customer, many: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply = LocalImports.apply
    seen: list[int] = []

    async def once(self: LocalImports, batch: ImportBatch) -> ImportReport:
        seen.append(batch.row_count)
        if len(seen) > 1:
            raise Unavailable("the disk is full")
        return await apply(self, batch)

    monkeypatch.setattr(LocalImports, "apply", once)
    outcome = run("import", "carts", many, "--market", "BD")
    assert outcome.status == 6
    assert f"{seen[0]} of 6,000 rows are done; {seen[0]} went in and stay" in outcome.err
    assert "the disk is full" in outcome.err


def test_a_dry_run_that_is_stopped_says_that_it_changed_nothing() -> None:
    done = imports.Done()
    assert "nothing was changed" in done.how_far()
