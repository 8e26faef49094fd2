"""What the desk remembers: the next start goes on with the list, the cart and the panes of the last one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from cartui.app import CartuiApp
from cartui.screens.desk.desk import Desk, Display
from cartui.screens.desk.own_views import OwnViews
from cartui.screens.running import memory
from cartui.settings.backends import Backend
from cartui.settings.model import View
from cartui.settings.sessions import Session, Sessions
from tests.desk.fake_client import NOW, FakeClient, a_summary
from tests.desk.sitting import Sitting
from tests.waiting import until

SHOP = Backend(database="/srv/shop.sqlite3", profile="shop")


def some_carts(count: int = 300) -> FakeClient:
    """A backend with that many carts, every tenth of them locked."""
    return FakeClient([a_summary(n, state="locked" if n % 10 == 0 else "open") for n in range(1, count + 1)])


@asynccontextmanager
async def a_start(
    folder: Path,
    size: tuple[int, int] = (120, 40),
    backend: FakeClient | None = None,
    **views: View,
) -> AsyncIterator[Sitting]:
    """The desk from a start to its end, with what is remembered in that folder."""
    backend = backend or some_carts()
    desk = Desk(
        backend.client,
        Display(theme="cartui-dark", timezone="UTC"),
        now=lambda: NOW,
        own_views=OwnViews(views),
    )
    app = CartuiApp(desk, sessions=Sessions(folder, SHOP))
    async with app.run_test(size=size, notifications=True) as pilot:
        sitting = Sitting(app, pilot, backend)
        await sitting.until(lambda: desk.is_open or backend.opens is not None)
        yield sitting


async def rest(desk: Sitting) -> None:
    """Let the cursor rest."""
    await desk.pilot.pause(0.15)
    await desk.settle()


async def test_the_list_is_as_it_was_left(tmp_path: Path) -> None:
    async with a_start(tmp_path) as desk:
        await desk.press("2", "s", "down", "enter", "j", "j", "v")
        await desk.press("c", "down", "space", "enter")
        await rest(desk)
        cursor = desk.carts.table.current_key
        columns = desk.carts.columns
    async with a_start(tmp_path) as desk:
        assert desk.carts.line.text == "state:locked"
        assert "carts · Locked" in desk.text
        assert str(desk.carts.sort) == "-created"
        assert desk.carts.table.current_key == cursor
        assert desk.carts.columns == columns != ()
        assert not desk.carts.pane.display


async def test_the_cursor_is_on_its_cart_however_far_down_that_is(tmp_path: Path) -> None:
    async with a_start(tmp_path) as desk:
        await desk.press("end", "k")
        await rest(desk)
        assert desk.carts.table.current_key == "cart-299"
    async with a_start(tmp_path) as desk:
        assert desk.carts.table.current_key == "cart-299"
        await desk.press("k")
        assert desk.carts.table.current_key == "cart-298"
    backend = some_carts()
    del backend.summaries[297:299]
    async with a_start(tmp_path, backend=backend) as desk:
        assert desk.carts.table.current_key == "cart-1", "it is in no list any more"
        assert desk.notices == []


async def test_whoever_stood_at_the_top_stands_at_the_top(tmp_path: Path) -> None:
    async with a_start(tmp_path) as desk:
        await desk.press("j", "k")
        await rest(desk)
    backend = some_carts()
    backend.summaries.insert(0, a_summary(900))
    async with a_start(tmp_path, backend=backend) as desk:
        assert desk.carts.table.current_key == "cart-900"


async def test_a_view_of_ones_own_comes_back_with_its_order(tmp_path: Path) -> None:
    view = View(query="market:BD", key="f6", sort="-total")
    async with a_start(tmp_path, Large=view) as desk:
        await desk.press("f6")
    async with a_start(tmp_path, Large=view) as desk:
        assert "carts · Large" in desk.text
        assert str(desk.carts.sort) == "-total"
        await desk.press("1")
        assert str(desk.carts.sort) == "-updated"


async def test_it_is_kept_while_one_works_since_a_desk_may_be_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "MOMENT", 0.01)
    async with a_start(tmp_path) as desk:
        await desk.press("2")
        await until(lambda: Sessions(tmp_path, SHOP).load("alice").query == "state:locked")


async def test_what_another_version_left_is_passed_over(tmp_path: Path) -> None:
    sessions = Sessions(tmp_path, SHOP)
    sessions.save("alice", Session(query="colour:red", sort="colour", columns=("colour",), cursor="cart-3"))
    async with a_start(tmp_path) as desk:
        assert desk.carts.line.text == ""
        assert "300 match" in desk.text
        assert desk.carts.table.current_key == "cart-3"
    sessions.file("alice").write_bytes(b'{"query": "state:lo')
    async with a_start(tmp_path) as desk:
        assert "300 match" in desk.text


async def test_keys_that_come_before_the_rows_are_not_undone_by_what_was_remembered(tmp_path: Path) -> None:
    Sessions(tmp_path, SHOP).save("alice", Session(cursor="cart-250"))
    backend = some_carts()
    backend.opens = asyncio.Event()
    async with a_start(tmp_path, backend=backend) as desk:
        await desk.pilot.press("2")
        backend.opens.set()
        await rest(desk)
        assert desk.carts.line.text == "state:locked"
        assert desk.carts.table.current_key == "cart-250"
