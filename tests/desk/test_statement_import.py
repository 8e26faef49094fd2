"""Importing a statement at the desk: nothing is kept before it was seen, and what is open is asked."""

import asyncio
import csv
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, timedelta
from io import StringIO
from pathlib import Path
from threading import Event

import pytest

from cartui.client.local.payments import LocalPayments
from cartui.client.protocol import Unavailable
from cartui.imports.statements import preview
from cartui.imports.statements.preview import look_at_statement
from cartui.model.agent import Role
from cartui.model.locks import StatementReport
from cartui.model.statement import Statement
from cartui.screens.desk.statement_places import StatementPlaces
from cartui.screens.dialogs.pick import Pick
from cartui.screens.locks.statement_file_choice import PathEntry, StatementFileChoice
from cartui.screens.locks.statement_import import StatementImportScreen
from cartui.screens.locks.statement_mapping import MappingColumns
from cartui.screens.locks.statement_questions import MappingPick, ZonePick
from cartui.settings.mappings import keep_mapping
from tests.contract.shop import NOW
from tests.desk.driving import Agent, at_the_desk
from tests.furnished import FurnishedFile
from tests.hostile import HOSTILE
from tests.imports.statements.writing import Habits, Happened, activity_download
from tests.waiting import PATIENCE, until

HEAD = "Date,Time,TimeZone,Type,Status,Currency,Gross,Transaction ID,Invoice Number\n"
CONTROLS = {chr(code) for code in (*range(10), *range(11, 32), *range(127, 160))}
"""What a terminal obeys; lines of a screen are told apart by the line feed."""

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
        await agent.sees("The statement is taken.", "accepted 3", "Covered now", "PayPal:")
        assert await agent.coverage() == 1
        await agent.press("enter")
        await agent.is_over()
        assert agent.results == [True]


async def test_rows_that_are_refused_are_listed_and_the_others_go_in(shop: Path, folder: Path) -> None:
    file = written(folder)
    file.write_bytes(file.read_bytes().replace(b"Express Checkout Payment", b"Something new", 1))
    async with importing(shop, folder) as agent:
        await agent.press("enter")
        await agent.sees("3 rows: 2 to be taken, 1 refused", "Refused rows: 1")
        await agent.sees("line 2", "Type: 'Something new' is not known")
        await agent.press("enter")
        await agent.sees("accepted 2 · unchanged 0", "refused 1", "Refused rows: 1")


async def test_a_date_that_could_be_two_is_asked_and_read_at_once_as_it_is_meant(
    shop: Path, folder: Path
) -> None:
    (folder / "one.csv").write_text(HEAD + "10/11/2026,10:00:00,,Payment,Completed,USD,5.00,1AB,\n")
    async with importing(shop, folder) as agent:
        await agent.press("enter")
        await agent.sees("may have the day first or the month, and no row tells which", "the day first")
        agent.desk.sees(Pick)
        await agent.press("enter")
        await agent.sees("10 Nov 2026 10:00", "as you said: day first", "times have no zone")
        await agent.press("d", "down", "enter")
        await agent.sees("11 Oct 2026 10:00", "month first")
        await agent.press("t")
        agent.desk.sees(ZonePick)
        await agent.desk.write("dhaka")
        await agent.press("enter")
        await agent.sees("11 Oct 2026 04:00", "times in Asia/Dhaka")
        assert "times have no zone" not in agent.desk.words


async def test_amounts_that_could_be_two_things_are_asked(shop: Path, folder: Path) -> None:
    rows = 'transaction,date,amount,currency\nA,2026-11-01T10:00:00Z,"1,000",KWD\n'
    (folder / "one.csv").write_text(rows)
    async with importing(shop, folder) as agent:
        await agent.press("enter")
        await agent.sees("may be two things", "1,000 is one thousand")
        await agent.press("enter")
        await agent.sees("KWD 1,000.000", "decimal point")
        await agent.press(",", "down", "enter")
        await agent.sees("KWD 1.000", "decimal comma")


async def test_files_of_one_report_are_chosen_together(shop: Path, folder: Path) -> None:
    columns = (
        "Transaction ID,Transaction Event Code,Transaction Initiation Date,Transaction Debit or Credit,"
        "Gross Transaction Amount,Gross Transaction Currency"
    )
    at = "2026/11/20 10:00:00 -0800"
    (folder / "STL-20261120.A.01.009.CSV").write_text(
        '"RH",2026/11/21 02:00:00 -0800,"A","ME",009,\n"FH",01\n'
        '"SH",2026/11/20 00:00:00 -0800,2026/11/20 23:59:59 -0800,"ME",""\n'
        f'"CH",{columns}\n"SB","A","T0006",{at},"CR",500,"USD"\n"FF",1\n'
    )
    (folder / "STL-20261120.A.02.009.CSV").write_text(
        f'"FH",02\n"SB","B","T0006",{at},"CR",700,"USD"\n"SC",2\n"RC",2\n"FF",1\n'
    )
    async with importing(shop, folder) as agent:
        await agent.press("enter")
        await agent.sees("✗")
        await agent.press("f", "space", "space", "enter")
        await agent.sees("STL-20261120.A.01.009.CSV, STL-20261120.A.02.009.CSV", "as it says itself")
        await agent.sees("2 rows: 2 to be taken")


