"""Where storms break out."""

from pathlib import Path

import pytest


@pytest.fixture(params=("sqlite", "postgresql"))
def shop_database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database for several processes, of each engine: a path or a URL."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_database"))
    return str(tmp_path / "shop.sqlite3")
