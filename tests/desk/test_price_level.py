"""Giving a cart a price level: what it does is shown before it is taken."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.client.protocol import Unavailable
from cartui.model.actions import Action, AddCustomLine, AddLine, SetCustomer, SetNote, SetQuantity
from cartui.model.agent import Actor
from cartui.model.cart import Cart, NewCart
from cartui.screens.one_cart.dialogs.level_pick import LevelPick
from tests.contract.shop import NOW
from tests.desk.driving import Agent, at_the_desk
from tests.furnished import FurnishedFile
from tests.waiting import until


@pytest.fixture
async def agent(tmp_path: Path, furnished_file: FurnishedFile) -> AsyncIterator[Agent]:
    """Somebody at a desk, with two shirts and three mugs for Rahim open in front of them."""
    path = tmp_path / "shop.sqlite3"
    furnished_file.lay(path)
    async with LocalClient(str(path), Actor(name="admin"), clock=lambda: NOW) as client:
        empty = await client.carts.create(NewCart(market="BD"))
        actions: list[Action] = [
            SetCustomer(customer=furnished_file.customer.id),
            AddLine(sku="SHIRT-LB", quantity=2),
            AddLine(sku="MUG-01", quantity=3),
        ]
        cart = await client.carts.edit(empty.id, empty.version, actions)
    async with at_the_desk(path) as somebody:
        await somebody.open(cart)
        yield somebody


async def test_a_level_shows_old_and_new_prices_and_totals_before_it_is_taken(agent: Agent) -> None:
    await agent.press("p")
    await agent.write("vip")
    said = agent.words
    assert "2 × Cotton Shirt L / Blue 1,200.00 → 1,080.00 2,400.00 → 2,160.00" in said
    assert "TOTAL BDT 4,968.00 → BDT 4,485.00 (−483.00)" in said
    assert (await agent.stored()).price_level_override is None
    await agent.press("enter")
    stored = await agent.stored()
    assert (stored.price_level_override, stored.totals.total) == ("vip", 448500)
    await agent.press("u")
    assert (await agent.stored()).totals.total == 496800


async def test_a_level_that_changes_no_price_says_so(agent: Agent) -> None:
    await agent.press("p")
    assert "TOTAL BDT 4,968.00, as it is" in agent.words
    await agent.write("trade")
    assert "2 × Cotton Shirt L / Blue 1,200.00 2,400.00" in agent.words
    assert "600.00 → 500.00" in agent.words


async def test_a_preview_that_goes_on_says_so_and_scrolls(agent: Agent) -> None:
    now = await agent.stored()
    more = [AddCustomLine(title=f"Gift {number}", unit_price=100) for number in range(12)]
    await agent.client.carts.edit(now.id, now.version, more)
    await agent.press("ctrl+r", "p")
    assert "PgDn further lines" in agent.words
    assert "Gift 11" not in agent.screen
    await agent.press("pagedown", "pagedown")
    assert "Gift 11" in agent.screen


async def test_words_that_no_level_has_choose_none(agent: Agent) -> None:
    await agent.press("p")
    await agent.write("gold")
    assert "None of them begins so." in agent.screen
    await agent.press("enter")
    agent.sees(LevelPick)


async def test_what_was_worked_out_for_another_level_is_never_shown_as_this_one(
    agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    await agent.press("p")
    await agent.write("vip")
    assert "4,485.00" in agent.screen
    goes_on, preview = asyncio.Event(), agent.client.carts.preview

    async def slow(ref: str, version: int, actions: Sequence[Action]) -> Cart:
        await goes_on.wait()
        return await preview(ref, version, actions)

    monkeypatch.setattr(agent.client.carts, "preview", slow)
    await agent.pilot.press("ctrl+u", *"trade")
    late = "Trade: being worked out … (below: what was looked at before)"
    await until(lambda: late in agent.screen, lambda: agent.screen, pause=agent.pilot.pause)
    goes_on.set()
    await agent.quiet()
    assert "being worked out" not in agent.screen
    assert "4,485.00" not in agent.screen


async def test_a_change_of_somebody_else_is_worked_into_the_preview(agent: Agent) -> None:
    await agent.press("p")
    await agent.write("vip")
    now = await agent.stored()
    more = SetQuantity(line=now.lines[1].id, quantity=10)
    await agent.client.carts.edit(now.id, now.version, [more])
    await agent.press("ctrl+u")
    await agent.write("trade")
    assert "10 × Ceramic Mug 600.00 → 500.00 6,000.00 → 5,000.00" in agent.words
    await agent.press("ctrl+u")
    await agent.write("vip")
    assert "10 × Ceramic Mug" in agent.words


async def test_a_level_can_be_taken_while_the_backend_cannot_say_what_it_does(
    agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_ref: str, _version: int, _actions: Sequence[Action]) -> Cart:
        raise Unavailable("nobody answers")

    monkeypatch.setattr(agent.client.carts, "preview", away)
    await agent.press("p")
    await agent.write("vip")
    assert "What it would do cannot be found out now; choosing works all the same." in agent.words
    await agent.press("enter")
    assert (await agent.stored()).price_level_override == "vip"


async def test_the_level_is_taken_on_top_of_what_waits_to_be_saved(agent: Agent) -> None:
    await agent.burst("+", "p", *"vip", "enter")
    stored = await agent.stored()
    assert (stored.lines[0].quantity, stored.price_level_override) == (3, "vip")


async def test_a_level_taken_on_top_of_a_note_of_somebody_else_is_saved(agent: Agent) -> None:
    await agent.press("p")
    await agent.write("vip")
    now = await agent.stored()
    await agent.client.carts.edit(now.id, now.version, [SetNote(note="call before")])
    await agent.press("enter")
    stored = await agent.stored()
    assert (stored.note, stored.price_level_override) == ("call before", "vip")