async def test_files_that_do_not_go_together_are_refused(shop: Path, folder: Path) -> None:
    written(folder, name="a.csv")
    written(folder, name="b.csv")
    async with importing(shop, folder) as agent:
        await agent.press("space", "space", "enter")
        await agent.sees("Only files of one PayPal report go together")


async def test_a_file_that_nobody_knows_is_mapped_once_and_known_from_then_on(
    shop: Path, folder: Path, tmp_path: Path
) -> None:
    (folder / "bank.csv").write_text(BANK.format("13.11.2026 10:00"), encoding="utf-8")
    async with importing(shop, folder, (80, 24)) as agent:
        agent.desk.app.desk.statements = StatementPlaces(
            folder, keep=lambda name, text: keep_mapping(tmp_path / "config.toml", name, text)
        )
        await agent.press("enter")
        await agent.sees("is no statement that is known here", "a new mapping")
        agent.desk.sees(MappingPick)
        await agent.press("enter")
        await agent.sees("Transaktionscode T-1", "Betrag 1.250,00", "'Zahlung' is not known")
        await agent.press(*["down"] * 7, "w", "space", "down", "space", "space", "enter")
        await agent.sees("payment, completed · EUR 1,250.00", "refund, completed · EUR −5.00")
        await agent.press("ctrl+s")
        await agent.desk.write("Bad name")
        await agent.press("enter", "enter")
        await agent.sees("Small letters, digits, - and _ make a name.")
        await agent.press("ctrl+u")
        await agent.desk.write("bank")
        await agent.press("ctrl+s")
        await agent.sees("read as bank", "2 rows: 2 to be taken")
        assert (tmp_path / "mappings" / "bank.toml").exists()
        await agent.press("f", "enter")
        await agent.sees("read as bank", "2 rows: 2 to be taken")


async def test_what_a_file_does_not_say_can_be_said_for_all_of_its_rows(shop: Path, folder: Path) -> None:
    (folder / "bank.csv").write_text("Id,When,Betrag,Ref\nT-1,2026-11-13T10:00:00Z,12.50,C-1\n")
    async with importing(shop, folder) as agent:
        await agent.press("enter")
        await agent.press("enter")
        await agent.sees("Still needed: when it was, currency.")
        agent.desk.sees(MappingColumns)
        await agent.press("ctrl+s")
        await agent.sees("✗ Still needed")
        await agent.press("down", "enter")
        await agent.desk.write("When")
        await agent.press("enter", *["down"] * 5, "enter")
        await agent.desk.write("EUR")
        await agent.press("enter")
        await agent.sees("always EUR", "payment, completed · EUR 12.50")


async def test_a_restricted_desk_reads_its_folder_and_nothing_else(shop: Path, folder: Path) -> None:
    written(folder)
    (folder / "bank.csv").write_text(BANK.format("13.11.2026 10:00"), encoding="utf-8")
    async with importing(shop, folder, restricted=True) as agent:
        await agent.sees("Download.CSV")
        await agent.press("/")
        await agent.sees("At this desk statements are read from one folder only.")
        agent.desk.sees(StatementFileChoice)
        await agent.press("enter")
        await agent.sees("is no statement that is known here")
        assert "a new mapping" not in agent.desk.words
        assert agent.desk.app.desk.session.statement_folder == ""


async def test_a_restricted_desk_without_a_folder_says_how_statements_come_in(
    shop: Path, tmp_path: Path
) -> None:
    async with at_the_desk(shop, role=Role.AGENT) as desk:
        desk.app.desk.restricted = True
        desk.app.push_screen(StatementImportScreen())
        await desk.quiet()
        assert "No folder of statements is set up for this desk." in desk.words
        await desk.press("enter", "space", "/", "escape")
        assert "No folder of statements" not in desk.words


