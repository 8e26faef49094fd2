"""The report of a bulk change: what it came to, and what became of each cart; narrowed, opened, exported."""

import csv
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from cartui.model.actions import Assign
from cartui.model.bulk import ItemState
from cartui.screens.bulk.export import ExportForm
from cartui.screens.bulk.job_list import JobList
from cartui.screens.bulk.job_words import when_words
from cartui.screens.bulk.report import JobReport
from cartui.screens.one_cart.one_cart import OneCart
from tests.desk.bulk_jobs import SHOP_WITH_GOLD, a_shop, add_job, an_item
from tests.desk.fake_client import NOW, FakeClient
from tests.desk.sitting import Sitting, sitting
from tests.hostile import HOSTILE

OPEN = ("g", "B", "down", "enter")
"""The keys to the report of the second one."""


def at(desk: Sitting) -> str:
    """The line that the cursor stands on."""
    return next(line for line in desk.lines if "▌" in line)


def in_front(desk: Sitting) -> type[object]:
    """Which screen is in front."""
    return type(desk.app.screen)


def listed(desk: Sitting) -> int:
    """How many carts are in sight."""
    return sum("C-0000" in line for line in desk.lines)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["narrow", "wide"])
async def test_it_says_what_it_was_and_what_the_carts_come_to(size: tuple[int, int]) -> None:
    async with sitting(a_shop(), size=size) as desk:
        await desk.press(*OPEN)
        assert in_front(desk) is JobReport
        for said in (
            "Bulk change 2 · price level Gold",
            "done · alice · 11:55, took 12 seconds",
            "60 in all: 48 changed, 6 as they were, 6 refused",
            "difference",
        ):
            assert said in desk.text
        before = sum(125_000 + number for number in range(1, 61) if number % 5)
        totals = next(line for line in desk.lines if line.strip().startswith("BDT"))
        assert f"{before / 100:,.2f}" in totals
        assert "−" in totals
        assert "C-000001" in at(desk)
        assert "changed" in at(desk)


def test_what_was_done_at_once_took_less_than_a_second() -> None:
    done = add_job(FakeClient(), [an_item(1)])
    assert done.started_at is not None
    for seconds, said in (
        (0, "took less than a second"),
        (0.9, "took less than a second"),
        (1, "took 1 second"),
    ):
        quick = done.model_copy(update={"ended_at": done.started_at + timedelta(seconds=seconds)})
        assert when_words(quick, "UTC", NOW).endswith(said)


async def test_it_is_narrowed_to_what_became_of_them() -> None:
    async with sitting(a_shop()) as desk:
        await desk.press(*OPEN, "4")
        assert "report · refused" in desk.text
        assert listed(desk) == 6
        assert "it is locked" in at(desk)
        await desk.press("3")
        assert "as it was" in at(desk)
        await desk.press("f", "f")
        assert "Not done: none" in desk.text
        await desk.press("1")
        assert "C-000001" in at(desk)
        assert "4 refused 6" in desk.text


async def test_why_one_was_refused_stands_in_full_however_narrow_the_window_is() -> None:
    backend = FakeClient(shop_now=SHOP_WITH_GOLD)
    because = "locked since 2026-11-21 23:57 UTC because an agent locked it (call the customer first)."
    add_job(backend, [an_item(7, ItemState.REFUSED, reason=f"C-000007 is {because}")])
    async with sitting(backend, size=(80, 24)) as desk:
        await desk.press("g", "B", "enter", "4")
        assert "locked since 2026-11-21 23:57 UTC" in at(desk)
        assert "customer first)." in desk.text


async def test_it_is_searched_by_number_and_by_words_of_the_reason() -> None:
    async with sitting(a_shop()) as desk:
        await desk.press(*OPEN)
        for words, found in (("0042", 1), ("locked", 6), ("locked 50", 1), ("x", 0)):
            await desk.press("/")
            await desk.type(words)
            await desk.until(lambda found=found: listed(desk) == found)  # type: ignore[misc]
            assert ("None was found" in desk.text) is (found == 0)
            await desk.press("escape", "escape")
            await desk.until(lambda: listed(desk) > 6)
        assert in_front(desk) is JobReport


async def test_what_is_looked_for_among_very_many_is_given_up_for_now_and_goes_on() -> None:
    backend = FakeClient(shop_now=SHOP_WITH_GOLD)
    add_job(backend, [an_item(number) for number in range(12_000)])
    async with sitting(backend) as desk:
        await desk.press("g", "B", "enter", "/")
        await desk.type("11999")
        assert "10,000" in desk.text
        await desk.press("enter", "enter")
        await desk.until(lambda: "C-011999" in desk.text)


async def test_a_cart_opens_and_escape_comes_back_to_its_row() -> None:
    async with sitting(a_shop()) as desk:
        await desk.press(*OPEN, *["down"] * 30, "enter")
        assert in_front(desk) is OneCart
        assert "C-000031" in desk.text
        await desk.press("escape")
        assert in_front(desk) is JobReport
        assert "C-000031" in at(desk)
        await desk.press("escape")
        assert in_front(desk) is JobList


