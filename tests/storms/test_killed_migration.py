"""`kill -9` during an upgrade: the old database or the new one, each with everything that was in it."""

import asyncio
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

import pytest

from cartui.client.local import LocalClient
from cartui.model.actions import AddLine
from cartui.model.agent import Actor
from cartui.model.cart import NewCart
from cartui.store.database import Database
from cartui.store.revisions import HEAD, REVISIONS
from tests.contract.shop import furnish
from tests.store.old_databases import make_old_database
from tests.storms.killing import killing_storm
from tests.storms.soundness import ask

ORDERS: Final = 40

WHAT_THERE_WAS: Final = (
    "SELECT number, total, state, customer_name FROM cart ORDER BY number",
    "SELECT number, placed_by, total, paid FROM orders ORDER BY number",
    "SELECT cart_pk, version, summary FROM history ORDER BY id",
    "SELECT sku, stock FROM variant ORDER BY sku",
)
"""Answered alike by every revision."""


async def prepare(database: str) -> None:
    """A shop with orders."""
    async with LocalClient(database, Actor(name="alice")) as client:
        rahim = await furnish(client)
        for _ in range(ORDERS):
            cart = await client.carts.create(NewCart(market="BD", customer=rahim.id))
            await client.carts.edit(cart.id, cart.version, [AddLine(sku="POSTER", quantity=2)])
            await client.carts.place(cart.id, phone="+8801712345678")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of the first revision."""
    folder = tmp_path_factory.mktemp("migration")
    asyncio.run(prepare(str(folder / "today.sqlite3")))
    old = folder / "old.sqlite3"
    make_old_database(old, REVISIONS[0], like=folder / "today.sqlite3")
    return old


def answers(database: Path) -> list[list[tuple[Any, ...]]]:
    """What there is in a database of any revision."""
    return [ask(database, question) for question in WHAT_THERE_WAS]


def upgrading(database: str, pipe: Connection) -> None:
    """Open the database, which upgrades it."""
    pipe.send(None)
    with Database(database):
        pipe.send("upgraded")


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_upgrading(prepared: Path, tmp_path: Path) -> None:
    before = answers(prepared)

    def check(database: Path, acknowledged: list[str]) -> None:
        ((revision,),) = ask(database, "SELECT version_num FROM alembic_version")
        assert revision in {REVISIONS[0], HEAD}
        assert revision == HEAD or not acknowledged
        assert answers(database) == before
        with Database(database):
            assert ask(database, "SELECT version_num FROM alembic_version") == [(HEAD,)]
        assert answers(database) == before
        ((taken,),) = ask(database, "SELECT count(*) FROM orders WHERE took_stock")
        assert taken == ORDERS
        backups = list(database.parent.glob(f"{database.name}.before-{HEAD}*.sqlite3"))
        assert backups
        for backup in backups:  # one more where it was killed between the copy and the end
            assert ask(backup, "SELECT version_num FROM alembic_version") == [(REVISIONS[0],)]
            assert answers(backup) == before

    killing_storm(upgrading, prepared, tmp_path, check)
