"""Every "why" that staff asked of the cart's makers is answered on the screen (seed 001, troubleshooting)."""

from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.client.protocol import Client
from cartui.model.actions import Action, AddLine, SetCustomer
from cartui.model.agent import Actor
from cartui.model.cart import Cart, NewCart
from cartui.screens.cart_list import CartList
from cartui.screens.one_cart import OneCart
from cartui.screens.one_order import OneOrder
from cartui.screens.order_list import OrderList
from tests.contract.shop import NOW, furnish
from tests.desk.driving import Agent, at_the_desk

SIZES = [(80, 24), (120, 40)]


@pytest.fixture
async def shop(tmp_path: Path) -> Path:
    """A furnished shop without carts."""
    path = tmp_path / "shop.sqlite3"
    async with LocalClient(str(path), Actor(name="bob"), clock=lambda: NOW) as client:
        await furnish(client)
    return path


async def a_cart(client: Client, *actions: Action, market: str = "BD") -> Cart:
    """A cart of Rahim with two shirts, and with these actions done."""
    (rahim,) = await client.customers.search("rahim")
    cart = await client.carts.create(NewCart(market=market))
    linked: tuple[Action, ...] = (SetCustomer(customer=rahim.id), AddLine(sku="SHIRT-LB", quantity=2))
    return await client.carts.edit(cart.id, cart.version, [*linked, *actions])


async def look_for(desk: Agent, text: str) -> None:
    """Type it into the query line of the carts."""
    await desk.press("/")
    await desk.write(text)
    await desk.pilot.pause(0.2)
    await desk.quiet()


# --- why did my cart disappear? ---------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_a_cart_that_became_an_order_is_found_by_its_number_and_leads_there(
    shop: Path, size: tuple[int, int]
) -> None:
    async with at_the_desk(shop, size) as desk:
        cart = await a_cart(desk.client)
        order = await desk.client.carts.place(cart.id, phone="01712345678")
        await look_for(desk, cart.number.lower())
        assert f"{cart.number} became {order.number}, PENDING: enter opens it." in desk.words
        await desk.press("enter")
        desk.sees(OneOrder)
        assert f"{order.number}  PENDING" in desk.screen
        await desk.press("escape")
        desk.sees(CartList)


async def test_it_is_found_by_the_customers_name_too(shop: Path) -> None:
    async with at_the_desk(shop) as desk:
        cart = await a_cart(desk.client)
        order = await desk.client.carts.place(cart.id, phone="01712345678")
        await look_for(desk, "rahim")
        assert f"{cart.number} became {order.number}" in desk.words


async def test_several_orders_of_a_customer_are_listed_by_one_key(shop: Path) -> None:
    async with at_the_desk(shop) as desk:
        for _ in range(2):
            cart = await a_cart(desk.client)
            await desk.client.carts.place(cart.id, phone="01712345678")
        await look_for(desk, "rahim")
        assert "No cart matches, but orders do: enter lists them." in desk.words
        await desk.press("enter")
        assert len(desk.sees(OrderList).table.rows_held) == 2
        assert desk.sees(OrderList).line.text == "rahim"


async def test_a_deleted_cart_is_found_in_the_trash(shop: Path) -> None:
    async with at_the_desk(shop) as desk:
        cart = await a_cart(desk.client)
        await desk.client.carts.delete(cart.id)
        await look_for(desk, cart.number)
        assert f"{cart.number} is in the trash: enter opens it." in desk.words
        await desk.press("enter")
        assert desk.sees(OneCart).cart.id == cart.id
        assert "u restores it" in desk.words


async def test_what_is_nowhere_is_said_to_match_nothing(shop: Path) -> None:
    async with at_the_desk(shop) as desk:
        await look_for(desk, "C-999999")
        assert "No cart matches" in desk.screen
        assert ": enter" not in desk.words
        await desk.press("enter")
        desk.sees(CartList)
