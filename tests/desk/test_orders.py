"""The orders: finding one and reading it."""

import pytest

from cartui.screens.one_order import OneOrder
from tests.desk.fake_client import FakeClient, a_cart, a_summary, an_order
from tests.desk.sitting import sitting


def a_shop_with_orders(count: int = 70) -> FakeClient:
    """A backend with some carts and that many orders."""
    placed = [an_order(n, a_cart(a_summary(n))) for n in range(1, count + 1)]
    return FakeClient([a_summary(1)], placed=placed)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_orders_are_two_keys_away_and_one_more_opens(size: tuple[int, int]) -> None:
    async with sitting(a_shop_with_orders(), size) as desk:
        await desk.press("g", "o")
        assert "ORD-000000000001" in desk.text
        assert "PENDING" in desk.text
        await desk.press("j", "enter")
        assert isinstance(desk.app.screen, OneOrder)
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


async def test_orders_are_narrowed_by_state_with_one_key() -> None:
    async with sitting(a_shop_with_orders()) as desk:
        await desk.press("g", "o", "s")
        assert "orders · PENDING" in desk.text
        await desk.press("s")
        assert "No order matches" in desk.text


async def test_all_orders_are_reached_though_they_are_read_forwards_only() -> None:
    async with sitting(a_shop_with_orders(700), (80, 24)) as desk:
        await desk.press("g", "o")
        for _ in range(16):
            await desk.press("end")
        assert desk.orders.table.current_key == "order-700"
        await desk.press("home")
        assert desk.orders.table.current_key == "order-1"


async def test_what_waits_for_approval_is_counted_in_the_first_line() -> None:
    async with sitting(a_shop_with_orders(5)) as desk:
        assert "orders to approve 5" in desk.lines[0]
