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
    """A database of each engine in which there is nothing yet, opened, for a test that changes rows only."""
    wanted = "path" if request.param == "sqlite" else "lent_postgres_database"
    with Database(request.getfixturevalue(wanted)) as database:
        yield database