async def test_one_that_runs_is_followed_while_it_is_looked_at() -> None:
    backend = a_shop()
    backend.jobs.put(3, at_work=True)
    async with sitting(backend) as desk:
        await desk.press("g", "B", "enter", "5")
        assert "running: 24 of 60" in desk.text
        assert "C-000025" in at(desk)
        backend.bulk.work()
        await desk.until(lambda: "60 in all: 48 changed, 6 as they were, 6 refused" in desk.text)
        await desk.until(lambda: "Not done: none" in desk.text)


async def test_undo_shows_first_what_it_would_do_and_then_takes_it_back() -> None:
    backend = a_shop()
    async with sitting(backend) as desk:
        await desk.press(*OPEN, "u")
        assert "undo of price level Gold" in desk.text
        await desk.press("enter")  # Cancel has the focus
        assert in_front(desk) is JobReport
        assert not any(asked.startswith("bulk start") for asked in backend.asked)
        await desk.press("u", "right", "enter")
        backend.bulk.work()
        await desk.press("escape")
        await desk.until(lambda: "undone by bulk change" in desk.text)
        await desk.press("u")
        assert any("takes it back" in notice for notice in desk.notices)


async def test_where_no_total_moves_it_stands_once() -> None:
    async with sitting(a_shop()) as desk:
        await desk.press("g", "B", "end", "enter")
        assert "assigned to carol" in desk.text
        assert "Before" not in desk.text
        assert "BDT 1,250.01" in at(desk)


async def test_several_currencies_stand_under_each_other() -> None:
    backend = FakeClient(shop_now=SHOP_WITH_GOLD)
    codes = ("BDT", "KWD", "JPY", "EUR", "USD", "GBP")
    add_job(backend, [an_item(number, currency=code) for number, code in enumerate(codes)])
    async with sitting(backend, size=(80, 24)) as desk:
        await desk.press("g", "B", "enter")
        head = [line for line in desk.lines if line.strip()[:3] in codes]
        points = {line.index(".", line.index("−")) for line in head if "JPY" not in line}
        assert len(head) == 2
        assert len(points) == 1
        assert "and 4 more currencies" in desk.text
        await desk.pilot.resize_terminal(80, 40)
        await desk.until(lambda: "and 2 more currencies" in desk.text)


async def test_text_from_outside_is_text_and_nothing_else() -> None:
    backend = FakeClient(shop_now=SHOP_WITH_GOLD)
    items = [
        an_item(at, ItemState.REFUSED, number=text or "C-1", reason=text) for at, text in enumerate(HOSTILE)
    ]
    add_job(backend, items, agent=HOSTILE[0], actions=[Assign(agent=HOSTILE[1])])
    async with sitting(backend, size=(80, 24)) as desk:
        await desk.press("g", "B", "enter", *["down"] * len(HOSTILE))
        assert not any("\x1b" in line or "\x07" in line for line in desk.lines)


# --- the file ----------------------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of somebody's own."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    return tmp_path


def files_in(folder: Path) -> list[Path]:
    """What is there."""
    return list(folder.iterdir())


def lines_of(file: Path) -> list[dict[str, str]]:
    """What a spreadsheet reads."""
    with file.open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source))


async def test_the_list_is_written_to_a_file_whose_name_is_there_already(home: Path) -> None:
    async with sitting(a_shop()) as desk:
        await desk.press(*OPEN, "x")
        assert in_front(desk) is ExportForm
        await desk.press("enter")
        assert in_front(desk) is JobReport
        file = home / "bulk-change-2.csv"
        assert any(f"60 rows are in {file}" in notice for notice in desk.notices)
    assert len(lines_of(file)) == 60
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_what_it_is_narrowed_to_is_what_is_written(home: Path) -> None:
    async with sitting(a_shop()) as desk:
        await desk.press(*OPEN, "4", "/")
        await desk.type("C-00005")
        await desk.press("enter", "x", "enter")
    (line,) = lines_of(home / "bulk-change-2-refused.csv")
    assert (line["number"], line["reason"]) == ("C-000050", "it is locked")


async def test_a_name_that_cannot_be_is_said_beside_it_and_nothing_is_left(home: Path) -> None:
    taken = home / "bulk-change-2.csv"
    taken.write_text("mine", encoding="utf-8")
    async with sitting(a_shop()) as desk:
        await desk.press(*OPEN, "x", "enter")
        assert "It is there already" in desk.text
        await desk.type(".txt")
        await desk.press("enter")
        assert "ends in .csv" in desk.text
        await desk.press("escape")
        assert in_front(desk) is JobReport
    assert files_in(home) == [taken]
    assert taken.read_text(encoding="utf-8") == "mine"


async def test_a_backend_that_goes_away_meanwhile_leaves_no_file(home: Path) -> None:
    async with sitting(a_shop()) as desk:
        await desk.press(*OPEN, "x")
        desk.backend.goes_away()
        await desk.press("enter")
        assert "Nothing was written." in desk.text
        assert in_front(desk) is ExportForm
    assert not files_in(home)


async def test_a_restricted_desk_writes_no_files() -> None:
    backend = a_shop()
    async with sitting(backend) as desk:
        desk.app.desk.restricted = True
        await desk.press(*OPEN, "x")
        assert in_front(desk) is JobReport
        assert any("for this desk alone" in notice for notice in desk.notices)
