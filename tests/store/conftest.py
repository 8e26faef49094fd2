"""A database, and records to put into it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cartui.store.database import Database


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a new database, so that each test need not make one from scratch."""
    path = tmp_path_factory.mktemp("store") / "empty.sqlite3"
    with Database(path):
        pass
    return path.read_bytes()


@pytest.fixture
def path(tmp_path: Path, empty_file: bytes) -> Path:
    """The path of a new database."""
    path = tmp_path / "shop.sqlite3"
    path.write_bytes(empty_file)
    return path


@pytest.fixture(params=("sqlite", "postgresql"))
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A new database of each engine, opened."""
    wanted = "path" if request.param == "sqlite" else "postgres_database"
    with Database(request.getfixturevalue(wanted)) as database:
        yield database
