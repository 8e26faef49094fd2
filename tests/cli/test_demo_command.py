"""`cartui demo`: a database of its own, made whole or not at all."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from cartui.client.protocol import Client
from cartui.demo import build as demo_build
from cartui.model.cart import NewCart
from tests.cli.conftest import Run
from tests.contract.shop import SHOP, furnish


@pytest.fixture(autouse=True)
def built(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """A small shop in place of the demo's, which takes seconds; gives the moments at which one was made."""
    moments: list[datetime] = []

    async def build(client: Client, *, now: datetime, progress: Callable[[str], None] | None = None) -> None:
        moments.append(now)
        await furnish(client)
        await client.shop.apply(
            SHOP.model_copy(update={"settings": SHOP.settings.model_copy(update={"demo": True})})
        )
        if progress is not None:
            progress("carts")
        await client.carts.create(NewCart(market="BD"))

    monkeypatch.setattr(demo_build, "build_demo", build)
    return moments


def test_it_says_where_it_is_and_how_much_there_is(run: Run, home: Path) -> None:
    database = home / "data" / "demo.sqlite3"
    outcome = run("demo", "--no-ui", "--json")
    assert outcome.json == {"database": str(database), "carts": 1, "customers": 1, "orders": 0}
    assert run("demo", "--no-ui").out == f"{database}\n"


def test_it_is_never_the_default_database(run: Run, home: Path) -> None:
    run("demo", "--no-ui")
    assert not (home / "data" / "cartui.sqlite3").exists()
    assert run("carts", "list", "--json").json["count"] == 0


def test_it_is_made_once_and_anew_when_asked(run: Run, built: list[datetime]) -> None:
    database = Path(run("demo", "--no-ui").out.strip())
    run("--db", str(database), "carts", "new", "--market", "BD")
    assert run("demo", "--no-ui", "--json").json["carts"] == 2
    assert len(built) == 1
    database.with_name("demo.sqlite3-wal").write_bytes(b"left by a crash")
    assert run("demo", "--no-ui", "--fresh", "--json").json["carts"] == 1
    assert len(built) == 2


def test_an_interrupted_build_leaves_nothing(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = demo_build.build_demo

    async def interrupted(
        client: Client, *, now: datetime, progress: Callable[[str], None] | None = None
    ) -> None:
        await whole(client, now=now, progress=progress)
        raise KeyboardInterrupt

    monkeypatch.setattr(demo_build, "build_demo", interrupted)
    assert run("demo", "--no-ui").status == 130
    assert list((home / "data").iterdir()) == []


def test_it_can_lie_where_one_wants_it(run: Run, tmp_path: Path) -> None:
    named = tmp_path / "elsewhere" / "demo.sqlite3"
    assert run("--db", str(named), "demo", "--no-ui").out == f"{named}\n"
    assert run("--db", str(named), "demo", "--no-ui").status == 0


def test_it_never_touches_a_database_that_is_no_demo(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "own.sqlite3"
    run("--db", str(own), "shop", "apply", "-", stdin='[shop]\nname = "Own"\n')
    before = own.read_bytes()
    assert run("--db", str(own), "demo", "--no-ui").status == 1
    assert run("--db", str(own), "demo", "--no-ui", "--fresh").status == 1
    assert own.read_bytes() == before


def test_read_only_makes_no_demo(run: Run, home: Path, built: list[datetime]) -> None:
    assert run("--read-only", "demo", "--no-ui").status == 7
    assert not (home / "data").exists()
    run("demo", "--no-ui")
    assert run("--read-only", "demo", "--no-ui", "--json").status == 0
    assert run("--read-only", "demo", "--no-ui", "--fresh").status == 7
    assert len(built) == 1


def test_a_url_is_refused(run: Run) -> None:
    assert run("--db", "postgresql://host/x", "demo", "--no-ui").status == 2
