"""An open desk does the background's work now and then, silently, and leaves it where it may not."""

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cartui.client.local import LocalClient
from cartui.client.protocol import Client, Unavailable
from cartui.model.agent import Actor, Role
from cartui.model.cart import NewCart
from cartui.model.changes import GAP, Change
from cartui.model.query import Count
from cartui.model.upkeep import UpkeepReport
from cartui.screens.desk.desk import Desk, Waiting
from cartui.screens.running import rounds
from tests.contract.shop import NOW, furnish
from tests.desk.driving import at_the_desk
from tests.desk.fake_client import ABLE, ALICE, FakeClient, a_summary
from tests.desk.sitting import sitting
from tests.waiting import PATIENCE, until


class Upkeep:
    """Counts its rounds; the first finds the backend out of reach."""

    def __init__(self) -> None:
        """Nothing was done yet."""
        self.rounds = 0
        self.enough = asyncio.Event()

    async def run(self) -> UpkeepReport:
        """One more round."""
        self.rounds += 1
        if self.rounds == 1:
            raise Unavailable("The disk is full.")
        self.enough.set()
        return UpkeepReport()


async def test_rounds_go_on_after_one_that_failed() -> None:
    upkeep = Upkeep()
    fake: Any = SimpleNamespace(capabilities=ABLE, actor=ALICE, upkeep=upkeep)
    going = asyncio.create_task(rounds.keep_up(fake, first=0, every=0.01))
    await asyncio.wait_for(upkeep.enough.wait(), PATIENCE)
    going.cancel()
    with pytest.raises(asyncio.CancelledError):
        await going


@pytest.mark.parametrize("role", [Role.VIEWER, Role.AGENT])
async def test_only_who_may_write_does_them(role: Role, tmp_path: Path) -> None:
    async with LocalClient(str(tmp_path / "shop.sqlite3"), Actor(name="vera", role=role)) as client:
        going = asyncio.create_task(rounds.keep_up(client, first=0, every=60))
        may_not = role is Role.VIEWER
        done, _ = await asyncio.wait({going}, timeout=PATIENCE if may_not else 0.5)
        assert bool(done) is may_not
        going.cancel()
        await asyncio.gather(going, return_exceptions=True)


async def test_an_open_desk_empties_the_trash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds.keep_up, "__kwdefaults__", {"first": 0.05, "every": 60.0})
    path = tmp_path / "shop.sqlite3"
    async with LocalClient(str(path), Actor(name="owner"), clock=lambda: NOW) as client:
        await furnish(client)
        shop = await client.shop.get()
        settings = shop.settings.model_copy(update={"trash_keep_days": 0})
        await client.shop.apply(shop.model_copy(update={"settings": settings}))
        cart = await client.carts.create(NewCart(market="BD"))
        await client.carts.delete(cart.id)
    async with at_the_desk(path) as agent:
        async with asyncio.timeout(PATIENCE):
            while not await purged(agent.client, cart.number):
                await agent.pilot.pause(0.05)
        assert agent.notices == []


async def purged(client: Client, number: str) -> bool:
    """Whether the cart is gone for good."""
    return (await client.history.of_cart(number))[0].kind == "purged"


async def test_a_desk_that_missed_changes_reads_again_what_it_shows() -> None:
    backend = FakeClient([a_summary(1)])
    async with sitting(backend) as desk:
        backend.summaries = [a_summary(2)]
        backend.feed.put_nowait(Change(seq=9, kind=GAP, id="", version=0, agent=""))
        await desk.until(lambda: "C-000002" in desk.text)


async def test_a_cart_that_locks_by_itself_is_noticed_without_a_change_of_the_feed() -> None:
    backend = FakeClient([a_summary(1), a_summary(2)])
    desk = Desk(backend.client, is_open=True, waiting=Waiting(locked=Count(0, exact=True)))
    noticed = asyncio.Event()
    going = asyncio.create_task(rounds.watch_locks(desk, noticed.set, every=0.01))
    await until(lambda: backend.asked.count("count") > 2)
    assert not noticed.is_set()
    backend.summaries[0] = a_summary(1, state="locked")
    await asyncio.wait_for(noticed.wait(), PATIENCE)
    going.cancel()
    await asyncio.gather(going, return_exceptions=True)


async def test_how_many_are_locked_stands_on_every_screen_also_on_a_cart(tmp_path: Path) -> None:
    path = tmp_path / "shop.sqlite3"
    async with LocalClient(str(path), Actor(name="bob"), clock=lambda: NOW) as bob:
        await furnish(bob)
        carts = [await bob.carts.create(NewCart(market="BD")) for _ in range(2)]
        async with at_the_desk(path) as desk:
            await desk.open(carts[0])
            assert "LOCKED" not in desk.screen
            await bob.locks.lock(carts[1].id, "the bank rang")
            await until(lambda: "LOCKED 1 ▲" in desk.screen.splitlines()[0], lambda: desk.screen)
            for keys in ("?", "$", "P"):
                await desk.press(keys)
                assert "LOCKED 1 ▲" in desk.screen.splitlines()[0]
                await desk.press("escape")
            await desk.press("g", "h")
            assert "LOCKED 1 ▲" in desk.screen.splitlines()[0]
