"""Undo, redo and cancel at the desk: back and forth through what was done, and all of it back at once."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.model.actions import Action, AddLine, SetCustomer, SetNote, SetTags
from cartui.model.agent import Actor
from cartui.model.cart import CartState, CartSummary, NewCart
from cartui.model.query import CartQuery, CartSort, Page
from cartui.screens.cart_list.cart_list import CartList
from cartui.screens.dialogs.confirm import Confirm
from cartui.screens.one_cart.one_cart import OneCart
from tests.contract.shop import NOW
from tests.desk.driving import Agent, at_the_desk
from tests.furnished import FurnishedFile
from tests.waiting import until


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the shop is."""
    return tmp_path / "shop.sqlite3"


@pytest.fixture
async def agent(furnished_file: FurnishedFile, path: Path) -> AsyncIterator[Agent]:
    """Somebody at a desk, with two shirts for Rahim open in front of them."""
    rahim = furnished_file.lay(path)
    async with LocalClient(str(path), Actor(name="admin"), clock=lambda: NOW) as client:
        empty = await client.carts.create(NewCart(market="BD"))
        actions: list[Action] = [SetCustomer(customer=rahim.id), AddLine(sku="SHIRT-LB", quantity=2)]
        cart = await client.carts.edit(empty.id, empty.version, actions)
    async with at_the_desk(path) as somebody:
        await somebody.open(cart)
        yield somebody


async def _quantity(agent: Agent) -> int:
    """How many shirts the backend has."""
    return (await agent.stored()).lines[0].quantity


async def test_redo_brings_back_what_undo_took_however_fast_the_keys_come(agent: Agent) -> None:
    await agent.press("+")
    await agent.press("+")
    await agent.burst("u", "u")
    assert await _quantity(agent) == 2
    await agent.burst("ctrl+y", "ctrl+y")
    assert await _quantity(agent) == 4
    assert "Redone: " in agent.words


async def test_after_a_change_there_is_nothing_to_redo_and_nothing_unsaved(agent: Agent) -> None:
    await agent.press("+", "u", "-", "ctrl+y")
    assert await _quantity(agent) == 1
    assert "nothing to redo" in agent.words
    assert "changed since the last undo" in agent.words
    assert "NOT" not in agent.screen


async def test_redo_works_in_the_list_of_carts_too(agent: Agent) -> None:
    cart = agent.cart
    await agent.press("+", "escape", "u")
    assert (await agent.client.carts.get(cart.id)).lines[0].quantity == 2
    await agent.press("ctrl+y")
    assert (await agent.client.carts.get(cart.id)).lines[0].quantity == 3
    assert any("redone: " in notice for notice in agent.notices)


async def test_undo_in_a_list_that_has_not_heard_of_it_takes_back_what_was_just_done(
    agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    cart = agent.cart
    old_rows = await agent.client.carts.list(CartQuery(), sort=CartSort())

    async def before_the_change(*_args: object, **_named: object) -> Page[CartSummary]:
        return old_rows

    monkeypatch.setattr(agent.client.carts, "list", before_the_change)
    await agent.press("+", "escape", "u")
    assert (await agent.client.carts.get(cart.id)).lines[0].quantity == 2


async def test_cancel_says_what_goes_and_stands_on_keeping_it(agent: Agent) -> None:
    await agent.press("+", "A")
    await agent.write("Gift wrap")
    await agent.press("tab")
    await agent.write("50")
    await agent.press("ctrl+s", "X")
    assert "Cancel what you did to C-000001 since" in agent.words
    assert "2 changes?" in agent.words
    assert "Gift wrap" in agent.screen
    await agent.press("enter")
    assert (await _quantity(agent), len((await agent.stored()).lines)) == (3, 2)


async def test_cancel_takes_back_all_since_it_was_opened_and_undo_brings_it_back(agent: Agent) -> None:
    before = await agent.stored()
    await agent.press("+", "delete", "X", "tab", "enter")
    after = await agent.stored()
    assert (after.lines, after.totals) == (before.lines, before.totals)
    await agent.press("u")
    assert (await agent.stored()).lines == ()


async def test_what_was_done_before_it_was_opened_again_is_not_cancelled(agent: Agent) -> None:
    await agent.press("+", "escape", "enter", "X")
    assert not isinstance(agent.app.screen, Confirm)
    assert "Nothing of it was changed since you opened it" in " ".join([*agent.notices, agent.words])
    await agent.press("+", "X", "tab", "enter")
    assert await _quantity(agent) == 3


async def test_what_others_did_meanwhile_stays(agent: Agent, path: Path) -> None:
    await agent.press("+")
    now = await agent.stored()
    async with LocalClient(str(path), Actor(name="bob"), clock=lambda: NOW) as bob:
        await bob.carts.edit(now.id, now.version, [SetTags(tags=("bob",))])
    await agent.press("ctrl+r", "X", "tab", "enter")
    after = await agent.stored()
    assert (after.lines[0].quantity, after.tags) == (2, ("bob",))


async def test_where_somebody_built_on_it_nothing_goes_and_it_is_said_who(agent: Agent, path: Path) -> None:
    now = await agent.stored()
    await agent.client.carts.edit(now.id, now.version, [SetNote(note="mine")])
    now = await agent.stored()
    async with LocalClient(str(path), Actor(name="bob"), clock=lambda: NOW) as bob:
        await bob.carts.edit(now.id, now.version, [SetNote(note="bob's")])
    await agent.press("ctrl+r", "X", "tab", "enter")
    refusal = "Changed since by bob: note."
    await until(lambda: refusal in agent.words, lambda: agent.screen, pause=agent.pilot.pause)
    agent.sees(OneCart).when_missed()  # the feed tells of bob's edit late
    await agent.quiet()
    assert refusal in agent.words, "it stays while the cart is read again"
    await agent.press("+")
    assert refusal not in agent.words
    assert (await agent.stored()).note == "bob's"


async def test_a_cart_that_was_started_for_the_caller_goes_into_the_trash(agent: Agent) -> None:
    await agent.press("escape", "n", "enter")
    await agent.press("escape", "a")
    await agent.write("mug")
    await agent.press("enter", "escape")
    cart = agent.sees(OneCart).cart
    await agent.press("X")
    assert f"Cancel {cart.number}?" in agent.screen
    await agent.press("tab", "enter")
    agent.sees(CartList)
    assert (await agent.client.carts.get(cart.id)).state is CartState.DELETED
