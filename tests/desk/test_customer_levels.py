"""Customers are selected in their list and given a price level together, with or without their open carts."""

from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.model.actions import AddLine
from cartui.model.agent import Actor, Role
from cartui.model.cart import NewCart
from cartui.model.customer import NewCustomer
from cartui.screens.bulk.look_first import LookFirst
from cartui.screens.customers.customer_list import CustomerList
from tests.contract.shop import NOW
from tests.desk.driving import Agent, at_the_desk
from tests.furnished import FurnishedFile
from tests.waiting import until


@pytest.fixture
def path(tmp_path: Path, furnished_file: FurnishedFile) -> Path:
    """A furnished shop, with Rahim as its customer 1001."""
    path = tmp_path / "shop.sqlite3"
    furnished_file.lay(path)
    return path


def bob(path: Path) -> LocalClient:
    """Somebody else in the same shop."""
    return LocalClient(str(path), Actor(name="bob"), clock=lambda: NOW)


async def levels(agent: Agent) -> dict[str, str | None]:
    """The level of each customer, by name."""
    return {each.name: each.price_level for each in (await agent.client.customers.list()).items}


async def begin(agent: Agent) -> None:
    """Say yes, and wait until it is done."""
    await agent.press("right", "enter")
    await until(
        lambda: agent.app.desk.job is not None and agent.app.desk.job.job.state.value == "done",
        lambda: agent.screen,
        pause=agent.pilot.pause,
    )
    await agent.quiet()


async def test_selected_customers_get_a_level_and_their_open_carts_follow(path: Path) -> None:
    async with bob(path) as client:
        rahim = (await client.customers.search("rahim"))[0]
        for name in ("Anna Schmidt", "Karim Khan"):
            await client.customers.create(NewCustomer(name=name, email=f"{name[:4]}@example.com"))
        cart = await client.carts.create(NewCart(market="BD", customer=rahim.id))
        cart = await client.carts.edit(cart.id, cart.version, [AddLine(sku="SHIRT-LB", quantity=2)])
    async with at_the_desk(path) as agent:
        await agent.press("g", "u", "space", "down", "space")
        assert "2 selected" in agent.screen
        assert agent.screen.count("✓") == 2
        await agent.press("p")
        assert "price level of 2 customers" in agent.screen
        await agent.write("trade")
        await agent.press("enter", "down", "enter")
        agent.sees(LookFirst)
        assert "customers' price level Trade, open carts follow · 3 customers and carts" in agent.words
        await begin(agent)
        assert await levels(agent) == {"Anna Schmidt": "trade", "Karim Khan": None, "Rahim Uddin": "trade"}
        assert (await agent.client.carts.get(cart.id)).price_level == "trade"


async def test_without_a_selection_the_customer_at_the_cursor_is_meant(path: Path) -> None:
    async with at_the_desk(path) as agent:
        await agent.press("g", "u", "p")
        assert "price level of customer #1001" in agent.screen
        await agent.write("vip")
        await agent.press("enter", "enter")
        assert "Change 1 customer" in agent.screen
        await agent.press("escape")
        agent.sees(CustomerList)
        assert await levels(agent) == {"Rahim Uddin": None}
        await agent.press("space", "escape")
        assert "selected" not in agent.screen, "back selects nobody before it takes anything else away"


async def test_whoever_may_not_change_customers_is_told_so(path: Path) -> None:
    async with at_the_desk(path, role=Role.VIEWER) as agent:
        await agent.press("g", "u", "space", "p")
        agent.sees(CustomerList)
        assert any("may not create or change customers" in notice for notice in agent.notices)
