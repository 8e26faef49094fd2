"""A desk that nobody sits at hides everything at once, and ends as soon as nothing waits to be saved."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from textual.events import Key

from cartui.cli.exit_codes import ExitStatus
from cartui.client.protocol import Unauthenticated
from cartui.model.actions import SetNote
from cartui.screens.desk import reach
from cartui.screens.desk.cart_edits import Area
from cartui.screens.desk.desk import Display
from cartui.screens.one_cart.one_cart import OneCart
from cartui.screens.running import idle_lock
from cartui.screens.running.cover import Cover
from cartui.screens.running.idle_lock import span_words
from tests.desk.fake_client import FakeClient, a_summary
from tests.desk.sitting import Sitting, sitting
from tests.waiting import until

LIMIT = timedelta(minutes=15)

SIZES = [(80, 24), (120, 40)]


@pytest.fixture(autouse=True)
def little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses that a test can wait for."""
    monkeypatch.setattr(reach, "WAITS", (0.05,))
    monkeypatch.setattr(idle_lock, "LOOK", 0.05)


class Watched(Sitting):
    """A desk whose clock is set by hand."""

    def passes(self, **length: float) -> None:
        """Nobody is here for so long."""
        before = self.app.desk.passing()
        self.app.desk.passing = lambda: before + timedelta(**length).total_seconds()

    async def is_hidden(self) -> None:
        """Wait until nothing is to be seen."""
        await until(lambda: isinstance(self.app.screen, Cover), lambda: self.text, pause=self.pilot.pause)

    async def shows(self, words: str) -> None:
        """Wait until that is to be seen."""
        await until(lambda: words in " ".join(self.text.split()), lambda: self.text, pause=self.pilot.pause)

    async def has_ended(self) -> str:
        """Wait until it has ended by itself; gives what is said after that."""
        await until(lambda: self.app._exit, lambda: self.text, pause=self.pilot.pause)
        assert self.app.return_code == ExitStatus.LEFT_ALONE
        return self.app.desk.trouble


@asynccontextmanager
async def watched(
    backend: FakeClient, size: tuple[int, int] = (80, 24), limit: timedelta | None = LIMIT
) -> AsyncIterator[Watched]:
    """Sit at a desk that may be left alone for so long."""
    async with sitting(backend, size, Display(theme="cartui-dark", timezone="UTC", idle_lock=limit)) as desk:
        yield Watched(desk.app, desk.pilot, backend)


def a_shop() -> FakeClient:
    """A shop with two carts of people who have names."""
    return FakeClient([a_summary(1, customer="Rahim Uddin"), a_summary(2, customer="Nusrat Jahan")])


async def with_a_change_that_waits(desk: Watched) -> OneCart:
    """Change the first cart's note while the shop is away."""
    await desk.press("enter")
    cart = desk.app.screen
    assert isinstance(cart, OneCart)
    desk.backend.goes_away()
    cart.edits.ask(Area.NOTE, SetNote(note="call back"))
    await desk.shows("NOT SAVED ▲")
    return cart


@pytest.mark.parametrize("size", SIZES)
async def test_after_that_long_without_a_key_everything_is_hidden_and_the_desk_ends(
    size: tuple[int, int],
) -> None:
    async with watched(a_shop(), size) as desk:
        await desk.press("space")
        desk.app.notify("Rahim Uddin rang.", timeout=100)
        saved = asyncio.Event()
        desk.app.run_worker(saved.wait(), group="writes")
        desk.passes(minutes=15)
        await desk.is_hidden()
        await desk.shows("No key was pressed for 15 minutes, so this desk is hidden, and then left.")
        await desk.shows("Something is still being saved.")
        assert not any(word in desk.text for word in ("Rahim", "Nusrat", "C-000001", "alice"))
        saved.set()
        assert "what was half typed is there" in await desk.has_ended()


async def test_by_itself_a_desk_may_be_left_alone_for_ever() -> None:
    async with watched(a_shop(), limit=None) as desk:
        desk.passes(days=3)
        await desk.press("j")
        assert "Rahim" in desk.text


@pytest.mark.parametrize("size", SIZES)
async def test_a_minute_before_it_is_said_and_any_key_stays(size: tuple[int, int]) -> None:
    async with watched(a_shop(), size) as desk:
        desk.passes(minutes=13)
        await desk.press("j")
        desk.passes(minutes=14, seconds=1)
        await desk.shows("this desk is left in a minute. Any key stays.")
        await desk.press("k")
        assert not desk.notices
        desk.passes(minutes=13)
        await desk.pilot.pause()
        assert not desk.notices
        assert "Rahim" in desk.text


async def test_a_key_that_comes_too_late_is_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idle_lock, "LOOK", 1_000.0)
    async with watched(a_shop()) as desk:
        desk.passes(hours=8)
        await desk.pilot.press("D")
        assert await desk.has_ended()
        assert not any(call.startswith("delete") for call in desk.backend.asked)


async def test_with_changes_that_wait_for_the_shop_it_stays_hidden_until_they_are_saved() -> None:
    async with watched(a_shop()) as desk:
        await with_a_change_that_waits(desk)
        desk.passes(minutes=16)
        await desk.is_hidden()
        await desk.shows("1 change waits for the shop, which does not answer.")
        assert "C-000001" not in desk.text
        for key in ("ctrl+q", "ctrl+c", "escape", "enter", "q"):
            desk.app.post_message(Key(key, None))
        desk.app.notify("Rahim Uddin rang.")
        desk.passes(hours=3)
        await desk.pilot.pause(0.1)
        assert isinstance(desk.app.screen, Cover)
        assert not desk.notices
        desk.backend.comes_back()
        assert "What was saved is saved" in await desk.has_ended()
        assert desk.backend.notes["cart-1"] == "call back"


async def test_what_comes_up_behind_it_is_never_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[object] = []
    async with watched(a_shop()) as desk:
        await with_a_change_that_waits(desk)
        desk.passes(minutes=16)
        await desk.is_hidden()
        monkeypatch.setattr(
            "textual.app.App._display", lambda _app, screen, _picture: drawn.append(type(screen))
        )
        desk.backend.notes["cart-1"] = "theirs"
        desk.backend.summaries[0] = a_summary(1, version=2)
        desk.backend.comes_back()
        said = await desk.has_ended()
        assert "C-000001: what somebody else changed as well is not saved as you wanted it." in said
        assert set(drawn) <= {Cover}


async def test_somebody_who_logs_in_again_elsewhere_has_the_changes_saved() -> None:
    async with watched(a_shop()) as desk:
        await with_a_change_that_waits(desk)
        desk.backend.away = Unauthenticated("Your token was taken back.")
        desk.passes(minutes=16)
        await desk.is_hidden()
        desk.backend.comes_back()
        desk.passes(minutes=1)
        await desk.has_ended()
        assert desk.backend.notes["cart-1"] == "call back"


@pytest.mark.parametrize(
    ("limit", "words"),
    [(1, "1 minute"), (90, "90 minutes"), (60, "1 hour"), (120, "2 hours")],
)
def test_it_says_how_long_that_was(limit: int, words: str) -> None:
    assert span_words(timedelta(minutes=limit)) == words
