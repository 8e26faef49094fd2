"""How a cart looks. After a change that is meant: run this file with ``--snapshot-update``."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from cartui.app import CartuiApp
from cartui.client.local import LocalClient
from cartui.model.actions import (
    Action,
    AddCustomLine,
    AddLine,
    ApplyCoupon,
    SetCustomer,
    SetNote,
    SetTags,
)
from cartui.model.agent import Actor
from cartui.model.cart import NewCart
from cartui.screens.desk.desk import Desk, Display
from cartui.screens.one_cart.one_cart import OneCart
from tests.contract.shop import NOW, furnish
from tests.desk.driving import Agent

SIZES = [(80, 24), (120, 40)]


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    """A shop with a cart that has a bit of everything, and an empty one."""
    path = tmp_path / "shop.sqlite3"
    async with LocalClient(str(path), Actor(name="admin"), clock=lambda: NOW) as client:
        rahim = await furnish(client)
        cart = await client.carts.create(NewCart(market="BD"))
        actions: list[Action] = [
            SetCustomer(customer=rahim.id),
            AddLine(sku="SHIRT-LB", quantity=20),
            AddLine(sku="MUG-01", quantity=50),
            AddLine(sku="POSTER", quantity=3),
            AddCustomLine(title="Gift wrap 日本語", unit_price=5000),
            ApplyCoupon(code="BIG"),
            SetNote(note="call before delivery\nleave at the gate"),
            SetTags(tags=("vip", "[b]b2b[/]")),
        ]
        await client.carts.edit(cart.id, cart.version, actions)
        await client.carts.create(NewCart(market="EU"))
    return path


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("number", "keys"),
    [
        ("C-000001", ("j",)),
        ("C-000001", ("a", "m", "u", "g")),
        ("C-000001", ("P",)),
        ("C-000001", ("-",) * 8 + ("P",)),
        ("C-000001", ("s", "end", "enter")),
        ("C-000002", ()),
        ("C-000001", ("d",)),
        ("C-000001", (".",)),
    ],
    ids=["cart", "products", "not-ready", "place", "address", "empty", "quote", "actions"],
)
def test_the_picture_is_the_one_that_was_agreed_on(
    path: Path, snap_compare: object, size: tuple[int, int], number: str, keys: tuple[str, ...]
) -> None:
    client = LocalClient(str(path), Actor(name="alice"), clock=lambda: NOW)
    app = CartuiApp(Desk(client, Display(theme="cartui-dark", timezone="UTC"), now=lambda: NOW))

    async def look(pilot: Pilot[None]) -> None:
        agent = Agent(pilot, app)
        while not app.desk.is_open:
            await pilot.pause(0.01)
        await agent.quiet()
        await app.push_screen(OneCart(await client.carts.get(number)))
        await agent.quiet()
        await agent.press(*keys)

    assert callable(snap_compare)
    assert snap_compare(app, run_before=look, terminal_size=size)
