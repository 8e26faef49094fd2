"""The query line over orders: its terms, its views, and ordering again what was found."""

import pytest

from cartui.model.agent import Role
from cartui.model.cart import Cart
from cartui.model.order import OrderState
from cartui.screens.one_cart.one_cart import OneCart
from tests.desk.fake_client import ALICE, FakeClient, a_cart, a_summary, an_order
from tests.desk.sitting import Sitting, sitting


def a_shop_with_orders(count: int = 6) -> FakeClient:
    """A backend with orders of Bangladesh, of which the second is on hold, and one of Kuwait: the last."""
    carts: list[Cart] = [a_cart(a_summary(n)) for n in range(1, count + 1)]
    carts[-1] = carts[-1].model_copy(update={"market": "KW"})
    backend = FakeClient([a_summary(1)], placed=[an_order(n, cart) for n, cart in enumerate(carts, start=1)])
    backend.move_order("order-2", OrderState.ON_HOLD, "bob", reason="no address")
    return backend


def ids(desk: Sitting) -> list[str]:
    """The orders in the list, by id."""
    return [order.id for order in desk.orders.table.rows_held]


def matches(desk: Sitting) -> str:
    """The line with the query and what is said beside it."""
    return next(line for line in desk.lines if line.lstrip().startswith("/ "))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_terms_narrow_the_list_as_one_types_and_the_number_stands_beside(size: tuple[int, int]) -> None:
    async with sitting(a_shop_with_orders(), size) as desk:
        await desk.press("g", "o")
        assert "5 match" in matches(desk)
        await desk.press("/")
        await desk.type("market:KW")
        assert ids(desk) == ["order-6"]
        assert "1 match" in matches(desk)
        assert "orders · All" in desk.text
        await desk.press("escape", "escape")
        assert "orders · PENDING" in desk.text
        assert "5 match" in matches(desk)


async def test_a_query_that_names_its_states_is_listed_as_it_says() -> None:
    async with sitting(a_shop_with_orders()) as desk:
        await desk.press("g", "o", "/")
        await desk.type("state:held customer")
        assert ids(desk) == ["order-2"]
        assert "orders · ON HOLD" in desk.text
        assert "no address" in desk.text
        await desk.press("ctrl+u")
        await desk.type("-state:held customer")
        assert ids(desk) == ["order-1", "order-3", "order-4", "order-5", "order-6"]
        assert "orders · " not in desk.text


async def test_a_view_takes_the_place_of_what_the_query_says_of_states() -> None:
    async with sitting(a_shop_with_orders()) as desk:
        await desk.press("g", "o", "/")
        await desk.type("state:pending market:BD")
        await desk.press("enter", "3")
        assert ids(desk) == ["order-2"]
        assert desk.orders.line.text == "market:BD"
        await desk.press("1")
        assert len(ids(desk)) == 5


async def test_keys_and_words_of_orders_are_offered_and_what_they_lack_is_pointed_at() -> None:
    async with sitting(a_shop_with_orders()) as desk:
        await desk.press("g", "o", "/")
        await desk.type("st")
        await desk.press("tab")
        assert desk.orders.line.text == "state:"
        await desk.type("h")
        await desk.press("tab")
        assert desk.orders.line.text.rstrip() == "state:held"
        await desk.until(lambda: ids(desk) == ["order-2"])
        await desk.type("tag:vip ")
        await desk.until(lambda: 'There is no key "tag"' in desk.text)
        await desk.press(*["backspace"] * 8)
        await desk.until(lambda: ids(desk) == ["order-2"])


async def test_an_order_of_the_list_is_ordered_again_with_one_key() -> None:
    backend = a_shop_with_orders()
    backend.move_order("order-3", OrderState.CANCELLED, "bob")
    async with sitting(backend) as desk:
        await desk.press("g", "o", "5")
        assert "C order again" in desk.lines[-1]
        await desk.press("C")
        assert isinstance(desk.app.screen, OneCart)
        assert "is a copy of C-000003" in " ".join(desk.notices)
        await desk.press("escape")
        assert desk.orders.table.current_key == "order-3"
        await desk.press("4", "C")
        assert "There is no order at the cursor" in desk.notices


async def test_who_may_not_start_carts_orders_nothing_again() -> None:
    backend = a_shop_with_orders()
    backend.actor = ALICE.model_copy(update={"role": Role.VIEWER})
    async with sitting(backend) as desk:
        await desk.press("g", "o", "C")
        assert not isinstance(desk.app.screen, OneCart)
        assert "viewer" in desk.text
