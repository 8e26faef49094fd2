"""How changing many carts looks. After a change that is meant: pytest with --snapshot-update."""

import pytest
from textual.pilot import Pilot

from cartui.app import CartuiApp
from cartui.model.shop import PriceLevel
from cartui.screens.bulk import following
from cartui.screens.desk.desk import Desk, Display
from tests.desk.fake_client import NOW, SHOP, FakeClient, a_summary
from tests.waiting import until

SIZES = [(80, 24), (120, 40)]

STEPS = {
    "menu": ("*", "b"),
    "documents": ("*", "b", "p", "enter"),
    "levels": ("*", "p"),
    "number": ("*", "p", "g", "o", "enter", "2", "3"),
    "question": ("space", "space", "space", "space", "p", "g", "o", "enter"),
    "progress": ("*", "p", "g", "o", "enter", "2", "3", "0", "enter"),
    "background": ("*", "p", "g", "o", "enter", "2", "3", "0", "enter", "enter"),
    "over": ("*", "p", "g", "o", "enter", "2", "3", "0", "enter"),
}
"""What is pressed for each picture."""


class Watched:
    """A desk on a shop of three currencies, at a moment that passes only when the test says so."""

    def __init__(self) -> None:
        """Three carts are locked, two have the level already."""
        markets = [("BD", "BDT"), ("KW", "KWD"), ("JP", "JPY")]
        levels = tuple(PriceLevel(code=code, name=code.capitalize()) for code in ("retail", "gold", "trade"))
        summaries = [
            a_summary(
                number,
                customer="日本語 山田" if number == 4 else f"Customer {number}",
                state="locked" if number < 4 else "open",
                price_level="gold" if number in {5, 6} else "retail",
                market=markets[number % 3][0],
                currency=markets[number % 3][1],
            )
            for number in range(1, 231)
        ]
        self.seconds = 0.0
        shop = SHOP.model_copy(update={"price_levels": levels})
        self.backend = FakeClient(summaries, shop_now=shop)
        display = Display(theme="cartui-dark", timezone="UTC")
        self.app = CartuiApp(
            Desk(self.backend.client, display, now=lambda: NOW, passing=lambda: self.seconds)
        )

    async def press(self, step: str, pilot: Pilot[None]) -> None:
        """Press the keys of a picture, and let the job do a part of its work, or all."""
        await until(lambda: self.app.desk.is_open, pause=pilot.pause)
        for key in STEPS[step]:
            await pilot.press(key)
        await until(lambda: self.app.type_ahead.idle, pause=pilot.pause)
        if step not in {"progress", "background", "over"}:
            return
        await until(lambda: self.backend.jobs.jobs[0].at_work, pause=pilot.pause)
        self.seconds = 4.0
        done = self.backend.bulk.work(None if step == "over" else 120).tally.done
        await until(lambda: self._is_followed_to(done), pause=pilot.pause)

    def _is_followed_to(self, done: int) -> bool:
        """Whether the desk knows that so many are done."""
        at_hand = self.app.desk.job
        return at_hand is not None and at_hand.job.tally.done == done


def compare(snap_compare: object, step: str, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Compare one picture with the one that was agreed on."""
    assert callable(snap_compare)
    monkeypatch.setattr(following, "APART", 0.01)
    desk = Watched()

    async def before(pilot: Pilot[None]) -> None:
        await desk.press(step, pilot)

    assert snap_compare(desk.app, run_before=before, press=["wait:400"], terminal_size=size)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
@pytest.mark.parametrize("step", STEPS)
def test_the_picture_is_the_one_that_was_agreed_on(
    snap_compare: object, size: tuple[int, int], step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    compare(snap_compare, step, size, monkeypatch)


@pytest.mark.parametrize("step", ["number", "background"])
def test_without_colours_it_is_as_readable(
    snap_compare: object, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    compare(snap_compare, step, (80, 24), monkeypatch)
