"""Two at one cart see each other: in the first line, within a moment, and without a word when it fails."""

import asyncio
from pathlib import Path
from types import SimpleNamespace

import pytest

from cartui.client.local import LocalClient
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.cart import NewCart
from cartui.model.changes import PRESENCE, Change
from cartui.model.presence import LENGTH, Present
from cartui.screens.desk.attendance import Attendance, who_is_here
from cartui.screens.one_cart.one_cart import OneCart
from cartui.screens.one_cart.parts import cart_presence
from cartui.widgets.backend_name import BackendName
from tests.contract.shop import NOW
from tests.desk.driving import at_the_desk
from tests.desk.fake_client import FakeClient, a_summary
from tests.desk.sitting import Sitting, sitting
from tests.furnished import FurnishedFile
from tests.waiting import PATIENCE


def present(*names: str) -> list[Present]:
    """They are there."""
    return [Present(agent=name, since=NOW, until=NOW + LENGTH) for name in names]


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ((), ""),
        (("bob",), "bob is here too"),
        (("bob", "ann"), "bob and ann are here"),
        (("bob", "ann", "eve"), "bob and 2 others are here"),
        (("alice",), "you, at another desk"),
        (("alice", "bob"), "bob and you at another desk are here"),
        (("bob", "alice", "ann"), "bob and 2 others are here"),
        (("somebody with a very long name",), "somebody with a ver… is here too"),
    ],
)
def test_who_is_here_is_said_in_words(names: tuple[str, ...], said: str) -> None:
    assert next(iter(who_is_here(present(*names), "alice")), "") == said


async def until_line(desk: Sitting, text: str, *, there: bool = True) -> None:
    """Wait for it in the first line."""
    await desk.until(lambda: (text in desk.lines[0]) is there)


async def opened(desk: Sitting) -> OneCart:
    """Open the first cart."""
    await desk.press("enter")
    screen = desk.app.screen
    assert isinstance(screen, OneCart)
    return screen


async def test_whoever_comes_is_seen_at_once_and_so_is_that_they_go() -> None:
    backend = FakeClient([a_summary(1)])
    async with sitting(backend, (80, 24)) as desk:
        await opened(desk)
        assert "enter cart-1" in backend.asked
        assert "is here" not in desk.lines[0]
        backend.here = ["bob"]
        backend.feed.put_nowait(Change(1, PRESENCE, "cart-1", 0, "bob"))
        await until_line(desk, "saved  bob is here too")
        backend.here = []
        backend.feed.put_nowait(Change(2, PRESENCE, "cart-1", 0, "bob"))
        await until_line(desk, "bob", there=False)
        await desk.press("escape")
        assert "leave cart-1" in backend.asked


async def test_who_comes_and_goes_wakes_no_list_and_reads_no_cart_again() -> None:
    backend = FakeClient([a_summary(1)])
    async with sitting(backend) as desk:
        await desk.settle()
        before = list(backend.asked)
        backend.feed.put_nowait(Change(1, PRESENCE, "cart-1", 0, "bob"))
        await desk.pilot.pause(0.4)
        await desk.settle()
        assert backend.asked == before
        await opened(desk)
        before = [asked for asked in backend.asked if "present at" not in asked]
        backend.here = ["bob"]
        backend.feed.put_nowait(Change(2, PRESENCE, "cart-1", 0, "bob"))
        backend.feed.put_nowait(Change(3, PRESENCE, "cart-2", 0, "bob"))
        await until_line(desk, "bob is here too")
        assert [asked for asked in backend.asked if "present at" not in asked] == before


async def test_it_is_said_again_before_it_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cart_presence, "BEAT", 0.05)
    backend = FakeClient([a_summary(1)])
    async with sitting(backend) as desk:
        await opened(desk)
        backend.here = ["bob"]
        await desk.until(lambda: backend.asked.count("enter cart-1") > 2)
        await until_line(desk, "bob is here too")
        await desk.press("escape")
        said = backend.asked.count("enter cart-1")
        await desk.pilot.pause(0.2)
        assert backend.asked.count("enter cart-1") == said


class SlowPresence:
    """A backend that knows who is there a while after it was told."""

    def __init__(self) -> None:
        """Nothing was told so far."""
        self.answers = asyncio.Event()
        self.done: list[str] = []

    async def enter(self, _cart: str, *, desk: str) -> tuple[Present, ...]:  # noqa: ARG002 - as it is called
        """Somebody is there, once it is written."""
        await self.answers.wait()
        self.done.append("enter")
        return ()

    async def leave(self, _cart: str, *, desk: str) -> tuple[Present, ...]:  # noqa: ARG002 - as it is called
        """Nobody is there any more."""
        self.done.append("leave")
        return ()


async def test_whoever_leaves_at_once_is_not_there_after_all_since_the_backend_was_slow() -> None:
    backend = SlowPresence()
    client = SimpleNamespace(presence=backend)
    attendance = Attendance()
    attendance.opened("cart-1")
    entering = asyncio.create_task(attendance.enter(client, "cart-1", seen=True))
    late = asyncio.create_task(attendance.enter(client, "cart-1", seen=True))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    entering.cancel()  # the screen that asked is taken away, and with it the waiting
    attendance.closed("cart-1")
    leaving = asyncio.create_task(attendance.leave(client, "cart-1"))
    await asyncio.sleep(0)
    backend.answers.set()
    await asyncio.gather(late, leaving)
    assert backend.done == ["enter", "leave"]


async def test_a_backend_that_is_away_is_not_asked_and_nobody_is_said_to_be_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cart_presence, "BEAT", 0.05)
    backend = FakeClient([a_summary(1)], here=["bob"])
    async with sitting(backend) as desk:
        await opened(desk)
        await until_line(desk, "bob is here too")
        backend.goes_away()
        await desk.until(lambda: desk.app.desk.reach.is_away)
        await until_line(desk, "bob", there=False)
        said = backend.asked.count("enter cart-1")
        await desk.pilot.pause(0.2)
        assert backend.asked.count("enter cart-1") == said
        assert desk.notices == []


async def test_whoever_works_read_only_sees_the_others_and_is_not_seen() -> None:
    backend = FakeClient([a_summary(1)], here=["bob"])
    async with sitting(backend) as desk:
        desk.app.desk.backend = BackendName(read_only=True)
        await opened(desk)
        await until_line(desk, "bob is here too")
        await desk.press("escape")
        assert not [asked for asked in backend.asked if asked.startswith(("enter", "leave"))]


async def test_a_desk_that_is_quit_is_seen_no_more(furnished_file: FurnishedFile, tmp_path: Path) -> None:
    path = tmp_path / "shop.sqlite3"
    furnished_file.lay(path)
    bob = Actor(name="bob", role=Role.VIEWER, origin=ActorOrigin.DESK)
    async with LocalClient(str(path), bob, clock=lambda: NOW) as client:
        async with at_the_desk(path) as agent:
            cart = await agent.client.carts.create(NewCart(market="BD"))
            await agent.open(cart)
            async with asyncio.timeout(PATIENCE):
                while not await client.presence.of(cart.id):
                    await agent.pilot.pause(0.02)
            assert [each.agent for each in await client.presence.of(cart.id)] == ["alice"]
        assert await client.presence.of(cart.id) == ()
