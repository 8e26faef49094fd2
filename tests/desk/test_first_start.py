"""The first start: a shop of a few answers, or the demo; nothing is made unasked, nothing typed is lost."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from cartui.app import CartuiApp
from cartui.client.local import LocalClient
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.errors import Unavailable
from cartui.model.market import TaxMode
from cartui.model.shop import Shop
from cartui.screens.cart_list.cart_list import CartList
from cartui.screens.desk.desk import Desk, Display
from cartui.screens.dialogs.help import Help
from cartui.screens.dialogs.pick import Pick
from cartui.screens.one_cart.dialogs.customer_search import CustomerSearch
from cartui.screens.start.connect_server import Connection
from cartui.screens.start.first_start import Beginning, FirstStart, FirstTime, Places
from cartui.screens.start.new_shop import NewShop
from cartui.settings.errors import NotWritten
from tests.contract.shop import NOW, furnish
from tests.desk.driving import Agent
from tests.waiting import until

SIZES = [(80, 24), (120, 40)]
PLACES = Places(demo="~/data/demo.sqlite3", shop="~/data/cartui.sqlite3", config="~/config.toml")


class FirstDay:
    """Somebody who starts cartui for the first time."""

    def __init__(self, agent: Agent, app: CartuiApp, database: Path) -> None:
        self.agent = agent
        self.app = app
        self.database = database
        self.remembered = 0

    async def stored(self) -> Shop:
        """The shop as the database has it."""
        async with LocalClient(str(self.database), Actor(name="bob")) as client:
            return await client.shop.get()


async def connect_to_nobody(wanted: Connection) -> None:
    """No server is connected to in these tests."""
    raise Unavailable(f"{wanted.url} is nobody's.")


@asynccontextmanager
async def first_day(
    folder: Path,
    size: tuple[int, int] = (80, 24),
    *,
    first: bool = True,
    locale: str = "en_GB",
    role: Role = Role.ADMIN,
    refuses: bool = False,
) -> AsyncIterator[FirstDay]:
    """A desk on a database that is not there yet."""
    database = folder / "cartui.sqlite3"
    client = LocalClient(
        str(database), Actor(name="alice", role=role, origin=ActorOrigin.DESK), clock=lambda: NOW
    )

    def remember() -> None:
        day.remembered += 1
        if refuses:
            raise NotWritten(folder / "config.toml", "it is read-only")

    display = Display(timezone="UTC", locale=locale)
    app = CartuiApp(
        Desk(client, display, now=lambda: NOW),
        first_start=FirstTime(PLACES, remember, connect_to_nobody) if first else None,
    )
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        day = FirstDay(Agent(pilot, app), app, database)
        await day.agent.quiet()
        yield day


async def opened(day: FirstDay) -> None:
    """Wait until the desk is open."""
    await until(lambda: day.app.desk.is_open, lambda: day.agent.screen)
    await day.agent.quiet()


@pytest.mark.parametrize("size", SIZES)
async def test_a_shop_is_set_up_and_the_desk_says_how_to_begin(tmp_path: Path, size: tuple[int, int]) -> None:
    async with first_day(tmp_path, size) as day:
        agent = day.agent
        assert "There is no shop here yet" in agent.screen
        for place in ("~/data/demo.sqlite3", "~/data/cartui.sqlite3", "~/config.toml"):
            assert place in agent.screen
        await agent.press("down", "enter")
        assert "● United Kingdom" in agent.screen
        await agent.press("enter")
        agent.sees(NewShop)
        await agent.write("Dhaka Mugs")
        await agent.press("ctrl+s")
        await opened(day)
        agent.sees(CartList)
        assert "No open cart: n starts one." in agent.screen
        assert "cartui import catalog FILE" in agent.screen
        assert "Dhaka Mugs" in agent.screen
        assert "DEMO" not in agent.screen
        assert day.remembered == 1
        await agent.press("n", "enter")
        agent.sees(CustomerSearch)
        assert agent.cart.number == "C-000001"
    shop = await day.stored()
    assert (shop.settings.name, shop.settings.demo) == ("Dhaka Mugs", False)
    assert [(each.code, each.currency) for each in shop.markets] == [("GB", "GBP")]
    assert [(each.country, each.rate) for each in shop.tax_rates] == [("GB", "20")]


async def test_every_answer_counts_and_another_country_can_be_typed(tmp_path: Path) -> None:
    async with first_day(tmp_path, locale="en") as day:
        agent = day.agent
        await agent.press("j", "enter")
        assert "another country" in agent.screen
        assert "●" not in agent.screen
        await agent.press("enter")
        for answer in ("Reykjavík Wool", "is", "isk", "24", "no", "1,500"):
            await agent.write(answer)
            await agent.press("enter")
        await opened(day)
    shop = await day.stored()
    [market], [rate] = shop.markets, shop.tax_rates
    assert (market.code, market.currency, market.tax_mode) == ("IS", "ISK", TaxMode.EXCLUSIVE)
    assert (market.services[0].price, rate.rate) == (1500, "24")


async def test_a_country_without_a_rate_of_its_own_leaves_the_tax_to_an_import(tmp_path: Path) -> None:
    async with first_day(tmp_path, locale="en_US") as day:
        agent = day.agent
        await agent.press("j", "enter")
        assert "● United States" in agent.screen
        await agent.press("enter")
        assert "Leave the tax empty: state and local rates come with `cartui import tax`." in agent.words
        assert "usual one there" not in agent.words
        await agent.write("Ohio Mugs")
        await agent.press("ctrl+s")
        await opened(day)
    assert (await day.stored()).tax_rates == ()


async def test_what_makes_no_sense_is_said_beside_it_and_nothing_is_made(tmp_path: Path) -> None:
    async with first_day(tmp_path) as day:
        agent = day.agent
        await agent.press("j", "enter", "enter")
        for answer in ("Mugs", "Kingdom", "pounds", "lots", "maybe", "4,x"):
            await agent.write(answer)
            await agent.press("enter")
        for sentence in (
            "Two letters are needed",
            "Three letters of a currency",
            "A percentage is needed",
            "yes or no",
        ):
            assert sentence in agent.words
        assert not day.database.exists()
        await agent.press("ctrl+s")
        agent.sees(NewShop)


async def test_the_name_is_needed(tmp_path: Path) -> None:
    async with first_day(tmp_path) as day:
        await day.agent.press("j", "enter", "enter", "ctrl+s")
        assert "Name of the shop is needed." in day.agent.screen
        assert not day.database.exists()


async def test_going_back_and_choosing_another_country_loses_no_name(tmp_path: Path) -> None:
    async with first_day(tmp_path) as day:
        agent = day.agent
        await agent.press("j", "enter", "enter")
        await agent.write("Mugs")
        await agent.press("escape")
        agent.sees(Pick)
        await agent.press("escape")
        agent.sees(FirstStart)
        assert "There is no shop here yet" in agent.screen
        await agent.press("enter", "up", "enter")
        assert "new shop: United Arab Emirates" in agent.screen, agent.screen
        assert "Mugs" in agent.screen


@pytest.mark.parametrize("size", SIZES)
async def test_arrows_move_the_cursor_in_a_list_that_scrolls(tmp_path: Path, size: tuple[int, int]) -> None:
    async with first_day(tmp_path, size) as day:
        await day.agent.press("down", "enter")
        for keys, country in (
            (("up",) * 3, "Sweden"),
            (("home",), "another country"),
            (("end", "up"), "United K"),
        ):
            await day.agent.press(*keys)
            [at_cursor] = [line for line in day.agent.screen.splitlines() if "▌" in line]
            assert country in at_cursor


async def test_the_demo_is_left_to_who_started_the_desk(tmp_path: Path) -> None:
    async with first_day(tmp_path) as day:
        await day.agent.press("enter")
    assert day.app.beginning is Beginning.DEMO
    assert not day.database.exists()
    assert day.remembered == 0


@pytest.mark.parametrize("key", ["escape", "q", "ctrl+q"])
async def test_leaving_makes_nothing(tmp_path: Path, key: str) -> None:
    async with first_day(tmp_path) as day:
        await day.agent.press(key)
    assert day.app.beginning is None
    assert not day.database.exists()
    assert (day.app.return_code or 0) == 0


async def test_help_says_what_the_keys_are(tmp_path: Path) -> None:
    async with first_day(tmp_path) as day:
        await day.agent.press("?")
        day.agent.sees(Help)
        assert "Leave cartui; nothing was made." in day.agent.screen


async def test_keys_typed_at_machine_speed_reach_the_new_cart(tmp_path: Path) -> None:
    async with first_day(tmp_path) as day:
        await day.agent.burst("j", "enter", "enter", *"Mugs", "ctrl+s")
        await opened(day)
        day.agent.sees(CartList)
    assert (await day.stored()).settings.name == "Mugs"


async def test_a_place_that_cannot_be_written_is_told_and_the_answers_stay(tmp_path: Path) -> None:
    folder = tmp_path / "file"
    folder.write_text("")
    async with first_day(folder) as day:
        agent = day.agent
        await agent.press("j", "enter", "enter")
        await agent.write("Mugs")
        await agent.press("ctrl+s")
        agent.sees(NewShop)
        assert "Mugs" in agent.screen
        assert "✗" in agent.screen
        folder.unlink()
        folder.mkdir()
        await agent.press("ctrl+s")
        await opened(day)
        agent.sees(CartList)


async def test_a_config_that_cannot_be_written_does_not_keep_the_shop_closed(tmp_path: Path) -> None:
    async with first_day(tmp_path, refuses=True) as day:
        agent = day.agent
        await agent.press("j", "enter", "enter")
        await agent.write("Mugs")
        await agent.press("ctrl+s")
        await opened(day)
        agent.sees(CartList)
        assert any("not named in your settings" in notice for notice in agent.notices)


async def test_a_shop_that_somebody_set_up_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    async with first_day(tmp_path) as day:
        agent = day.agent
        await agent.press("j", "enter", "enter")
        await agent.write("Mine")
        async with LocalClient(str(day.database), Actor(name="bob")) as other:
            await furnish(other)
        theirs = await day.stored()
        await agent.press("ctrl+s")
        agent.sees(NewShop)
        assert "was set up here meanwhile, and this shop was not made." in agent.words
    assert await day.stored() == theirs


# --- a database without a shop in it --------------------------------------------------------------


async def test_a_shop_without_a_market_is_set_up_before_its_first_cart(tmp_path: Path) -> None:
    async with first_day(tmp_path, first=False) as day:
        agent = day.agent
        await opened(day)
        assert "This shop is not set up yet: n begins." in agent.screen
        await agent.press("n", "enter")
        await agent.write("Mugs")
        await agent.press("ctrl+s")
        await agent.quiet()
        agent.sees(CustomerSearch)
        assert agent.cart.market == "GB"
    assert (await day.stored()).settings.name == "Mugs"


async def test_who_may_not_change_the_shop_is_told_who_does(tmp_path: Path) -> None:
    async with first_day(tmp_path, first=False, role=Role.LEAD) as day:
        await opened(day)
        await day.agent.press("n")
        assert "an admin sets them up" in day.agent.screen


async def test_ctrl_q_leaves_from_the_search_that_a_new_cart_opens(tmp_path: Path) -> None:
    async with first_day(tmp_path) as day:
        agent = day.agent
        await agent.press("j", "enter", "enter")
        await agent.write("Mugs")
        await agent.press("ctrl+s")
        await opened(day)
        await agent.press("n", "enter")
        agent.sees(CustomerSearch)
        await agent.press("ctrl+q")
        assert day.app._exit


async def test_the_database_is_private(tmp_path: Path) -> None:
    async with first_day(tmp_path) as day:
        await day.agent.press("j", "enter", "enter")
        await day.agent.write("Mugs")
        await day.agent.press("ctrl+s")
        await opened(day)
    assert day.database.stat().st_mode & 0o077 == 0
    with sqlite3.connect(day.database) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
