"""Moving a cart to another market: what comes with it is said before it is made."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.model.actions import Action, AddLine, ApplyCoupon, SetCustomer, SetLineDiscount
from cartui.model.agent import Actor
from cartui.model.cart import NewCart
from cartui.screens.one_cart.dialogs.market_pick import MarketPick
from cartui.screens.one_cart.one_cart import OneCart
from tests.contract.shop import NOW
from tests.desk.driving import Agent, at_the_desk
from tests.furnished import FurnishedFile


@pytest.fixture
async def agent(tmp_path: Path, furnished_file: FurnishedFile) -> AsyncIterator[Agent]:
    """Somebody at a desk, with Rahim's cart in Europe open: mugs, and a clock that is sold there only."""
    path = tmp_path / "shop.sqlite3"
    furnished_file.lay(path)
    async with LocalClient(str(path), Actor(name="admin"), clock=lambda: NOW) as client:
        empty = await client.carts.create(NewCart(market="EU"))
        actions: list[Action] = [
            SetCustomer(customer=furnished_file.customer.id),
            AddLine(sku="MUG-01", quantity=2),
            AddLine(sku="CLOCK"),
        ]
        cart = await client.carts.edit(empty.id, empty.version, actions)
    async with at_the_desk(path, (120, 40)) as somebody:
        await somebody.open(cart)
        yield somebody


async def test_lines_that_are_not_sold_there_are_taken_out_on_the_second_word_only(agent: Agent) -> None:
    await agent.press("w")
    await agent.write("bang")
    said = agent.words
    assert "Not sold in Bangladesh, so taken out: Cuckoo Clock." in said
    assert "TOTAL EUR 123.70 → BDT 1,518.00" in said
    assert "2 × Ceramic Mug 9.90 → 600.00 19.80 → 1,200.00" in said
    await agent.press("enter")
    assert "1 line is not sold in Bangladesh: enter again takes it out and moves the cart." in agent.words
    assert (await agent.stored()).market == "EU"
    await agent.press("enter")
    cart = await agent.stored()
    assert (cart.market, [line.sku for line in cart.lines]) == ("BD", ["MUG-01"])
    assert "BDT 1,518.00" in agent.screen
    await agent.press("u")
    cart = await agent.stored()
    assert (cart.market, [line.sku for line in cart.lines]) == ("EU", ["MUG-01", "CLOCK"])
    assert "EUR 123.70" in agent.screen


async def test_the_second_word_is_about_the_market_that_the_first_was_about(agent: Agent) -> None:
    await agent.press("w")
    await agent.write("bang")
    await agent.press("enter", "ctrl+u")
    assert "enter again" not in agent.words
    await agent.write("bang")
    await agent.press("enter")
    assert "enter again takes it out" in agent.words
    assert (await agent.stored()).market == "EU"


async def test_delivery_payment_and_tax_are_said_to_go_to_the_markets_own(agent: Agent) -> None:
    await agent.press("w")
    await agent.write("bang")
    said = agent.words
    assert "Delivery: Parcel → Express Delivery." in said
    assert "Payment: Card → COD." in said
    assert "Prices: tax on top there." in said


async def test_keys_faster_than_the_answer_take_no_line_out(agent: Agent) -> None:
    await agent.burst("w", *"bang", "enter")
    agent.sees(MarketPick)
    assert (await agent.stored()).market == "EU"
    await agent.burst("enter")
    assert (await agent.stored()).market == "BD"


async def test_an_amount_set_by_hand_is_not_moved_to_another_currency(agent: Agent) -> None:
    now = await agent.stored()
    by_hand = SetLineDiscount(line=now.lines[0].id, amount=100, reason="late")
    without_clock = await agent.client.carts.edit(now.id, now.version, [by_hand])
    assert without_clock.lines[0].discount == 100
    await agent.press("ctrl+r", "w")
    await agent.write("bang")
    await agent.press("enter")
    said = agent.words
    assert "Ceramic Mug has an amount in EUR that was fixed by hand." in said
    assert "Take what was set by hand off these lines first" in said
    assert (await agent.stored()).market == "EU"


async def test_the_market_that_it_has_changes_nothing(agent: Agent) -> None:
    version = (await agent.stored()).version
    await agent.press("w", "enter")
    agent.sees(OneCart)
    assert (await agent.stored()).version == version


async def test_an_address_and_a_coupon_that_do_not_fit_there_are_said(agent: Agent) -> None:
    await agent.press("w")
    await agent.write("bang")
    await agent.press("enter", "enter")
    now = await agent.stored()
    await agent.client.carts.edit(
        now.id, now.version, [ApplyCoupon(code="BIG"), AddLine(sku="MUG-01", quantity=10)]
    )
    await agent.press("ctrl+r", "w")
    await agent.write("eur")
    said = agent.words
    assert "Coupon BIG would take nothing: only in BDT, this cart is in EUR" in said
