"""A desk that nobody sits at, in a real terminal: it is hidden, then left, and nothing is lost."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pyte
import pytest

from cartui.cli.exit_codes import ExitStatus
from cartui.client.local import LocalClient
from cartui.model.actions import AddLine, SetContact
from cartui.model.agent import Actor
from cartui.model.cart import NewCart
from tests.desk.pty_desk import PtyDesk
from tests.furnished import FurnishedFile

MODULE = "tests.desk.idle_desk"

CUSTOMER = "Sharmila Rahman"


class Watched:
    """The desk, and the clock that it looks at."""

    def __init__(self, folder: Path) -> None:
        """Put both into that folder."""
        self.folder = folder
        self.database = folder / "shop.sqlite3"
        self._clock = folder / "clock"
        self.passes(to=0)

    def passes(self, *, to: int) -> None:
        """So many seconds have passed since the start."""
        later = self._clock.with_suffix(".new")
        later.write_text(str(to), encoding="utf-8")
        later.replace(self._clock)

    def desk(self) -> PtyDesk:
        """Sit down."""
        files = map(str, (self.database, self._clock, self.folder / "drafts"))
        desk = PtyDesk("-m", MODULE, *files, home=self.folder)
        desk.screen = pyte.HistoryScreen(desk.screen.columns, desk.screen.lines)
        desk._stream = pyte.ByteStream(desk.screen)
        return desk

    def present(self) -> list[str]:
        """Who is seen at a cart."""
        with closing(sqlite3.connect(self.database)) as connection:
            return [name for (name,) in connection.execute("SELECT agent FROM presence")]


@pytest.fixture
def watched(furnished_file: FurnishedFile, tmp_path: Path) -> Watched:
    """A shop with a cart of somebody who has a name."""
    watched = Watched(tmp_path)
    furnished_file.lay(watched.database)

    async def make() -> None:
        async with LocalClient(str(watched.database), Actor(name="admin")) as client:
            cart = await client.carts.create(NewCart(market="BD"))
            await client.carts.edit(cart.id, cart.version, [SetContact(name=CUSTOMER), AddLine(sku="MUG-01")])

    asyncio.run(make())
    return watched


def test_it_is_said_a_minute_before_and_any_key_stays(watched: Watched) -> None:
    with watched.desk() as desk:
        assert desk.read_until(CUSTOMER), desk.screen.display
        watched.passes(to=13 * 60)
        watched.passes(to=14 * 60 + 1)
        assert desk.read_until("this desk is left in a minute"), desk.screen.display
        desk.press("k")
        assert desk.read_until_only(CUSTOMER, "this desk is left"), desk.screen.display
        watched.passes(to=28 * 60)
        desk.press("q")
        assert desk.status() == 0


def test_what_is_left_in_the_terminal_names_nobody_and_the_next_start_has_what_was_typed(
    watched: Watched,
) -> None:
    with watched.desk() as desk:
        assert desk.read_until(CUSTOMER), desk.screen.display
        desk.press("\r")
        assert desk.read_until("MUG-01")
        desk.press("o")
        assert desk.read_until("note")
        desk.press("calls back at five")
        assert desk.read_until("calls back at five")
        assert desk.read_until_that(lambda: watched.present() == ["alice"])
        watched.passes(to=15 * 60 + 1)
        assert desk.status() == ExitStatus.LEFT_ALONE
        left = "\n".join(desk.screen.display)
        assert "No key was pressed for 15 minutes, so the desk was left." in left
        assert "what was half typed is there at the next start" in left
        assert not any(word in left for word in ("Sharmila", "MUG-01", "five")), left
        assert isinstance(desk.screen, pyte.HistoryScreen)
        assert not desk.screen.history.top, "nothing was pushed where one can scroll back to it"
    assert watched.present() == []
    watched.passes(to=0)
    with watched.desk() as desk:
        assert desk.read_until(CUSTOMER), desk.screen.display
        desk.press("\r")
        assert desk.read_until("note: draft"), desk.screen.display
        desk.press("o")
        assert desk.read_until("calls back at five"), desk.screen.display


def test_a_key_that_comes_too_late_does_nothing(watched: Watched) -> None:
    with watched.desk() as desk:
        assert desk.read_until(CUSTOMER), desk.screen.display
        watched.passes(to=15 * 60)
        desk.press("n\r")
        assert desk.status() == ExitStatus.LEFT_ALONE
    with closing(sqlite3.connect(watched.database)) as connection:
        assert connection.execute("SELECT count(*) FROM cart").fetchone() == (1,)
