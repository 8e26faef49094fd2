"""`cartui bulk` that is stopped or left behind: what is done stays, and the rest can be done."""

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.model.actions import SetPriceLevel
from cartui.model.agent import Actor
from cartui.model.bulk import BulkTarget
from cartui.model.customer import Customer
from cartui.model.query import CartQuery
from tests.cli.conftest import Run
from tests.contract.jobs import many_carts
from tests.waiting import wait_until

CARTS = 1_500
"""Carts that are several batches."""


@pytest.fixture(autouse=True)
def heeding_ctrl_c() -> Iterator[None]:
    """What was started in the background passes ctrl+c over, and so would every program that it starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def database(home: Path, rahim: Customer) -> Path:
    """The default database, with a furnished shop in it, a locked cart, and many open ones."""
    path = home / "data" / "cartui.sqlite3"

    async def make() -> None:
        async with LocalClient(str(path), Actor(name="owner")) as client:
            await many_carts(client, CARTS)

    asyncio.run(make())
    return path


def changed(connection: sqlite3.Connection) -> int:
    """How many carts the jobs have changed."""
    return int(connection.execute("SELECT coalesce(sum(changed), 0) FROM bulk_job").fetchone()[0])


def test_ctrl_c_stops_between_two_batches_and_says_what_to_do(run: Run, database: Path) -> None:
    with closing(sqlite3.connect(database, timeout=60, isolation_level=None)) as connection:
        process = subprocess.Popen(
            [sys.executable, "-m", "cartui", "bulk", "price-level", "vip", "-q", "state:open", "--yes"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

        def is_held_half_done() -> bool:
            """Whether nobody else can write at a moment at which some are done."""
            connection.execute("BEGIN IMMEDIATE")
            if changed(connection):
                return True
            connection.execute("ROLLBACK")
            return False

        wait_until(is_held_half_done)
        assert changed(connection) < CARTS
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: everybody in front of it gets it
        connection.execute("ROLLBACK")
        out, err = process.communicate(timeout=60)
        done = changed(connection)

    assert process.returncode == 130
    assert out == "", "the sums of a part would look like those of the whole"
    assert 0 < done < CARTS
    assert f"Bulk change 1 is stopped at {done:,} of {CARTS:,}: {done:,} changed" in err
    assert "`cartui bulk undo 1` takes it back" in err
    assert "Traceback" not in err
    shown = run("bulk", "show", "1", "--json").json
    assert (shown["state"], shown["changed"]) == ("cancelled", done)
    again = run("bulk", "price-level", "vip", "-q", "state:open", "--yes", "--json").json
    assert (again["unchanged"], again["changed"]) == (done, CARTS - done)


def test_a_job_that_was_left_behind_is_gone_on_with(run: Run, database: Path) -> None:
    async def prepare() -> None:
        async with LocalClient(str(database), Actor(name="owner")) as client:
            target = BulkTarget(query=CartQuery())
            await client.bulk.prepare(target, [SetPriceLevel(level="vip")])

    asyncio.run(prepare())
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE bulk_job SET state = 'running', runner = 'gone', started_at = created_at")
    assert run("bulk", "list", "--json").json["items"][0]["at_work"] is False
    assert "left behind" in run("bulk", "list").out
    done = run("bulk", "resume", "1", "--json")
    assert (done.status, done.json["state"], done.json["changed"]) == (1, "done", CARTS), "one is locked"
    assert json.loads(done.out) == run("bulk", "show", "1", "--json").json
