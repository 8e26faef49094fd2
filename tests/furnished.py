"""The shop of `tests/contract/shop.py`, furnished once for each engine and copied from then on.

Making it anew would take most tests longer than what they are about.
"""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.customer import Customer
from cartui.store.database import Database
from tests.contract.shop import NOW, furnish
from tests.postgres_server import PostgresServer

_FURNISHER = Actor(name="alice", role=Role.ADMIN, origin=ActorOrigin.DESK)
"""Whose name stands in the history of what is copied."""


@dataclass(frozen=True)
class FurnishedFile:
    """A furnished shop in a file of SQLite."""

    customer: Customer
    """The one there is."""
    content: bytes

    def lay(self, path: Path) -> Customer:
        """Make a database of it there, and the folder for it; gives the customer."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.content)
        path.chmod(0o600)
        return self.customer


@dataclass(frozen=True)
class FurnishedTables:
    """A furnished shop as the rows of PostgreSQL's tables."""

    customer: Customer
    """The one there is."""
    rows: Mapping[str, bytes]


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a new database of SQLite, so that each test need not make one from scratch."""
    path = tmp_path_factory.mktemp("empty") / "empty.sqlite3"
    with Database(path):
        pass
    return path.read_bytes()


@pytest.fixture(scope="session")
def furnished_file(tmp_path_factory: pytest.TempPathFactory) -> FurnishedFile:
    """The furnished shop, for tests on SQLite."""
    path = tmp_path_factory.mktemp("furnished") / "shop.sqlite3"
    customer = _furnished(str(path))
    with Database(path) as database:
        assert database.truncate_log()
    return FurnishedFile(customer, path.read_bytes())


@pytest.fixture(scope="session")
def furnished_tables(postgres_server: PostgresServer) -> FurnishedTables:
    """The furnished shop, for tests on PostgreSQL."""
    name = postgres_server.lend_database()
    customer = _furnished(postgres_server.url(name))
    rows = postgres_server.rows_of(name)
    postgres_server.take_back(name)
    return FurnishedTables(customer, rows)


@pytest.fixture
def lent_furnished_database(
    postgres_server: PostgresServer, lent_name: str, furnished_tables: FurnishedTables
) -> str:
    """The URL of a furnished database of PostgreSQL, for a test that changes nothing but rows."""
    postgres_server.put_rows(lent_name, furnished_tables.rows)
    return postgres_server.url(lent_name)


def _furnished(location: str) -> Customer:
    """Furnish a shop there, through the local client; a thread has no event loop that could be in the way."""

    async def make() -> Customer:
        async with LocalClient(location, _FURNISHER, clock=lambda: NOW) as client:
            return await furnish(client)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, make()).result()
