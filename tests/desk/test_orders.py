"""The orders: finding one and reading it."""

import pytest

from cartui.model.order import OrderState
from cartui.screens.orders.one_order import OneOrder
from tests.desk.fake_client import FakeClient, a_cart, a_summary, an_order
from tests.desk.sitting import Sitting, sitting


def a_shop_with_orders(count: int = 70) -> FakeClient:
    """A backend with some carts and that many orders."""
    placed = [an_order(n, a_cart(a_summary(n))) for n in range(1, count + 1)]
    return FakeClient([a_summary(1)], placed=placed)


def ids(desk: Sitting) -> list[str]:
    """The orders in the list, by id."""
    return [order.id for order in desk.orders.table.rows_held]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_orders_are_two_keys_away_and_one_more_opens(size: tuple[int, int]) -> None:
    async with sitting(a_shop_with_orders(), size) as desk:
        await desk.press("g", "o")
        assert "ORD-000000000001" in desk.text
        await desk.press("j", "enter")
        assert isinstance(desk.app.screen, OneOrder)
        assert "ORD-000000000002  PENDING" in desk.text
        assert "ORD-000000000002" in desk.text
        assert "from cart C-000002" in desk.text
        assert "+880 1712-345678" in desk.text
        total = next(line for line in desk.lines if "TOTAL BDT" in line)
        assert "1,250.02" in total
        await desk.press("escape")
        assert desk.orders.table.current_key == "order-2"


async def test_orders_are_searched_as_one_types() -> None:
    async with sitting(a_shop_with_orders()) as desk:
        await desk.press("g", "o", "/")
        await desk.type("customer 33")
        assert desk.orders.table.current_key == "order-33"
        assert len(desk.orders.table.rows_held) == 1


async def test_the_list_starts_with_the_orders_to_approve_and_each_state_is_one_key_away() -> None:
    backend = a_shop_with_orders(4)
    backend.move_order("order-2", OrderState.ON_HOLD, "bob", reason="no address")
    backend.move_order("order-3", OrderState.APPROVED, "bob")
    async with sitting(backend) as desk:
        await desk.press("g", "o")
        assert "orders · PENDING" in desk.text
        assert ids(desk) == ["order-1", "order-4"]
        for key, title, rows in (
            ("1", "orders · All", ["order-1", "order-2", "order-3", "order-4"]),
            ("3", "orders · ON HOLD", ["order-2"]),
            ("4", "orders · approved", ["order-3"]),
            ("5", "orders · cancelled", []),
        ):
            await desk.press(key)
            assert title in desk.text
            assert ids(desk) == rows
        assert "No order is cancelled; 1 shows all orders" in desk.text
        await desk.press("s", "s", "s")
        assert "orders · ON HOLD" in desk.text


async def test_words_are_looked_for_among_all_orders_until_they_are_taken_away() -> None:
    backend = a_shop_with_orders(40)
    backend.move_order("order-33", OrderState.APPROVED, "bob")
    async with sitting(backend) as desk:
        await desk.press("g", "o", "/")
        await desk.type("customer 33")
        assert ids(desk) == ["order-33"]
        assert "orders · All" in desk.text
        await desk.press("enter", "2")
        assert "No order that is PENDING matches" in desk.text
        await desk.press("escape")
        assert "orders · PENDING" in desk.text
        assert len(ids(desk)) == 39


async def test_the_reason_stands_in_the_row_where_there_is_room() -> None:
    backend = a_shop_with_orders(4)
    backend.move_order("order-2", OrderState.ON_HOLD, "bob", reason="no house number")
    for size, keys in (((80, 24), ("3",)), ((120, 40), ("3",)), ((160, 40), ("1",))):
        async with sitting(backend, size) as desk:
            await desk.press("g", "o", *keys)
            assert "no house number" in next(line for line in desk.lines if "ORD-000000000002" in line)


async def test_one_key_leads_to_the_first_order_of_all_and_back_from_there() -> None:
    async with sitting(a_shop_with_orders(700), (80, 24)) as desk:
        await desk.press("g", "o", "end")
        assert desk.orders.table.current_key == "order-700"
        await desk.press(*["pageup"] * 4)
        assert desk.orders.table.current_key != "order-700"
        assert len(ids(desk)) > 50
        await desk.press("home")
        assert desk.orders.table.current_key == "order-1"


async def test_what_waits_for_approval_is_counted_in_the_first_line() -> None:
    async with sitting(a_shop_with_orders(5)) as desk:
        assert "orders to approve 5" in desk.lines[0]


async def test_going_to_the_orders_shows_those_to_approve_and_coming_back_from_one_keeps_the_view() -> None:
    backend = a_shop_with_orders(4)
    backend.move_order("order-3", OrderState.APPROVED, "bob")
    async with sitting(backend) as desk:
        await desk.press("g", "o", "4", "enter", "escape")
        assert "orders · approved" in desk.text
        await desk.press("g", "c", "g", "o")
        assert "orders · PENDING" in desk.text
        assert ids(desk) == ["order-1", "order-2", "order-4"]
        await desk.press("/")
        await desk.type("customer 3")
        await desk.press("enter", "g", "o")
        assert "orders · PENDING" in desk.text
        assert ids(desk) == ["order-1", "order-2", "order-4"]


async def test_the_shops_name_stands_in_the_first_line_however_much_waits() -> None:
    for name, shown in (
        ("Dhaka Mugs", "shop: Dhaka Mugs"),
        ("Kazi & Sons, Fine Linen of Dhaka", "local  Kazi & Sons"),
    ):
        backend = a_shop_with_orders(5)
        settings = backend.shop_now.settings.model_copy(update={"name": name, "demo": False})
        backend.shop_now = backend.shop_now.model_copy(update={"settings": settings})
        async with sitting(backend, (80, 24)) as desk:
            assert shown in desk.lines[0]
            assert "approve 5" in desk.lines[0]
            assert "alice · lead" in desk.lines[0]


async def test_what_an_order_has_come_too_far_for_is_not_in_the_last_line() -> None:
    backend = a_shop_with_orders(2)
    backend.move_order("order-2", OrderState.APPROVED, "bob")
    async with sitting(backend) as desk:
        await desk.press("g", "o")
        assert "A approve  H hold  D cancel" in desk.lines[-1]
        await desk.press("4")
        assert "A approve" not in desk.lines[-1]
        assert "D cancel" not in desk.lines[-1]
        await desk.press("enter")
        assert "ORD-000000000002  approved" in desk.text
        assert "A approve" not in desk.lines[-1]


async def test_a_notice_is_shown_once_and_not_over_the_orders_number() -> None:
    backend = a_shop_with_orders(2)
    backend.move_order("order-2", OrderState.APPROVED, "bob")
    async with sitting(backend, (80, 24)) as desk:
        await desk.press("g", "o", "3", "A", "A", "A")
        assert desk.notices == ["There is no order at the cursor"]
        assert desk.text.count("There is no order at the cursor") == 1
        await desk.press("4", "enter", "H")
        assert "cannot be put on hold any more" in " ".join(desk.text.split())
        assert "ORD-000000000002  approved" in desk.text
