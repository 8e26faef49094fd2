"""Keys that are held for a screen which is still to open are let go, whatever becomes of that screen."""

import asyncio
import gc
import warnings

from cartui.screens.desk.type_ahead import Hold
from cartui.screens.one_cart.one_cart import OneCart
from tests.desk.fake_client import FakeClient, a_summary
from tests.desk.sitting import Sitting, sitting


async def opened(desk: Sitting) -> OneCart:
    """The first cart of the list, open."""
    await desk.press("enter")
    screen = desk.app.screen
    assert isinstance(screen, OneCart)
    return screen


async def test_steps_that_end_before_they_begin_hold_no_key() -> None:
    async with sitting(FakeClient([a_summary(1), a_summary(2)])) as desk:
        screen = await opened(desk)

        async def steps(_hold: Hold) -> None:
            await asyncio.sleep(60)

        screen.flow(steps)
        assert desk.app.type_ahead.holders
        screen.workers.cancel_all()
        await desk.until(lambda: not desk.app.type_ahead.holders)
        await desk.press("escape")
        assert desk.carts.is_current


async def test_steps_of_a_screen_that_is_taken_away_hold_no_key() -> None:
    async with sitting(FakeClient([a_summary(1), a_summary(2)])) as desk:
        screen = await opened(desk)

        async def steps(_hold: Hold) -> None:
            await asyncio.sleep(60)

        screen.flow(steps)
        await desk.app.pop_screen()
        assert not desk.app.type_ahead.holders


async def test_a_read_that_is_replaced_before_it_begins_holds_no_key_and_leaves_nothing_behind() -> None:
    async with sitting(FakeClient([a_summary(1), a_summary(2)])) as desk:

        async def work() -> None:
            await asyncio.sleep(0)

        with warnings.catch_warnings():
            warnings.simplefilter("error")
            hold = desk.app.type_ahead.hold()
            desk.carts.read(work(), group="open", hold=hold)
            for _ in range(3):
                desk.carts.preview.show("cart-1")
            desk.carts.read(work(), group="open")
            await desk.settle()
            gc.collect()
        assert not desk.app.type_ahead.holders
