"""The help at the smallest size: every key and id of a screen that has more than fits."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.model.agent import Actor
from cartui.model.cart import NewCart
from tests.contract.shop import NOW, furnish
from tests.desk.driving import Agent, at_the_desk


@pytest.fixture
async def agent(tmp_path: Path) -> AsyncIterator[Agent]:
    """Somebody in front of a cart."""
    path = tmp_path / "shop.sqlite3"
    async with LocalClient(str(path), Actor(name="admin"), clock=lambda: NOW) as client:
        await furnish(client)
        cart = await client.carts.create(NewCart(market="BD"))
    async with at_the_desk(path) as somebody:
        await somebody.open(cart)
        yield somebody


async def test_the_help_says_that_there_is_more_below_until_one_is_there(agent: Agent) -> None:
    await agent.press("?")
    assert "more: ↓ PgDn" in agent.screen
    await agent.press("end")
    await agent.pilot.pause(0.5)
    assert "more:" not in agent.screen
    assert "change-theme" in agent.screen
    await agent.press("home")
    await agent.pilot.pause(0.5)
    assert "more: ↓ PgDn" in agent.screen


async def test_keys_in_the_help_do_not_run_into_what_they_do(agent: Agent) -> None:
    await agent.press("?")
    for _ in range(10):
        if "del  backspace" in agent.screen:
            break
        await agent.press("pagedown")
        await agent.pilot.pause(0.5)
    assert "del  backspace  Take the line" in agent.screen


async def test_an_id_stands_in_the_line_of_its_keys_however_long_it_is(agent: Agent) -> None:
    await agent.press("g", "o", "?", "pagedown")
    await agent.pilot.pause(0.5)
    line = next(line for line in agent.screen.splitlines() if "view-approved-orders" in line)
    assert line.startswith("│ 4 "), agent.screen
