"""Orders at the desk of a shop: what the warehouse gets, what goes back into stock, what two desks see."""

from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.model.actions import Action, AddLine, SetCustomer
from cartui.model.agent import Actor
from cartui.model.cart import CartState, NewCart
from cartui.model.order import OrderState
from cartui.screens.orders.order_list import OrderList
from tests.contract.shop import NOW, furnish
from tests.desk.driving import at_the_desk
from tests.waiting import until


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    """A shop with three orders of two shirts each."""
    path = tmp_path / "shop.sqlite3"
    async with LocalClient(str(path), Actor(name="bob"), clock=lambda: NOW) as client:
        rahim = await furnish(client)
        for _ in range(3):
            cart = await client.carts.create(NewCart(market="BD"))
            actions: list[Action] = [SetCustomer(customer=rahim.id), AddLine(sku="SHIRT-LB", quantity=2)]
            await client.carts.edit(cart.id, cart.version, actions)
            await client.carts.place(cart.id, phone="01712345678")
    return path


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_orders_are_approved_held_and_cancelled(path: Path, size: tuple[int, int]) -> None:
    async with at_the_desk(path, size) as desk:
        before = (await desk.client.catalog.search("SHIRT-LB", market="BD"))[0].stock
        await desk.press("g", "o", "A")
        assert "COD · Express Delivery" in desk.words
        await desk.press("enter", "H")
        await desk.write("no flat number")
        await desk.press("enter", "D", "right", "enter")
        assert "No order is PENDING" in desk.screen
        orders = (await desk.client.orders.list()).items
        assert [order.state for order in orders] == [
            OrderState.APPROVED,
            OrderState.ON_HOLD,
            OrderState.CANCELLED,
        ]
        after = (await desk.client.catalog.search("SHIRT-LB", market="BD"))[0].stock
        assert before is not None
        assert after == before + 2
        await desk.press("4", "enter")
        assert "goods issue GI-" in desk.screen
        # What happened to it is read once it is open: the end may be another one by then.
        await until(lambda: "placed as" in desk.screen, pause=lambda: desk.press("end"))
        assert "approved, to be picked as GI-" in desk.screen


async def test_what_another_desk_did_first_is_shown_and_nothing_is_applied(path: Path) -> None:
    bob = LocalClient(str(path), Actor(name="bob"), clock=lambda: NOW)
    async with at_the_desk(path) as desk, bob:
        await desk.press("g", "o", "A")
        row = desk.app.screen_stack[0]
        assert isinstance(row, OrderList)
        number = row.table.rows_held[0].number
        await bob.orders.hold(number, "looks like fraud")
        await desk.press("enter")
        assert "bob changed the order meanwhile" in desk.words
        assert "looks like fraud" in desk.words
        assert (await bob.orders.get(number)).state is OrderState.ON_HOLD
        await bob.orders.cancel(number)
        await desk.press("right", "enter")
        assert "is cancelled: it cannot be approved any more" in desk.words
        assert (await bob.orders.get(number)).goods_issue is None


async def test_a_cancelled_order_is_ordered_again_from_a_copy_of_its_cart(path: Path) -> None:
    async with at_the_desk(path) as desk:
        await desk.press("g", "o", "enter", "D", "right", "enter")
        assert "C order again" in desk.screen
        await desk.press("C")
        assert desk.cart.state is CartState.OPEN
        assert [line.quantity for line in desk.cart.lines] == [2]
        await desk.press("escape")
        assert "cancelled: no reason was given" in desk.screen
