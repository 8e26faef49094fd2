"""A cart and its dialogs in terminals of any size: nothing crashes, and what is cut off has a sign."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.model.actions import Action, AddLine, SetCustomer
from cartui.model.agent import Actor
from cartui.model.cart import NewCart
from tests.contract.shop import NOW, furnish
from tests.desk.driving import Agent, at_the_desk

SIZES = [(20, 5), (40, 12), (60, 20), (80, 24), (99, 30), (100, 30), (120, 40), (200, 50), (300, 100)]


@pytest.fixture
async def agent(tmp_path: Path) -> AsyncIterator[Agent]:
    """Somebody at a desk with a cart of three lines."""
    path = tmp_path / "shop.sqlite3"
    async with LocalClient(str(path), Actor(name="admin"), clock=lambda: NOW) as client:
        rahim = await furnish(client)
        cart = await client.carts.create(NewCart(market="BD"))
        skus = ("SHIRT-LB", "MUG-01", "POSTER")
        actions: list[Action] = [SetCustomer(customer=rahim.id), *(AddLine(sku=sku) for sku in skus)]
        cart = await client.carts.edit(cart.id, cart.version, actions)
    async with at_the_desk(path) as somebody:
        await somebody.open(cart)
        yield somebody


@pytest.mark.parametrize("key", ["", "a", "c", "s", "f", "o", "P", "D"])
async def test_every_size_is_drawn(agent: Agent, key: str) -> None:
    if key:
        await agent.press(key)
    for width, height in SIZES:
        await agent.pilot.resize_terminal(width, height)
        await agent.pilot.pause()
        assert len(agent.screen.splitlines()) == height


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (120, 40)])
async def test_the_figures_of_a_cart_are_never_cut(agent: Agent, size: tuple[int, int]) -> None:
    await agent.pilot.resize_terminal(*size)
    await agent.pilot.pause()
    for figure in (
        "1,200.00",
        "600.00",
        "300.00",
        "2,100.00",
        "BDT 2,553.00",
        "+880 1712-345678",
        "Express Delivery",
    ):
        assert figure in agent.screen, figure
