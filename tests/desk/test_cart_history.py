"""The history of a cart at the desk: what was there before, comments, and one change of it taken back."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.model.actions import Action, AddLine, SetCustomer, SetShippingAddress
from cartui.model.address import Address
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.cart import Cart, NewCart
from cartui.model.storefront import ShopCart, ShopLine
from cartui.screens.history.cart_history import CartHistory
from cartui.screens.one_cart.one_cart import OneCart
from cartui.screens.orders.one_order import OneOrder
from tests.contract.shop import NOW
from tests.desk.driving import Agent, at_the_desk
from tests.furnished import FurnishedFile
from tests.waiting import until

BOB = Actor(name="bob", role=Role.AGENT, origin=ActorOrigin.CLI)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the shop is."""
    return tmp_path / "shop.sqlite3"


@pytest.fixture
async def bob(furnished_file: FurnishedFile, path: Path) -> AsyncIterator[LocalClient]:
    """Somebody else, who works by command."""
    furnished_file.lay(path)
    async with LocalClient(str(path), BOB, clock=lambda: NOW) as client:
        yield client


@pytest.fixture
async def cart(bob: LocalClient) -> Cart:
    """Two shirts for Rahim, as bob left them."""
    rahim = await bob.customers.get("rahim@example.com")
    empty = await bob.carts.create(NewCart(market="BD"))
    actions: list[Action] = [SetCustomer(customer=rahim.id), AddLine(sku="SHIRT-LB", quantity=2)]
    return await bob.carts.edit(empty.id, empty.version, actions)


@pytest.fixture
async def agent(path: Path, cart: Cart) -> AsyncIterator[Agent]:
    """Somebody at a desk, with that cart in front of them."""
    async with at_the_desk(path) as somebody:
        await somebody.open(cart)
        yield somebody


async def test_what_a_shopper_did_is_said_to_be_from_the_shop(bob: LocalClient, path: Path) -> None:
    shop = Actor(name="gospelshop", role=Role.STOREFRONT, origin=ActorOrigin.STOREFRONT)
    told = ShopCart(cart="s", revision=1, market="BD", lines=(ShopLine(sku="MUG-01", quantity=3),))
    async with LocalClient(str(path), shop, clock=lambda: NOW) as client:
        [answer] = await client.storefront.tell([told])
    assert answer.cart is not None
    async with at_the_desk(path) as somebody:
        await somebody.open(await bob.carts.get(answer.cart.id))
        await somebody.press("H")
        assert "gospelshop in the shop" in somebody.screen


async def test_it_says_who_did_what_from_where_before_and_after(agent: Agent) -> None:
    await agent.press("+", "H")
    assert isinstance(agent.app.screen, CartHistory)
    assert "Cotton Shirt" in agent.screen
    assert "  2 → 3" in agent.screen

    await agent.press("down")
    assert "bob by command" in agent.screen
    assert "a guest → Rahim Uddin" in agent.screen
    assert "lines." not in agent.screen


async def test_an_address_is_written_as_people_write_it(bob: LocalClient, cart: Cart, agent: Agent) -> None:
    there = Address(name="Rahim", line1="7 Lake Road", city="Dhaka", postcode="1212", country="BD")
    await bob.carts.edit(cart.id, cart.version, [SetShippingAddress(address=there)])
    await agent.press("H")
    assert "+ Rahim, 7 Lake Road" in agent.screen
    assert "{" not in agent.screen


async def test_one_change_of_many_is_undone_and_the_cart_behind_shows_it(agent: Agent) -> None:
    await agent.press("+", "A")
    await agent.write("Gift wrap")
    await agent.press("tab")
    await agent.write("50")
    await agent.press("ctrl+s", "H", "down", "u")
    stored = await agent.stored()
    assert [line.quantity for line in stored.lines] == [2, 1]
    assert "(undone) Cotton" in agent.screen
    assert "This was undone later." in agent.screen
    await agent.press("escape")
    assert isinstance(agent.app.screen, OneCart)
    assert agent.cart == stored


async def test_what_was_changed_again_since_is_refused_with_the_reason_beside_it(agent: Agent) -> None:
    await agent.press("+", "+", "H", "down", "u")
    assert "quantity changed again since" in agent.screen
    await agent.press("down")
    assert "changed again since" not in agent.screen


async def test_what_can_never_be_undone_says_so(agent: Agent) -> None:
    await agent.press("H", "end", "u")
    assert "What was created cannot be undone" in agent.screen


async def test_a_comment_is_written_from_the_cart_and_stands_in_full(agent: Agent, cart: Cart) -> None:
    await agent.press(";")
    await agent.write("calls back at five")
    await agent.press("enter")
    await agent.write("card 4242424242424242")
    await agent.press("ctrl+s")
    [comment, *_] = await agent.client.history.of_cart(cart.id)
    assert comment.comment == "calls back at five\ncard •••• 4242"
    assert await agent.stored() == cart
    await agent.press("H")
    assert "│ card •••• 4242" in agent.screen


async def test_a_half_written_comment_is_kept(agent: Agent) -> None:
    await agent.press(";")
    await agent.write("calls ba")
    await agent.press("escape", ";")
    assert "calls ba" in agent.screen
    assert "not saved yet" in agent.screen
    await agent.write("ck")
    await agent.press("ctrl+s", ";")
    assert "calls back" not in agent.screen


async def test_it_is_narrowed_to_a_kind(bob: LocalClient, cart: Cart, agent: Agent) -> None:
    await bob.history.comment(cart.id, "rang him")
    await agent.press("H", "3")
    assert "rang him" in agent.screen
    assert "created" not in agent.screen
    await agent.press("4")
    assert "No orders" in agent.screen
    await agent.press("f", "f", "f")
    assert "history · edits" in agent.screen


async def test_what_others_do_meanwhile_comes_by_itself(bob: LocalClient, cart: Cart, agent: Agent) -> None:
    await agent.press("H", "down")
    await bob.history.comment(cart.id, "rang him")
    await until(lambda: "rang him" in agent.screen, lambda: agent.screen, pause=agent.pilot.pause)
    assert "bob by command" in agent.screen, "one stands where one stood"


async def test_an_order_has_the_history_of_its_cart(bob: LocalClient, cart: Cart, agent: Agent) -> None:
    order = await bob.carts.place(cart.id, phone="+8801712345678")
    await agent.press("g", "o", "h")
    assert isinstance(agent.app.screen, CartHistory)
    await agent.app.push_screen(OneOrder(order))
    await agent.quiet()
    await agent.press(";")
    await agent.write("asked where it is")
    await agent.press("ctrl+s", "h")
    assert isinstance(agent.app.screen, CartHistory)
    assert "asked where it is" in agent.screen
    assert order.number in agent.screen
