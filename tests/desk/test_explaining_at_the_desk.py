"""Why a cart costs what it costs, for whoever asks on the phone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.model.actions import Action, AddLine, ApplyCoupon, SetCustomer, SetLineDiscount
from cartui.model.agent import Actor
from cartui.model.cart import NewCart
from cartui.screens.one_cart.one_cart import OneCart
from tests.contract.shop import NOW
from tests.desk.driving import Agent, at_the_desk
from tests.furnished import FurnishedFile


@pytest.fixture
async def agent(tmp_path: Path, furnished_file: FurnishedFile) -> AsyncIterator[Agent]:
    """Somebody at a desk, with 50 mugs and two shirts for Rahim open in front of them, and a coupon."""
    path = tmp_path / "shop.sqlite3"
    furnished_file.lay(path)
    async with LocalClient(str(path), Actor(name="admin"), clock=lambda: NOW) as client:
        empty = await client.carts.create(NewCart(market="BD"))
        actions: list[Action] = [
            SetCustomer(customer=furnished_file.customer.id),
            AddLine(sku="MUG-01", quantity=50),
            AddLine(sku="SHIRT-LB", quantity=2),
            ApplyCoupon(code="SAVE10"),
        ]
        cart = await client.carts.edit(empty.id, empty.version, actions)
        by_hand = SetLineDiscount(line=cart.lines[1].id, percent="5", reason="late")
        cart = await client.carts.edit(cart.id, cart.version, [by_hand])
    async with at_the_desk(path) as somebody:
        await somebody.open(cart)
        yield somebody


async def test_each_figure_of_a_line_stands_under_its_name_with_rule_and_rate(agent: Agent) -> None:
    await agent.press("E")
    said = agent.words
    assert "C-000001: BDT" in said
    assert "50 × Ceramic Mug" in said
    assert "unit price 450.00 wholesale break from 50 on, price level retail" in said
    assert "discount 120.00 5 % of 2400.00, a half up" in said
    await agent.press("escape")
    agent.sees(OneCart)


async def test_the_sums_are_explained_down_to_the_total(agent: Agent) -> None:
    await agent.press("E", "end")
    said = agent.words
    assert "The sums" in said
    assert "SAVE10: 10 % of every line after discounts" in said
    assert "VAT" in said
    assert "subtotal - coupon + shipping + tax" in said
    total = (await agent.stored()).totals.total
    assert agent.cart.totals.total == total
    await agent.press("home")
    assert "50 × Ceramic Mug" in agent.words
