"""A caller who has an open cart already is offered that one first (decision 4)."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.model.actions import Action, AddLine, SetCustomer
from cartui.model.agent import Actor
from cartui.model.cart import Cart, CartState, NewCart
from cartui.screens.desk.cart_edits import Area
from cartui.screens.one_cart.one_cart import OneCart
from tests.contract.shop import NOW
from tests.desk.driving import Agent, at_the_desk
from tests.furnished import FurnishedFile


@pytest.fixture
async def agent(furnished_file: FurnishedFile, tmp_path: Path) -> AsyncIterator[Agent]:
    """Somebody at a desk; Rahim has an open cart with two shirts, C-000001."""
    path = tmp_path / "shop.sqlite3"
    rahim = furnished_file.lay(path)
    async with LocalClient(str(path), Actor(name="admin"), clock=lambda: NOW) as client:
        empty = await client.carts.create(NewCart(market="BD"))
        actions: list[Action] = [SetCustomer(customer=rahim.id), AddLine(sku="SHIRT-LB", quantity=2)]
        await client.carts.edit(empty.id, empty.version, actions)
    async with at_the_desk(path) as somebody:
        yield somebody


async def _rahim_calls(agent: Agent) -> None:
    """Find him in the search for customers that is open."""
    await agent.write("rahim")
    await agent.press("enter")


async def test_the_open_cart_is_taken_instead_of_the_one_just_started(agent: Agent) -> None:
    await agent.press("n", "enter")
    started = agent.cart
    await _rahim_calls(agent)
    assert "has an open cart already" in agent.words
    await agent.press("enter")
    assert agent.sees(OneCart).cart.number == "C-000001"
    assert (await agent.client.carts.get(started.id)).state is CartState.DELETED
    await agent.press("ctrl+o")
    assert "No other cart was opened here lately" in agent.notices


async def test_it_is_offered_too_where_the_customer_is_chosen_later(agent: Agent) -> None:
    await agent.press("n", "enter", "escape", "a")
    await agent.write("mug")
    await agent.press("enter", "escape")
    parked = agent.cart
    await agent.press("c")
    await _rahim_calls(agent)
    assert "Go on with this cart" in agent.screen
    await agent.press("enter")
    assert agent.sees(OneCart).cart.number == "C-000001"
    await agent.press("ctrl+o", "1")
    assert agent.sees(OneCart).cart.id == parked.id
    assert (await agent.stored()).state is CartState.OPEN


async def test_one_may_go_on_with_the_cart_at_hand(agent: Agent) -> None:
    await agent.press("n", "enter", "escape", "c")
    await _rahim_calls(agent)
    await agent.press("down", "enter")
    customer = (await agent.stored()).customer
    assert customer is not None
    assert customer.name.startswith("Rahim")


async def test_choosing_the_customer_of_the_cart_again_asks_nothing(agent: Agent) -> None:
    await agent.press("n", "enter", "escape", "c")
    await _rahim_calls(agent)
    await agent.press("down", "enter", "c")
    await _rahim_calls(agent)
    assert agent.sees(OneCart).cart.contact.name.startswith("Rahim")
    assert "has an open cart already" not in agent.words


async def test_a_clone_is_never_thrown_away_for_it(agent: Agent) -> None:
    empty = await agent.client.carts.create(NewCart(market="BD"))
    source = await agent.client.carts.edit(empty.id, empty.version, [AddLine(sku="SHIRT-LB", quantity=5)])
    clone = await agent.client.carts.clone(source.id)
    await agent.app.push_screen(OneCart(clone, started=True))
    await agent.quiet()
    await agent.press("c")
    await _rahim_calls(agent)
    assert "Go on with this cart" in agent.screen
    await agent.press("enter")
    assert agent.sees(OneCart).cart.number == "C-000001"
    assert (await agent.client.carts.get(clone.id)).state is CartState.OPEN


async def test_a_cart_with_something_half_typed_is_parked(agent: Agent) -> None:
    await agent.press("n", "enter", "escape", "o")
    await agent.write("ring twice")
    await agent.press("escape")
    started = agent.cart
    await agent.press("c")
    await _rahim_calls(agent)
    await agent.press("enter")
    assert agent.sees(OneCart).cart.number == "C-000001"
    assert (await agent.client.carts.get(started.id)).state is CartState.OPEN


async def test_a_product_on_its_way_keeps_the_cart_that_it_was_asked_for(
    agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    await agent.press("n", "enter", "escape")
    screen, arrives, edit = agent.sees(OneCart), asyncio.Event(), agent.client.carts.edit

    async def slowly(cart: str, version: int, actions: Sequence[Action], *, key: str | None = None) -> Cart:
        await arrives.wait()
        return await edit(cart, version, actions, key=key)

    monkeypatch.setattr(screen.edits.carts, "edit", slowly)
    screen.edits.ask(Area.LINES, AddLine(sku="SHIRT-LB", quantity=3))
    await agent.pilot.press("c")
    await agent.pilot.pause(0.3)
    await agent.pilot.press(*"rahim")
    await agent.pilot.pause(0.5)
    await agent.pilot.press("enter")
    await agent.pilot.pause(0.5)
    await agent.pilot.press("enter")
    await agent.pilot.pause(0.5)
    arrives.set()
    await agent.quiet()
    assert agent.sees(OneCart).cart.number == "C-000001"
    started = await agent.client.carts.get(screen.cart.id)
    assert (started.state, len(started.lines)) == (CartState.OPEN, 1)
