"""Choosing the market of a new cart: it waits for the shop, and stands on the shop's own market."""

import asyncio

from cartui.app import CartuiApp
from cartui.screens.desk.desk import Desk, Display
from cartui.screens.one_cart.dialogs.market_choice import MarketChoice
from cartui.widgets.choices import Choices
from tests.desk.fake_client import NOW, FakeClient, a_summary
from tests.desk.sitting import Sitting, sitting


async def test_the_markets_wait_for_the_shop_and_keys_typed_meanwhile_are_kept() -> None:
    backend = FakeClient([a_summary(1)], opens=asyncio.Event())
    app = CartuiApp(Desk(backend.client, Display(timezone="UTC"), now=lambda: NOW))
    async with app.run_test() as pilot:
        assert backend.opens is not None
        desk = Sitting(app, pilot, backend)
        keys = asyncio.create_task(pilot.press("n", "down", "enter"))
        await asyncio.sleep(0.3)
        assert isinstance(app.screen, MarketChoice)
        assert "no market yet" not in desk.text
        backend.opens.set()
        await keys
        await desk.settle()
        assert any(call.startswith("create KW") for call in backend.asked)


async def test_the_shops_own_market_stands_ready_whatever_the_last_cart_was() -> None:
    async with sitting(FakeClient([a_summary(1)])) as desk:
        desk.app.desk.last_market = "JP"
        await desk.press("n")
        assert desk.app.screen.query_one(Choices).index == 0


async def test_without_a_market_of_its_own_the_last_one_stands_ready() -> None:
    backend = FakeClient([a_summary(1)])
    settings = backend.shop_now.settings.model_copy(update={"default_market": None})
    backend.shop_now = backend.shop_now.model_copy(update={"settings": settings})
    async with sitting(backend) as desk:
        desk.app.desk.last_market = "JP"
        await desk.press("n")
        assert desk.app.screen.query_one(Choices).index == 2


async def test_where_there_is_one_market_only_it_is_not_asked_for() -> None:
    backend = FakeClient([a_summary(1)])
    shop = backend.shop_now
    backend.shop_now = shop.model_copy(update={"markets": shop.markets[:1]})
    async with sitting(backend) as desk:
        await desk.press("n")
        created = [call.split()[1] for call in backend.asked if call.startswith("create")]
        assert created == ["BD"]
        assert not isinstance(desk.app.screen, MarketChoice)
