"""Prices in time: held for a quote, changed since, and taken anew."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.model.actions import Action, AddLine, SetCustomer
from cartui.model.agent import Actor
from cartui.model.cart import NewCart
from cartui.model.catalog import PriceRow, Product, Variant
from cartui.model.imports import ImportBatch, ImportedProduct
from cartui.screens.one_cart.dialogs.quote_form import QuoteForm
from tests.contract.shop import NOW
from tests.desk.driving import Agent, at_the_desk
from tests.furnished import FurnishedFile


@pytest.fixture
async def agent(tmp_path: Path, furnished_file: FurnishedFile) -> AsyncIterator[Agent]:
    """Somebody at a desk, with two shirts for Rahim open in front of them."""
    path = tmp_path / "shop.sqlite3"
    furnished_file.lay(path)
    async with LocalClient(str(path), Actor(name="admin"), clock=lambda: NOW) as client:
        empty = await client.carts.create(NewCart(market="BD"))
        actions: list[Action] = [
            SetCustomer(customer=furnished_file.customer.id),
            AddLine(sku="SHIRT-LB", quantity=2),
        ]
        cart = await client.carts.edit(empty.id, empty.version, actions)
    async with at_the_desk(path) as somebody:
        await somebody.open(cart)
        yield somebody


async def shirts_cost_more(agent: Agent) -> None:
    """The catalogue has another price from now on."""
    prices = (PriceRow(market="BD", level="retail", amount=150000),)
    variant = Variant(sku="SHIRT-LB", options=("L", "Blue"), stock=12, weight=200, prices=prices)
    shirt = Product(id="shirt", title="Cotton Shirt", option_names=("Size", "Colour"), variants=(variant,))
    await agent.client.imports.apply(ImportBatch(products=(ImportedProduct(product=shirt),)))


async def test_prices_are_held_until_a_typed_day_that_is_echoed_and_end_with_an_empty_one(
    agent: Agent,
) -> None:
    await agent.press("Q")
    await agent.write("2026-12-01")
    assert "Prices are held until 1 Dec 23:59 (UTC), also when it is placed." in agent.words
    await agent.press("enter")
    assert (await agent.stored()).prices_held_until == datetime(2026, 12, 1, 23, 59, tzinfo=UTC)
    assert "prices held until 1 Dec 23:59" in agent.screen
    await agent.press("Q")
    assert "2026-12-01 23:59" in agent.screen
    await agent.press("ctrl+u")
    assert "Empty: held no longer." in agent.screen
    await agent.press("enter")
    assert (await agent.stored()).prices_held_until is None
    assert "prices held" not in agent.screen


async def test_a_length_of_time_is_understood_as_the_moment_that_is_echoed(agent: Agent) -> None:
    await agent.press("Q")
    await agent.write("3d")
    assert "Prices are held until 24 Nov 09:00 (UTC)" in agent.words
    await agent.press("enter", "u")
    assert (await agent.stored()).prices_held_until is None


async def test_what_is_no_time_is_refused_beside_its_field_and_kept(agent: Agent) -> None:
    await agent.press("Q")
    await agent.write("soon")
    await agent.press("enter")
    agent.sees(QuoteForm)
    assert "That is no time to hold prices until." in agent.words
    await agent.press("escape", "Q")
    assert "soon" in agent.screen


async def test_prices_that_have_changed_are_said_and_taken_with_one_key(agent: Agent) -> None:
    await shirts_cost_more(agent)
    await agent.press("ctrl+r")
    assert "Prices have changed since they were taken: R takes today's." in agent.words
    await agent.press("R")
    assert (await agent.stored()).lines[0].unit_price == 150000
    assert "Prices have changed" not in agent.screen


async def test_a_cart_whose_prices_are_held_does_not_ask_for_todays(agent: Agent) -> None:
    await agent.press("Q")
    await agent.write("1w")
    await agent.press("enter")
    await shirts_cost_more(agent)
    await agent.press("ctrl+r")
    assert (await agent.stored()).prices_changed
    assert "Prices have changed" not in agent.screen
    assert "prices held until 28 Nov 09:00" in agent.screen
