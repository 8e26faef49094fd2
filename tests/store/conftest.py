"""A database, and records to put into it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cartui.store.database import Database


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
