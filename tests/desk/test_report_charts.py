"""Charts of days, lines of choices and columns with bars: all of it fits, nothing goes without a sign."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from cartui.model.reports import (
    CartFigure,
    CartReport,
    Counted,
    ProductOrder,
    ProductReport,
    ReportGroup,
    ReportQuery,
)
from cartui.model.shop import Shop
from cartui.model.text import clean_line
from cartui.screens.reports.figure_columns import figure_columns
from cartui.screens.reports.sheet import FigureRow
from cartui.screens.reports.sheets import SeenAs, cart_sheet, product_sheet
from cartui.widgets.choice_line import CHOSEN, MORE_BEFORE, MORE_BEHIND, shown_of
from cartui.widgets.columns import GAP, share_out
from cartui.widgets.day_chart import POINTER, Daily, _lines, bars_of
from cartui.widgets.views_column import ViewLine
from tests.desk.fake_client import NOW
from tests.desk.fake_reports import TODAY, a_product
from tests.hostile import CONTROLS, EMPTY, HOSTILE

DAYS = st.integers(0, 4_000).map(lambda days: TODAY - timedelta(days=days))


def daily(first: date, last: date, values: dict[date, int], currency: str = "") -> Daily:
    """Carts of these days."""
    return Daily(values=values, first=first, last=last, today=TODAY, measure="carts", currency=currency)


# --- the chart ----------------------------------------------------------------------------------------


@given(DAYS, DAYS, st.lists(st.integers(0, 4_000), max_size=8), st.integers(20, 200))
def test_bars_are_as_many_as_fit_follow_each_other_and_leave_nothing_out(
    one: date, other: date, ago: list[int], most: int
) -> None:
    first, last = sorted((one, other))
    values = {TODAY - timedelta(days=days): days + 1 for days in ago}
    _, bars = bars_of(daily(first, last, values), most)
    assert len(bars) <= most
    assert bars[0].first == first
    assert bars[-1].last == last
    assert all(before.last + timedelta(days=1) == after.first for before, after in pairwise(bars))
    assert sum(bar.value for bar in bars) == sum(v for day, v in values.items() if first <= day <= last)


@given(DAYS, DAYS, DAYS, st.integers(6, 200), st.integers(1, 12))
def test_no_line_of_a_chart_is_wider_than_its_room(
    one: date, other: date, at: date, width: int, rows: int
) -> None:
    first, last = sorted((one, other))
    lines = list(_lines(daily(first, last, {first: 3, last: 10**15}, "BDT"), at, width, rows))
    assert len(lines) == rows + 2
    assert all(line.cell_length <= width for line in lines)
    assert POINTER not in lines[-1].plain or first <= at <= last


def test_weeks_begin_on_monday_and_months_are_whole() -> None:
    first = date(2026, 10, 1)
    span, bars = bars_of(daily(first, TODAY, {}), 10)
    assert span == "week"
    assert [bar.first.weekday() for bar in bars[1:]] == [0] * (len(bars) - 1)
    span, bars = bars_of(daily(date(2026, 1, 1), TODAY, {}), 12)
    assert span == "month"
    assert [bar.label for bar in bars[:2]] == ["Jan 2026", "Feb 2026"]


def test_a_value_is_written_in_its_currency() -> None:
    shown = daily(TODAY - timedelta(days=1), TODAY, {TODAY: 125_000}, "BDT")
    assert "carts per day: at most BDT 1,250.00 (21 Nov)" in next(iter(_lines(shown, None, 60, 3))).plain


# --- a line of choices --------------------------------------------------------------------------------


@given(st.lists(st.text("abc 日", max_size=12), min_size=1, max_size=14), st.data())
def test_the_chosen_one_is_in_sight_and_what_is_shown_fits(names: list[str], data: st.DataObject) -> None:
    chosen = data.draw(st.integers(0, len(names) - 1))
    room = data.draw(st.integers(20, 160))
    lines = [ViewLine(name, str(n), name, chosen=n == chosen) for n, name in enumerate(names)]
    shown = shown_of(lines, room)
    assert shown.start <= chosen < shown.stop
    texts = [f"{CHOSEN if line.chosen else ' '}{line.key} {line.name}".rstrip() for line in lines[shown]]
    before = MORE_BEFORE if shown.start else ""
    behind = MORE_BEHIND if shown.stop < len(lines) else ""
    assert cell_len(before + " ".join(texts) + behind) <= max(room, cell_len(texts[0]) + 4)


# --- columns ------------------------------------------------------------------------------------------


def titles_of(rows: tuple[FigureRow, ...]) -> set[str]:
    """What stands in the first column."""
    return {row.cells[0] for row in rows}


@given(st.integers(40, 220))
def test_figures_stay_whole_whatever_products_are_called(room: int) -> None:
    figures = tuple(
        a_product(n, clean_line(text), sku=clean_line(text)[:40] or "SKU")
        for n, text in enumerate((*HOSTILE, EMPTY), 1)
    )
    report = ProductReport(
        counted=Counted(until=NOW, is_complete=True), products=len(figures), figures=figures
    )
    sheet = product_sheet(report, ProductOrder.ADDED)
    columns = figure_columns(sheet, 0, room)
    shared = share_out(columns, room)
    assert sum(cells for _, cells in shared) + GAP * max(0, len(shared) - 1) <= room
    for column, cells in shared:
        for row in sheet.rows:
            text = column.text(row)
            assert not CONTROLS & set(text)
            assert not column.right or cell_len(text) <= cells
    assert titles_of(sheet.rows)


def test_a_hostile_title_is_data_in_the_row_and_in_its_query() -> None:
    figure = a_product(1, "[bold]x[/]\x1b[31m")
    report = ProductReport(counted=Counted(until=NOW, is_complete=True), products=1, figures=(figure,))
    row = product_sheet(report, ProductOrder.ORDERED).rows[0]
    assert row.cells[0] == clean_line("[bold]x[/]\x1b[31m")


def test_the_last_day_comes_first_and_the_currencies_of_each_in_their_order() -> None:
    figures = tuple(
        CartFigure(group=day, currency=currency, carts=1, units=1, value=100, query="")
        for day in ("2026-11-21", "2026-11-22")
        for currency in ("BDT", "USD")
    )
    report = CartReport(counted=Counted(until=NOW, is_complete=True), figures=figures)
    seen = SeenAs(shop=Shop(), locale="en_US", today=TODAY, query=ReportQuery())
    rows = cart_sheet(report, ReportGroup.DAY, seen).rows
    assert [row.key for row in rows] == [
        "2026-11-22/BDT",
        "2026-11-22/USD",
        "2026-11-21/BDT",
        "2026-11-21/USD",
    ]
