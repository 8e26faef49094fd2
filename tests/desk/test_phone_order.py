"""Job 1: a phone order while the caller waits, in at most nine control keys."""

from pathlib import Path

import pytest
from textual.widgets import Static

from cartui.client.local import LocalClient
from cartui.model.actions import Action, AddLine, SetCustomer, SetFulfilment
from cartui.model.agent import Actor
from cartui.model.cart import NewCart
from cartui.model.market import FulfilmentCategory
from cartui.screens.cart_list.cart_list import CartList
from cartui.screens.customers.customer_form import CustomerForm
from cartui.screens.dialogs.pick import Pick
from cartui.screens.one_cart.dialogs.product_search import ProductSearch
from cartui.screens.one_cart.one_cart import OneCart
from cartui.screens.one_cart.placed_order import PlacedOrder
from tests.contract.shop import NOW, furnish
from tests.desk.driving import Agent, at_the_desk

SIZES = [(80, 24), (120, 40)]
PHONE = "01712345678"


@pytest.fixture
async def shop(tmp_path: Path) -> Path:
    """A furnished shop in a file."""
    path = tmp_path / "shop.sqlite3"
    async with LocalClient(str(path), Actor(name="admin"), clock=lambda: NOW) as client:
        await furnish(client)
    return path


def check_order(agent: Agent) -> None:
    """The order of two shirts and a mug for Rahim is on the screen."""
    agent.sees(PlacedOrder)
    order = agent.sees(PlacedOrder).order
    assert [(line.sku, line.quantity) for line in order.cart.lines] == [("SHIRT-LB", 2), ("MUG-01", 1)]
    assert order.cart.customer is not None
    assert order.cart.customer.name == "Rahim Uddin"
    assert order.number in agent.screen


@pytest.mark.parametrize("size", SIZES)
async def test_two_items_for_a_known_caller_take_at_most_nine_control_keys(
    shop: Path, size: tuple[int, int]
) -> None:
    async with at_the_desk(shop, size) as agent:
        await agent.press("n", "enter")
        await agent.write(PHONE)
        await agent.press("enter")
        await agent.write("shirt l blue x2")
        await agent.press("enter")
        await agent.write("mug")
        await agent.press("enter", "escape", "P", "enter")
        assert agent.control_keys <= 9
        check_order(agent)
        await agent.press("enter")
        agent.sees(CartList)


@pytest.mark.parametrize("size", SIZES)
async def test_the_whole_order_typed_in_one_go_is_the_same_order(shop: Path, size: tuple[int, int]) -> None:
    async with at_the_desk(shop, size) as agent:
        typed = ("n", "enter", *PHONE, "enter", *"shirt l blue x2", "enter", *"mug", "enter")
        await agent.burst(*typed, "escape", "P", "enter")
        check_order(agent)


async def test_a_caller_with_an_open_cart_is_offered_that_one_first(shop: Path) -> None:
    async with at_the_desk(shop) as agent:
        rahim = (await agent.client.customers.search("Rahim"))[0]
        parked = await agent.client.carts.create(NewCart(market="BD"))
        actions: list[Action] = [SetCustomer(customer=rahim.id), AddLine(sku="LAMP")]
        await agent.client.carts.edit(parked.id, parked.version, actions)
        await agent.press("n", "enter")
        await agent.write(PHONE)
        await agent.press("enter")
        agent.sees(Pick)
        assert f"Open {parked.number}" in agent.screen
        started = agent.cart
        await agent.press("enter")
        assert agent.cart.number == parked.number
        assert (await agent.client.carts.get(started.id)).state == "deleted"


@pytest.mark.parametrize("size", SIZES)
async def test_a_caller_from_outside_the_market_is_noticed_at_once(shop: Path, size: tuple[int, int]) -> None:
    async with at_the_desk(shop, size) as agent:
        await agent.press("n", "down", "enter")
        await agent.write(PHONE)
        await agent.press("enter", "escape")
        assert agent.cart.market == "EU"
        assert "Rahim Uddin is in BD" in agent.words
        assert "Europe." in agent.words


async def test_pickup_is_read_out_with_the_outlet_and_not_with_the_home(shop: Path) -> None:
    async with at_the_desk(shop) as agent:
        rahim = (await agent.client.customers.search("Rahim"))[0]
        empty = await agent.client.carts.create(NewCart(market="BD"))
        actions: list[Action] = [
            SetCustomer(customer=rahim.id),
            AddLine(sku="LAMP"),
            SetFulfilment(category=FulfilmentCategory.PICKUP, service="Gulshan Outlet"),
        ]
        cart = await agent.client.carts.edit(empty.id, empty.version, actions)
        await agent.open(cart)
        for keys in (("P",), ("enter",)):
            await agent.press(*keys)
            assert "Pick up at Gulshan Outlet, 1 Gulshan Avenue" in agent.words
            assert "Motijheel" not in "\n".join(str(s.render()) for s in agent.app.screen.query(Static))


async def test_what_was_typed_ahead_does_not_answer_an_offer_that_nobody_saw(shop: Path) -> None:
    async with at_the_desk(shop) as agent:
        rahim = (await agent.client.customers.search("Rahim"))[0]
        parked = await agent.client.carts.create(NewCart(market="BD"))
        await agent.client.carts.edit(parked.id, parked.version, [SetCustomer(customer=rahim.id)])
        await agent.burst("n", "enter", *PHONE, "enter", *"mug", "enter")
        agent.sees(Pick)


async def test_a_new_caller_is_created_from_what_was_typed(shop: Path) -> None:
    async with at_the_desk(shop) as agent:
        await agent.press("n", "enter")
        await agent.write("Nadia 01812345678")
        assert "Create customer “Nadia 01812345678” …" in agent.screen
        await agent.press("enter")
        agent.sees(CustomerForm)
        await agent.press("ctrl+s")
        agent.sees(ProductSearch)
        assert agent.cart.contact.name == "Nadia"
        assert agent.cart.contact.phone == "+8801812345678"


async def test_escape_in_the_customer_search_leaves_an_empty_cart_open(shop: Path) -> None:
    async with at_the_desk(shop) as agent:
        await agent.press("n", "enter", "escape")
        agent.sees(OneCart)
        await agent.press("escape")
        agent.sees(CartList)
