"""Importing a statement at the desk: nothing is kept before it was seen, and what is open is asked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from cartui.model.agent import Role
from cartui.screens.desk.statement_places import StatementPlaces
from cartui.screens.locks.statement_import import StatementImportScreen
from tests.contract.shop import NOW
from tests.desk.driving import Agent, at_the_desk
from tests.furnished import FurnishedFile
from tests.imports.statements.writing import Habits, Happened, activity_download
from tests.waiting import until

HEAD = "Date,Time,TimeZone,Type,Status,Currency,Gross,Transaction ID,Invoice Number\n"
BANK = (
    "Transaktionscode;Buchungsdatum;Währung;Betrag;Art;Verwendungszweck\n"
    "T-1;{0};EUR;1.250,00;Zahlung;C-000101\n"
    "T-2;{0};EUR;-5,00;Storno;\n"
)


def happened(count: int) -> list[Happened]:
    """So many payments, minutes apart, the last of them a day ago."""
    first = NOW - timedelta(days=1, minutes=count)
    return [
        Happened(f"TX{number}", first + timedelta(minutes=number), 1_000 + number, invoice=f"C-{number:06d}")
        for number in range(count)
    ]


def written(folder: Path, count: int = 3, name: str = "Download.CSV") -> Path:
    """An Activity Download with so many payments."""
    file = folder / name
    habits = Habits(zone=UTC, day_first=True, separator=".")
    file.write_bytes(activity_download(happened(count), habits))
    return file


class Importing:
    """Somebody who imports a statement."""

    def __init__(self, desk: Agent, folder: Path) -> None:
        """``folder`` is the one of the settings."""
        self.desk = desk
        self.folder = folder
        self.results: list[bool | None] = []

    async def sees(self, *texts: str) -> None:
        """Wait until all of that stands on the screen."""
        await until(
            lambda: all(text in self.desk.words for text in texts),
            lambda: (texts, self.desk.screen),
            pause=self.desk.pilot.pause,
        )

    async def press(self, *keys: str) -> None:
        """Press keys, each when the one before has been answered."""
        await self.desk.press(*keys)

    async def is_over(self) -> None:
        """Wait until one is where one came from."""
        await until(lambda: self.results, lambda: self.desk.screen, pause=self.desk.pilot.pause)

    async def coverage(self) -> int:
        """Of how many times the shop has everything."""
        return len(await self.desk.client.payments.coverage())


@asynccontextmanager
async def importing(
    path: Path, folder: Path, size: tuple[int, int] = (120, 40), *, restricted: bool = False
) -> AsyncIterator[Importing]:
    """A desk whose settings name a folder, where a statement is to be imported."""
    async with at_the_desk(path, size, role=Role.AGENT) as desk:
        desk.app.desk.statements = StatementPlaces(folder)
        desk.app.desk.restricted = restricted
        agent = Importing(desk, folder)
        desk.app.push_screen(StatementImportScreen(), agent.results.append)
        await desk.quiet()
        yield agent


@pytest.fixture
def shop(tmp_path: Path, furnished_file: FurnishedFile, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A furnished shop, and a home without downloads."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    path = tmp_path / "shop" / "shop.sqlite3"
    furnished_file.lay(path)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of statements."""
    folder = tmp_path / "statements"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
async def test_a_statement_is_seen_before_anything_of_it_is_kept(
    shop: Path, folder: Path, size: tuple[int, int]
) -> None:
    written(folder)
    async with importing(shop, folder, size) as agent:
        await agent.sees("Download.CSV")
        await agent.press("enter")
        await agent.sees("read as paypal-activity", "3 rows: 3 to be taken", "payment, completed")
        await agent.sees("EUR 10.00", "from first row to last", "ref C-000000")
        assert await agent.coverage() == 0
        await agent.press("enter")
        await agent.sees("The statement is taken.", "accepted 3", "Covered now", "paypal:")
        assert await agent.coverage() == 1
        await agent.press("enter")
        await agent.is_over()
        assert agent.results == [True]
