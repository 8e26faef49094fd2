"""Whose cart it is: mine, another agent's, nobody's."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.model.actions import Assign
from cartui.model.agent import Actor
from cartui.model.cart import NewCart
from tests.contract.shop import NOW
from tests.desk.driving import Agent, at_the_desk
from tests.furnished import FurnishedFile


@pytest.fixture
async def agent(tmp_path: Path, furnished_file: FurnishedFile) -> AsyncIterator[Agent]:
    """Alice at a desk with a cart of nobody's open; Bob has another one."""
    path = tmp_path / "shop.sqlite3"
    furnished_file.lay(path)
    async with LocalClient(str(path), Actor(name="admin"), clock=lambda: NOW) as client:
        bobs = await client.carts.create(NewCart(market="BD"))
        await client.carts.edit(bobs.id, bobs.version, [Assign(agent="Bob")])
        cart = await client.carts.create(NewCart(market="BD"))
    async with at_the_desk(path) as somebody:
        await somebody.open(cart)
        yield somebody


async def test_a_cart_is_taken_by_oneself_and_given_to_nobody(agent: Agent) -> None:
    await agent.press("@", "home", "up", "up", "up", "enter")
    assert (await agent.stored()).assigned_to == "alice"
    assert "assigned alice" in agent.words
    await agent.press("@")
    await agent.write("nob")
    await agent.press("enter")
    assert (await agent.stored()).assigned_to is None
    await agent.press("u")
    assert (await agent.stored()).assigned_to == "alice"


async def test_agents_who_have_carts_are_found_by_typing(agent: Agent) -> None:
    await agent.press("@")
    await agent.write("bo")
    await agent.press("enter")
    assert (await agent.stored()).assigned_to == "Bob"


async def test_somebody_who_has_no_cart_yet_is_typed(agent: Agent) -> None:
    await agent.press("@")
    await agent.write("Mina")
    assert "as typed" in agent.screen
    await agent.press("enter")
    assert (await agent.stored()).assigned_to == "Mina"


async def test_whose_it_is_already_changes_nothing(agent: Agent) -> None:
    version = (await agent.stored()).version
    await agent.press("@", "enter")
    assert (await agent.stored()).version == version
