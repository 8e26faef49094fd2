"""`g r` shows the reports: figures with bars, days and market one key away, and the carts behind a figure."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from cartui.model.changes import Change
from cartui.model.reports import Counted, StatisticsReport
from cartui.screens.cart_list.cart_list import CartList
from cartui.screens.reports.report_screen import ReportScreen
from tests.desk.fake_client import NOW, FakeClient, a_summary
from tests.desk.fake_reports import FakeReports, a_product
from tests.desk.sitting import Sitting, sitting
from tests.waiting import until


def a_shop() -> FakeClient:
    """A shop with a few carts, of which some are locked."""
    return FakeClient(
        [
            a_summary(n, state="locked" if n < 3 else "open", market="BD" if n % 2 else "JP")
            for n in range(1, 9)
        ]
    )


@pytest.fixture
async def desk() -> AsyncIterator[Sitting]:
    """Somebody who looks at the reports in a narrow window."""
    async with sitting(a_shop(), size=(80, 24)) as desk:
        await desk.press("g", "r")
        yield desk


def last_asked(desk: Sitting) -> str:
    """The report that was asked for last."""
    return [asked for asked in desk.backend.asked if asked.startswith("report ")][-1]


def cursor(desk: Sitting) -> str:
    """The line of the cursor in the table."""
    screen = desk.app.screen
    assert isinstance(screen, ReportScreen)
    left = screen.table.region.x
    return next(line[left:] for line in desk.lines[3:] if line[left + 1 : left + 2] == "▌")


# --- which report, of which days ----------------------------------------------------------------------


async def test_it_begins_with_the_statistics_of_the_last_thirty_days() -> None:
    async with sitting(a_shop(), size=(120, 40)) as desk:
        await desk.press("g", "r")
        assert last_asked(desk) == "report statistics 2026-10-23..2026-11-21 all"
        assert "statistics · 23 Oct – 21 Nov · all markets" in desk.text
        for said in ("begun", "BDT 1,234,567.00", "100.0 %", "open, untouched > 1 day", "average cart"):
            assert said in desk.text


async def test_every_report_is_one_key_away_and_the_next_one_beside_it(desk: Sitting) -> None:
    for key, asked, title in (
        ("2", "market", "carts by market"),
        ("3", "state", "carts by state"),
        ("4", "age", "carts by age"),
        ("5", "day", "carts by day"),
        ("6", "level", "carts by price level"),
        ("7", "added", "products added most"),
        ("8", "ordered", "products ordered most"),
        ("9", "conversion", "conversion of products"),
        ("0", "recovered", "recovered carts"),
        ("L", "locks", "locks by reason"),
        ("O", "origin", "carts by origin"),
    ):
        await desk.press(key)
        assert last_asked(desk) == f"report {asked} 2026-10-23..2026-11-21 all"
        assert f" {title} · 23 Oct – 21 Nov" in desk.text
        assert f"▌{key} " in desk.lines[1], "it is marked, and in sight, in the line of reports"
    await desk.press("right", "right")
    assert "carts by market" in desk.text, "they follow each other in a ring"
    await desk.press("left", "left")
    assert "carts by origin" in desk.text


async def test_every_time_is_one_key_away_and_said(desk: Sitting) -> None:
    await desk.press("3")
    for key, days, title in (
        ("t", "2026-11-21..2026-11-21", "21 Nov · all"),
        ("y", "2026-11-20..2026-11-20", "20 Nov · all"),
        ("w", "2026-11-15..2026-11-21", "15 Nov – 21 Nov"),
        ("m", "2026-11-01..2026-11-21", "1 Nov – 21 Nov"),
        ("l", "2026-10-01..2026-10-31", "1 Oct – 31 Oct"),
        ("Y", "2026-01-01..2026-11-21", "1 Jan – 21 Nov"),
        ("a", "..", "all days"),
        ("d", "2026-10-23..2026-11-21", "23 Oct – 21 Nov"),
    ):
        await desk.press(key)
        assert last_asked(desk) == f"report state {days} all"
        assert f"carts by state · {title}" in desk.text
        assert f"▌{key} " in desk.lines[2]


async def test_days_are_typed_and_what_is_wrong_with_them_is_said_there(desk: Sitting) -> None:
    await desk.press("/")
    await desk.type("2026-13")
    await desk.press("enter")
    assert "there is no such month" in desk.text
    await desk.press(*["backspace"] * 7)
    await desk.type("2026-11-02..2026-11-05")
    await desk.press("enter")
    assert last_asked(desk) == "report statistics 2026-11-02..2026-11-05 all"
    assert "2 Nov – 5 Nov" in desk.text
    assert "▌/ days" in desk.lines[2]
    await desk.press("/")
    assert "2026-11-02..2026-11-05" in desk.text, "what was typed last stands there"
    await desk.press("escape")
    assert last_asked(desk) == "report statistics 2026-11-02..2026-11-05 all"


async def test_one_market_is_chosen_by_its_first_letters_and_all_again(desk: Sitting) -> None:
    await desk.press("3", "M")
    await desk.type("kuw")
    await desk.press("enter")
    assert last_asked(desk).endswith(" KW")
    assert "· KW" in desk.text
    await desk.press("2")
    assert last_asked(desk) == "report market 2026-10-23..2026-11-21 KW"
    assert "Japan" not in desk.text
    await desk.press("M")
    await desk.type("all")
    await desk.press("enter")
    assert last_asked(desk).endswith(" all")


async def test_a_click_chooses_report_and_days() -> None:
    async with sitting(a_shop(), size=(80, 24)) as desk:
        await desk.press("g", "r")
        await desk.pilot.click(offset=(desk.lines[1].index("3 state") + 2, 1))
        await desk.settle()
        await desk.pilot.click(offset=(desk.lines[2].index("y yesterday") + 2, 2))
        await desk.settle()
        assert last_asked(desk) == "report state 2026-11-20..2026-11-20 all"


async def test_another_time_gives_up_the_older_reading(desk: Sitting) -> None:
    slow = desk.backend.slow_reports["state"] = asyncio.Event()
    await desk.pilot.press("3")
    await until(
        lambda: "report state 2026-10-23..2026-11-21 all" in desk.backend.asked, pause=desk.pilot.pause
    )
    await desk.pilot.press("y")
    await until(
        lambda: "report state 2026-11-20..2026-11-20 all" in desk.backend.asked, pause=desk.pilot.pause
    )
    slow.set()
    await desk.settle()
    assert "read report state 2026-10-23..2026-11-21 all" not in desk.backend.asked
    assert "carts by state · 20 Nov" in desk.text


async def test_a_report_that_takes_long_says_so_and_keeps_no_key_waiting(desk: Sitting) -> None:
    slow = desk.backend.slow_reports["state"] = asyncio.Event()
    await desk.pilot.press("3")
    await until(lambda: "reading…" in desk.text, pause=desk.pilot.pause)
    await desk.pilot.press("g")
    await until(lambda: "Locked carts" in desk.text, pause=desk.pilot.pause)
    await desk.pilot.press("escape")
    slow.set()
    await desk.settle()
    assert "locked" in desk.text
    assert "reading…" not in desk.text


# --- figures ------------------------------------------------------------------------------------------


async def test_amounts_stand_beside_their_currency_and_bars_compare_within_one(desk: Sitting) -> None:
    await desk.press("2", "v", "v")
    assert "value in BDT" in desk.text
    names = ("Bangladesh", "Japan", "Kuwait")
    bars = [line.count("█") for line in desk.lines if any(name in line for name in names)]
    assert bars[0] > 10
    assert bars[1:] == [0, 0], "yen are not compared with taka"
    await desk.press("3", "2", "v")
    assert "value in JPY" in desk.text, "what bars show is kept for each report"


async def test_groups_are_said_in_words_and_times_in_few_characters(desk: Sitting) -> None:
    await desk.press("4")
    for words in ("less than a day ago", "1 to 7 days ago", "7 to 30 days ago", "more than 30 days ago"):
        assert words in desk.text
    await desk.press("6")
    assert "retail  Retail" in desk.text
    await desk.press("L")
    line = next(line for line in desk.lines if "no return from payment" in line)
    for said in ("12", "3", "5", "2h 15m", "2d 4h"):
        assert said in line
    assert "—" in next(line for line in desk.lines if "by hand" in line)


async def test_a_chart_of_days_points_at_the_day_of_the_cursor(desk: Sitting) -> None:
    await desk.press("5")
    assert "carts per day: at most 22 (13 Nov)" in desk.text
    assert "21 Nov ▲" in desk.text
    await desk.press("end")
    assert "▲ 24 Oct" in desk.text


async def test_more_days_than_there_is_room_for_are_put_together_and_one_has_no_chart(desk: Sitting) -> None:
    await desk.press("5", "Y")
    assert "carts per week" in desk.text
    await desk.press("t")
    assert " per " not in desk.text
    await desk.press("w")
    assert "carts per day" in desk.text
    await desk.pilot.resize_terminal(80, 20)
    await desk.settle()
    assert " per " not in desk.text, "a low window needs all lines for the table"


async def test_figures_that_are_not_complete_say_how_far_they_go_until_they_are(desk: Sitting) -> None:
    desk.backend.counted_until = NOW - timedelta(minutes=30)
    await desk.press("r")
    assert "▲ counted until 11:30; what came after it is being counted" in desk.text
    desk.backend.counted_until = None
    await desk.until(lambda: "counted until" not in desk.text)


async def test_figures_follow_what_others_do_and_the_cursor_stays(desk: Sitting) -> None:
    await desk.press("3", "j")
    before = desk.backend.asked.count(last_asked(desk))
    desk.backend.feed.put_nowait(Change(1, "cart", "cart-3", 2, "bob"))
    await desk.until(lambda: desk.backend.asked.count(last_asked(desk)) > before)
    assert "locked" in cursor(desk)


async def test_only_so_many_products_are_listed_and_that_is_said(desk: Sitting) -> None:
    desk.backend.sold = [a_product(n, f"Product {n}") for n in range(1, 251)]
    await desk.press("7")
    assert "the first 200 of 250 products" in desk.text


# --- the carts behind a figure ------------------------------------------------------------------------


async def test_enter_lists_the_carts_behind_a_figure_and_back_leads_to_it(desk: Sitting) -> None:
    await desk.press("3", "j", "enter")
    screen = desk.app.screen
    assert isinstance(screen, CartList)
    assert screen.line.text == "state:locked"
    assert {cart.state for cart in screen.table.rows_held} == {"locked"}
    assert "esc back to the report" in desk.lines[-1]
    await desk.press("escape")
    assert "carts by state" in desk.text
    assert "locked" in cursor(desk)
    await desk.press("g", "c")
    assert desk.carts.line.text == "", "what was listed before is listed again"
    assert len(desk.carts.table.rows_held) == 8


async def test_one_may_look_closer_among_those_carts_before_going_back(desk: Sitting) -> None:
    await desk.press("3", "j", "enter", "/", "end")
    await desk.type(" market:JP")
    await desk.press("enter", "escape")
    assert desk.carts.line.text == "state:locked"
    await desk.press("enter", "escape", "escape")
    assert "carts by state" in desk.text


async def test_whoever_goes_on_from_there_is_not_led_back(desk: Sitting) -> None:
    for keys in (("3",), ("g", "o", "g", "c")):
        await desk.press("g", "r", "3", "home", "j", "enter", *keys, "escape", "escape")
        assert isinstance(desk.app.screen, CartList)
        assert "back to the report" not in desk.lines[-1]


async def test_a_statistic_lists_the_carts_of_its_currency_and_days(desk: Sitting) -> None:
    await desk.press("0", "enter")
    assert any("No query lists recovered carts" in notice for notice in desk.notices)
    desk.backend.capabilities = desk.backend.capabilities.model_copy(
        update={"filters": desk.backend.capabilities.filters | {"created"}}
    )
    await desk.press("1", "j", "enter")
    assert desk.carts.line.text == "market:BD created:2026-10-23..2026-11-21 state:ordered"


async def test_nothing_to_count_is_said_and_opens_nothing(
    desk: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing(_self: FakeReports, _query: object) -> StatisticsReport:
        return StatisticsReport(counted=Counted(until=NOW, is_complete=True))

    monkeypatch.setattr(FakeReports, "statistics", nothing)
    await desk.press("t")
    assert "Nothing to count: 21 Nov · all markets" in desk.text
    await desk.press("enter")
    assert any("no figure at the cursor" in notice for notice in desk.notices)


# --- exporting ------------------------------------------------------------------------------------------


def written_in(folder: Path, ending: str) -> str:
    """The one file there that ends so."""
    [file] = folder.glob(f"*{ending}")
    return file.read_text(encoding="utf-8-sig")


async def test_a_report_goes_to_a_new_file_as_it_is_listed(
    desk: Sitting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    await desk.press("2", "x")
    assert "carts-by-market-2026-10-23-2026-11-21.csv" in desk.text
    await desk.press("enter")
    lines = written_in(tmp_path, ".csv").splitlines()
    assert lines[0] == "group,currency,carts,units,value,value_minor,query"
    assert lines[1] == "BD,BDT,420,1000,987654.00,98765400,market:BD"
    assert lines[3].startswith("KW,KWD,140,333,10973.933,10973933,")
    assert any("3 rows are in" in notice for notice in desk.notices)
    await desk.press("L", "x", "end", *["backspace"] * 3)
    await desk.type("json")
    await desk.press("enter")
    first, second = json.loads(written_in(tmp_path, ".json"))
    assert (first["reason"], first["median_seconds"]) == ("no_return", 8_100)
    assert second["median_seconds"] is None


# --- when the backend is away -------------------------------------------------------------------------


async def test_while_the_backend_is_away_the_last_figures_stand_there(desk: Sitting) -> None:
    await desk.press("3")
    desk.backend.goes_away()
    await desk.press("r")
    assert "locked" in desk.text
    await desk.press("2", "3")
    assert "deleted" in desk.text, "what it said last is shown when it is asked for again"
