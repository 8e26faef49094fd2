"""A change of many carts in a real terminal, on a real database, typed as fast as a machine can."""

import asyncio
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.model.actions import AddLine
from cartui.model.agent import Actor
from cartui.model.cart import NewCart
from cartui.model.query import CartQuery, CartSort
from tests.desk.pty_desk import ESCAPE, PtyDesk
from tests.furnished import FurnishedFile

CARTS = 300

AS_LISTED = 151_800
"""What a shirt comes to with its tax, in minor units."""

FOR_VIPS = 138_000
"""The same at the level VIP."""


@pytest.fixture
def database(tmp_path: Path, furnished_file: FurnishedFile) -> Path:
    """A furnished shop with some hundred carts of one shirt."""
    path = tmp_path / "shop.sqlite3"
    furnished_file.lay(path)

    async def fill() -> None:
        async with LocalClient(str(path), Actor(name="admin")) as client:
            for _ in range(CARTS):
                cart = await client.carts.create(NewCart(market="BD"))
                await client.carts.edit(cart.id, cart.version, [AddLine(sku="SHIRT-LB", quantity=1)])

    asyncio.run(fill())
    return path


def totals(database: Path) -> set[int]:
    """What the carts come to, each amount once, in minor units."""

    async def read() -> set[int]:
        async with LocalClient(str(database), Actor(name="admin")) as client:
            page = await client.carts.list(CartQuery(), sort=CartSort(), limit=1_000)
            assert len(page.items) == CARTS
            return {cart.total for cart in page.items}

    return asyncio.run(read())


def test_all_carts_get_a_level_and_lose_it_again(database: Path, tmp_path: Path) -> None:
    assert totals(database) == {AS_LISTED}
    with PtyDesk("-m", "cartui", "--db", str(database), home=tmp_path) as desk:
        assert desk.read_until(f"{CARTS} match"), desk.screen.display
        desk.press(f"*pvip\r{CARTS}\r")
        assert desk.read_until("100 %  done"), "\n".join(desk.screen.display)
        assert desk.read_until(f"{CARTS} changed"), "\n".join(desk.screen.display)
        assert totals(database) == {FOR_VIPS}
        desk.press(f"u{CARTS}\r")
        assert desk.read_until("undo of price level VIP"), "\n".join(desk.screen.display)
        assert desk.read_until("100 %  done"), "\n".join(desk.screen.display)
        desk.press(ESCAPE)
        assert desk.read_until_only("all 300 selected", "100 %"), "\n".join(desk.screen.display)
        desk.press("q")
        assert desk.status() == 0
    assert totals(database) == {AS_LISTED}
