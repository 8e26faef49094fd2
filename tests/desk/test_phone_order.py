"""Job 1: a phone order while the caller waits, in at most nine control keys."""

from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.model.agent import Actor
from cartui.model.cart import NewCart
from cartui.screens.cart_list import CartList
from cartui.screens.placed_order import PlacedOrder
from tests.contract.shop import NOW, furnish
from tests.desk.driving import at_the_desk

SIZES = [(80, 24), (120, 40)]


@pytest.fixture
async def shop(tmp_path: Path) -> Path:
    """A furnished shop in a file."""
    path = tmp_path / "shop.sqlite3"
    async with LocalClient(str(path), Actor(name="admin"), clock=lambda: NOW) as client:
        await furnish(client)
    return path


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("patient", [True, False])
async def test_two_items_for_a_known_caller_take_at_most_nine_control_keys(
    shop: Path, size: tuple[int, int], patient: bool
) -> None:
    async with at_the_desk(shop, size) as agent:
        await agent.press("n", "enter", patient=patient)
        await agent.type("01712345678", patient=patient)
        await agent.press("enter", patient=patient)
        await agent.type("shirt l blue x2", patient=patient)
        await agent.press("enter", patient=patient)
        await agent.type("mug", patient=patient)
        await agent.press("enter", "escape", "P", "enter", patient=patient)
        await agent.quiet()
        assert isinstance(agent.app.screen, PlacedOrder), agent.screen
        order = agent.app.screen._order
        assert agent.control_keys <= 9
        assert [(line.sku, line.quantity) for line in order.cart.lines] == [("SHIRT-LB", 2), ("MUG-01", 1)]
        assert order.cart.customer is not None
        assert order.cart.customer.name == "Rahim Uddin"
        assert order.number in agent.screen
        await agent.press("enter")
        assert isinstance(agent.app.screen, CartList)