async def test_a_path_is_typed_with_completion(shop: Path, folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    written(elsewhere, name="Other.csv")
    async with importing(shop, folder) as agent:
        await agent.sees("There is no CSV file in")
        await agent.press("/")
        agent.desk.sees(PathEntry)
        await agent.press("ctrl+u")
        await agent.desk.write(f"{tmp_path}/else")
        await agent.sees("elsewhere/")
        await agent.press("tab")
        await agent.sees("Other.csv")
        await agent.press("enter")
        await agent.sees("read as paypal-activity")
        assert agent.desk.app.desk.session.statement_folder == str(elsewhere)


async def test_hostile_text_in_cells_is_data(shop: Path, folder: Path) -> None:
    rows = [["", "", "", text, "", "", "", "", text] for text in HOSTILE[:8]]
    text = StringIO()
    csv.writer(text).writerows([HEAD.strip().split(","), *rows])
    (folder / "evil.csv").write_text(text.getvalue(), encoding="utf-8", errors="replace")
    async with importing(shop, folder, (80, 24)) as agent:
        await agent.press("enter")
        await agent.sees("evil.csv", f"{len(rows)} refused")
        assert not CONTROLS & set(agent.desk.screen)
        await agent.press("pagedown")
        assert not CONTROLS & set(agent.desk.screen)


async def test_hostile_names_of_files_are_data(shop: Path, folder: Path) -> None:
    written(folder, name="\x1b[31m[red]evil\n\x07.csv")
    async with importing(shop, folder, (80, 24)) as agent:
        await agent.sees("[red]evil")
        await agent.press("enter")
        await agent.sees("[red]evil", "3 to be taken")
        assert not CONTROLS & set(agent.desk.screen)


def many(folder: Path) -> None:
    """A statement of three parts."""
    written(folder, 1_100)


async def test_an_import_that_is_stopped_says_how_far_it_came_and_covers_nothing(
    shop: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(folder)
    take, go_on = LocalPayments.take_statement, asyncio.Event()

    async def wait_before(self: LocalPayments, part: Statement) -> StatementReport:
        await go_on.wait()
        return await take(self, part)

    monkeypatch.setattr(LocalPayments, "take_statement", wait_before)
    async with importing(shop, folder) as agent:
        await agent.press("enter")
        await agent.sees("1,100 to be taken")
        await agent.desk.pilot.press("enter")
        await agent.sees("importing: 0 of 1,100 rows")
        await agent.desk.pilot.press("f")
        await agent.sees("It is being imported; esc stops that")
        await agent.desk.pilot.press("escape")
        await agent.sees("It stops after the part that is on its way")
        go_on.set()
        await agent.sees("Stopped: 500 of 1,100 rows were taken and stay.")
        assert await agent.coverage() == 0
        await agent.press("f", "enter")
        await agent.sees("1,100 to be taken")
        await agent.press("enter")
        await agent.sees("The statement is taken.", "accepted 600 · unchanged 500")
        assert await agent.coverage() == 1


async def test_while_the_backend_is_away_a_part_is_sent_again_and_no_row_counts_twice(
    shop: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(folder)
    take, calls, is_away = LocalPayments.take_statement, 0, True

    async def taken_and_lost(self: LocalPayments, part: Statement) -> StatementReport:
        nonlocal calls
        calls += 1
        report = await take(self, part)
        if is_away and calls == 2:
            raise Unavailable("The server cannot be reached.")
        return report

    monkeypatch.setattr(LocalPayments, "take_statement", taken_and_lost)
    async with importing(shop, folder) as agent:
        await agent.press("enter")
        await agent.sees("1,100 to be taken")
        await agent.desk.pilot.press("enter")
        await until(lambda: calls >= 2, pause=agent.desk.pilot.pause)
        agent.desk.app.desk.reach.try_now()
        await agent.sees("The statement is taken.", "accepted 600 · unchanged 500")


async def test_a_backend_that_stays_away_can_be_given_up(
    shop: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(folder)

    async def away(_self: LocalPayments, _part: Statement) -> StatementReport:
        raise Unavailable("The server cannot be reached.")

    monkeypatch.setattr(LocalPayments, "take_statement", away)
    async with importing(shop, folder) as agent:
        await agent.press("enter")
        await agent.sees("1,100 to be taken")
        await agent.desk.pilot.press("enter")
        await agent.sees("The shop does not answer", "esc gives it up")
        await agent.desk.pilot.press("escape")
        await agent.sees("Stopped: 0 of 1,100 rows were taken and stay.")
        await agent.press("escape")
        await agent.is_over()
        assert agent.results == [False]


async def test_a_key_is_answered_while_a_big_file_is_read(
    shop: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(folder)
    may_go_on, is_read = Event(), look_at_statement

    def long_reading(*files: object, **asked: object) -> object:
        assert may_go_on.wait(PATIENCE)
        return is_read(*files, **asked)  # type: ignore[arg-type]  # as they were given

    monkeypatch.setattr(preview, "look_at_statement", long_reading)
    async with importing(shop, folder) as agent:
        try:
            await agent.desk.pilot.press("enter")
            await agent.sees("is being read")
            await agent.desk.pilot.press("enter")
            await agent.sees("It is still being read")
            await agent.desk.pilot.press("?")
            await agent.sees("any key closes")
            await agent.desk.pilot.press("escape")
        finally:
            may_go_on.set()
        await agent.sees("3 to be taken")


async def test_who_may_only_look_imports_nothing(shop: Path, folder: Path) -> None:
    written(folder)
    async with at_the_desk(shop, (120, 40), role=Role.VIEWER) as desk:
        desk.app.desk.statements = StatementPlaces(folder)
        desk.app.push_screen(StatementImportScreen())
        await desk.quiet()
        await desk.press("enter")
        await until(lambda: "3 to be taken" in desk.words, pause=desk.pilot.pause)
        await desk.press("enter")
        await until(lambda: "import statements of payments" in desk.words, lambda: desk.screen)
