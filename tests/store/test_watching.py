"""Whoever follows changes is woken when there are some, and misses none when the watch is lost."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import make_url

from cartui.client.local import LocalClient
from cartui.model.agent import Actor
from cartui.model.cart import NewCart
from cartui.model.errors import Unavailable
from cartui.store.changes import append_change
from cartui.store.database import Database
from cartui.store.watching import Watch, watch
from tests.contract.shop import furnish
from tests.postgres_server import PostgresServer
from tests.store.records import NOW


@pytest.fixture(params=("sqlite", "postgresql"))
def location(request: pytest.FixtureRequest, path: Path) -> str:
    """A database of each engine."""
    return str(path if request.param == "sqlite" else request.getfixturevalue("postgres_database"))


@contextmanager
def watching(location: str) -> Iterator[tuple[Watch, threading.Event]]:
    """A watch, with what is set when it noticed something."""
    noticed = threading.Event()
    made = watch(location)

    def wait() -> None:
        made.wait()
        noticed.set()

    thread = threading.Thread(target=wait)
    thread.start()
    try:
        yield made, noticed
    finally:
        made.wake()
        thread.join(60)
        made.close()


def cut_listeners(server: PostgresServer, location: str) -> int:
    """Cut those who listen to a database; gives how many there were."""
    name = make_url(location).database
    listening = f"FROM pg_stat_activity WHERE datname = '{name}' AND query LIKE 'LISTEN %'"
    return int(server.run_sql(f"SELECT count(pg_terminate_backend(pid, 5000)) {listening}"))


def write_a_change(location: str) -> None:
    """Let another program write."""
    with Database(location) as database, database.write() as connection:
        append_change(connection, kind="cart", id="c", version=1, agent="bob", at=NOW)


def test_a_watch_notices_what_another_program_writes(location: str) -> None:
    with watching(location) as (_, noticed):
        write_a_change(location)
        assert noticed.wait(60)


def test_a_watch_that_is_woken_waits_no_longer(location: str) -> None:
    with watching(location) as (made, noticed):
        made.wake()
        assert noticed.wait(60)


def test_a_watch_of_a_server_says_when_it_is_lost(
    postgres_database: str, postgres_server: PostgresServer
) -> None:
    made = watch(postgres_database)
    try:
        assert cut_listeners(postgres_server, postgres_database) == 1
        with pytest.raises(Unavailable, match="was lost"):
            made.wait()
    finally:
        made.close()


async def test_after_the_watch_was_lost_no_change_is_missed_and_none_comes_twice(
    postgres_database: str, postgres_server: PostgresServer
) -> None:
    async with (
        LocalClient(postgres_database, Actor(name="alice")) as client,
        LocalClient(postgres_database, Actor(name="bob")) as other,
    ):
        await furnish(other)
        changes = client.changes(await client.latest_change())
        made = await other.carts.create(NewCart(market="BD"))
        async with asyncio.timeout(60):
            assert (await anext(changes)).id == made.id
            following = asyncio.ensure_future(anext(changes))
            while not cut_listeners(postgres_server, postgres_database):  # noqa: ASYNC110  it tells nobody
                await asyncio.sleep(0.01)
            carts = [await other.carts.create(NewCart(market="BD")) for _ in range(3)]
            seen = [(await following).id, (await anext(changes)).id, (await anext(changes)).id]
        assert seen == [cart.id for cart in carts]
