"""The carts that were opened last: one key shows them, a digit opens one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from cartui.app import CartuiApp
from cartui.screens.cart_list.cart_list import CartList
from cartui.screens.desk.desk import Desk, Display
from cartui.screens.one_cart.dialogs.recent_carts import MOST, RecentCartsPick, with_recent
from cartui.screens.one_cart.one_cart import OneCart
from cartui.settings.backends import Backend
from cartui.settings.sessions import Sessions
from tests.desk.fake_client import NOW, FakeClient, a_summary
from tests.desk.sitting import Sitting

SHOP = Backend(database="/srv/shop.sqlite3", profile="shop")


@asynccontextmanager
async def a_start(folder: Path, backend: FakeClient | None = None) -> AsyncIterator[Sitting]:
    """The desk from a start to its end, with what is remembered in that folder."""
    backend = backend or FakeClient([a_summary(number) for number in range(1, 13)])
    desk = Desk(backend.client, Display(theme="cartui-dark", timezone="UTC"), now=lambda: NOW)
    app = CartuiApp(desk, sessions=Sessions(folder, SHOP))
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        sitting = Sitting(app, pilot, backend)
        await sitting.until(lambda: desk.is_open)
        yield sitting


def in_front(desk: Sitting) -> str:
    """The number of the cart that is in front."""
    screen = desk.app.screen
    assert isinstance(screen, OneCart), desk.text
    return screen.cart.number


async def test_a_digit_goes_back_to_a_cart_that_was_parked(tmp_path: Path) -> None:
    async with a_start(tmp_path) as desk:
        await desk.press("enter", "escape", "down", "enter")
        assert in_front(desk) == "C-000002"
        await desk.press("ctrl+o", "1")
        assert in_front(desk) == "C-000001"
        await desk.press("ctrl+o", "1")
        assert in_front(desk) == "C-000002"
        await desk.press("escape")
        assert isinstance(desk.app.screen, CartList)


async def test_the_keys_may_come_faster_than_the_list(tmp_path: Path) -> None:
    async with a_start(tmp_path) as desk:
        await desk.press("enter", "escape", "down", "enter", "ctrl+o", "1")
        assert in_front(desk) == "C-000001"


async def test_each_says_whose_it_is_how_much_and_what_is_half_done(tmp_path: Path) -> None:
    async with a_start(tmp_path) as desk:
        await desk.press("enter", "o", "r", "escape", "escape")
        await desk.press("down", "enter", "escape", "ctrl+o")
        assert isinstance(desk.app.screen, RecentCartsPick)
        line = next(line for line in desk.lines if "2  C-000001" in line)
        assert "Customer 1" in line
        assert "BDT 1,250.01" in line
        assert "half typed: note" in line


async def test_a_cart_that_is_no_longer_open_says_so_and_one_that_is_gone_is_left_out(tmp_path: Path) -> None:
    async with a_start(tmp_path) as desk:
        for _ in range(3):
            await desk.press("enter", "escape", "down")
        carts = desk.backend.summaries
        carts[0] = replace(carts[0], state="ordered")
        carts[1] = replace(carts[1], state="deleted")
        carts.pop(2)
        await desk.press("ctrl+o")
        assert "1  C-000002" in desk.text
        assert "in the trash" in next(line for line in desk.lines if "1  C-000002" in line)
        assert "ordered" in next(line for line in desk.lines if "2  C-000001" in line)
        assert "3  C-" not in desk.text
        await desk.press("2")
        assert in_front(desk) == "C-000001"


async def test_they_are_known_at_the_next_start(tmp_path: Path) -> None:
    async with a_start(tmp_path) as desk:
        await desk.press("enter", "escape", "down", "enter", "escape")
    async with a_start(tmp_path) as desk:
        await desk.press("ctrl+o", "2")
        assert in_front(desk) == "C-000001"


async def test_where_none_was_opened_that_is_said(tmp_path: Path) -> None:
    async with a_start(tmp_path) as desk:
        await desk.press("ctrl+o")
        assert desk.notices == ["No other cart was opened here lately"]
        await desk.press("enter", "ctrl+o")
        assert in_front(desk) == "C-000001"


async def test_from_an_order_one_comes_back_to_it(tmp_path: Path) -> None:
    async with a_start(tmp_path) as desk:
        await desk.press("enter", "escape", "g", "o", "ctrl+o", "1")
        assert in_front(desk) == "C-000001"
        await desk.press("escape")
        assert desk.orders.is_current


def test_at_most_nine_are_remembered_each_once() -> None:
    recent: tuple[str, ...] = ()
    for number in (*range(12), 5):
        recent = with_recent(recent, str(number))
    assert recent == ("5", "11", "10", "9", "8", "7", "6", "4", "3")
    assert len(recent) == MOST
