"""Coupons at the desk: typed or chosen, and what each would do or why it takes nothing."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.model.actions import Action, AddLine, ApplyCoupon, RemoveLine, SetCustomer
from cartui.model.agent import Actor
from cartui.model.cart import Cart, NewCart
from cartui.model.coupon import AppliedCoupon, Coupon, CouponKind
from cartui.screens.one_cart.dialogs.coupon_pick import CouponPick, coupon_options
from tests.contract.shop import NOW
from tests.desk.driving import Agent, at_the_desk
from tests.desk.fake_client import a_cart, a_summary
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
    async with at_the_desk(path, (120, 40)) as somebody:
        await somebody.open(cart)
        yield somebody


async def test_the_shops_coupons_stand_there_with_what_they_do_and_why_not(agent: Agent) -> None:
    await agent.press("%")
    said = agent.words
    assert "SAVE10 10 % off" in said
    assert "BIG BDT 500.00 off needs a subtotal of 5,000.00 or more, this cart has 2,400.00" in said
    assert said.index("ONCE") < said.index("BIG ")


async def test_what_a_coupon_would_take_off_is_shown_before_it_is_put_on(agent: Agent) -> None:
    await agent.press("%")
    await agent.write("save10")
    assert "TOTAL BDT 2,898.00 → BDT 2,622.00 (−276.00)" in agent.words
    await agent.press("enter")
    assert (await agent.stored()).totals.coupon == 24000
    await agent.press("u")
    assert (await agent.stored()).coupon is None


async def test_a_coupon_that_would_take_nothing_says_why_and_can_be_put_on_all_the_same(agent: Agent) -> None:
    await agent.press("%")
    await agent.write("big")
    assert "BIG would take nothing: needs a subtotal of 5000.00 or more" in agent.words
    await agent.press("enter")
    assert "Coupon BIG takes nothing" in agent.words


async def test_a_code_that_the_shop_does_not_have_is_said_to_be_none(agent: Agent) -> None:
    await agent.burst("%", *"spring", "enter")
    assert "Coupon SPRING takes nothing: there is no such coupon" in agent.words


async def test_a_coupon_that_stops_matching_stays_on_screen_and_says_why(agent: Agent) -> None:
    now = await agent.stored()
    more = await agent.client.carts.edit(now.id, now.version, [AddLine(sku="LAMP"), ApplyCoupon(code="big")])
    assert more.totals.coupon == 50000
    await agent.client.carts.edit(more.id, more.version, [RemoveLine(line=more.lines[1].id)])
    await agent.press("ctrl+r")
    assert "Coupon BIG takes nothing: needs a subtotal of 5000.00 or more, this cart has" in agent.words


async def test_a_half_typed_code_is_kept(agent: Agent) -> None:
    await agent.press("%")
    await agent.write("sav")
    await agent.press("escape", "%")
    assert agent.sees(CouponPick).query_one("Input").value == "sav"  # type: ignore[attr-defined]


@pytest.fixture
def cart() -> Cart:
    """A cart of two shirts in BDT."""
    return a_cart(a_summary(1))


def test_the_coupon_that_is_on_comes_first_and_what_takes_nothing_last(cart: Cart) -> None:
    coupons = (
        Coupon(code="OLD", kind=CouponKind.PERCENT, percent="5", ends_at=NOW),
        Coupon(code="SHIP", kind=CouponKind.FREE_SHIPPING, ends_at=NOW + timedelta(days=3)),
        Coupon(code="NINE", kind=CouponKind.PERCENT, percent="9", description="for regulars"),
    )
    with_nine = cart.model_copy(update={"coupon": AppliedCoupon(code="NINE", applied=True)})
    options = coupon_options(with_nine, coupons, NOW, "UTC", "en")
    assert [option.value for option in options] == [None, "NINE", "SHIP", "OLD"]
    assert [option.chosen for option in options] == [False, True, False, False]
    assert [option.cells[1:] for option in options[1:]] == [
        ("9 % off, for regulars", ""),
        ("free shipping", "until 24 Nov 09:00"),
        ("5 % off", "expired at 2026-11-21 09:00 UTC"),
    ]
