"""Figures over days as bars beside each other: days, or weeks, months and years where those are too many."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from textual.app import RenderResult
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from cartui.formatting.ages import show_day, show_month
from cartui.formatting.amounts import show_amount
from cartui.formatting.bars import standing_bars
from cartui.formatting.cells import fit

WIDEST_BAR: Final = 6
"""Cells that one bar takes at most."""

POINTER: Final = "▲"
"""Stands below the bar of the row at the cursor."""

LABELS: Final = 2
"""Lines above and below the bars."""

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: the days it is of, both inside, and how much there is of them."""

    first: date
    last: date
    value: int
    label: str


@dataclass(frozen=True, slots=True)
class Daily:
    """What a chart shows."""

    values: Mapping[date, int]
    """How much there is of each day; nothing of all others."""
    first: date
    last: date
    today: date
    measure: str
    """What is counted, in words."""
    currency: str = ""
    """Of what the values are minor units; empty: they are numbers."""
    locale: str = "en"

    def write(self, value: int) -> str:
        """A value in words."""
        return show_amount(value, self.currency, self.locale) if self.currency else f"{value:,}"


class DayChart(Widget):
    """A chart of days; it has as many rows of bars as its height leaves."""

    DEFAULT_CSS = """
    DayChart { height: 5; padding: 0 1; background: $surface; color: $foreground; display: none; }
    DayChart.-shown { display: block; }
    """

    daily: reactive[Daily | None] = reactive(None)
    """What is shown."""
    at: reactive[date | None] = reactive(None)
    """The day to point at."""

    def render(self) -> RenderResult:
        """A line that says what it is, the bars, and a line of days below them."""
        size = self.content_size
        rows = size.height - LABELS
        if self.daily is None or rows < 1 or size.width < WIDEST_BAR:
            return Content("")
        return Content("\n").join(_lines(self.daily, self.at, size.width, rows))


def _lines(daily: Daily, at: date | None, width: int, rows: int) -> Iterator[Content]:
    """The chart from the top down."""
    span, bars = bars_of(daily, width)
    cells = max(1, min(WIDEST_BAR, width // len(bars)))
    gap = int(cells > 1)
    largest = max(bar.value for bar in bars)
    most = next(bar for bar in bars if bar.value == largest)
    said = f"at most {daily.write(largest)} ({most.label})" if largest else "none"
    yield Content.styled(fit(f"{daily.measure} per {span}: {said}", width), "$text-muted")
    for line in standing_bars([bar.value for bar in bars], rows, cells - gap, gap):
        yield Content.styled(line[:width], "$accent")
    yield Content.styled(_below(bars, at, cells, width), "$text-muted")


def bars_of(daily: Daily, most: int) -> tuple[str, list[Bar]]:
    """The bars of all days from the first to the last, at most so many, and what each is one of."""
    for span in ("day", "week", "month", "year"):
        spans = list(_spans(daily.first, daily.last, span))
        if len(spans) <= most or span == "year":
            break
    spans = spans[-most:]
    sums = dict.fromkeys((first for first, _ in spans), 0)
    begins = {first + n * _DAY: first for first, last in spans for n in range((last - first).days + 1)}
    for day, value in daily.values.items():
        if day in begins:
            sums[begins[day]] += value
    return span, [Bar(first, last, sums[first], _label(first, span, daily.today)) for first, last in spans]


def _spans(first: date, last: date, span: str) -> Iterator[tuple[date, date]]:
    """All days, weeks from Monday, months or years from one day to another, both inside."""
    while first <= last:
        match span:
            case "day":
                end = first
            case "week":
                end = first + (6 - first.weekday()) * _DAY
            case "month":
                end = (first.replace(day=1) + 32 * _DAY).replace(day=1) - _DAY
            case _:
                end = first.replace(month=12, day=31)
        yield first, min(end, last)
        first = end + _DAY


def _label(first: date, span: str, today: date) -> str:
    """What a bar is called by its first day."""
    if span == "year":
        return str(first.year)
    return show_month(first) if span == "month" else show_day(first, today)


def _below(bars: Sequence[Bar], at: date | None, cells: int, width: int) -> str:
    """A pointer with its day under the bar of the cursor, the first and the last day where there is room."""
    end = min(width, cells * len(bars))
    first, last = bars[0].label, bars[-1].label
    texts = [(0, first), (end - len(last), last)]
    index = next((n for n, bar in enumerate(bars) if at is not None and bar.first <= at <= bar.last), None)
    if index is not None:
        texts.insert(0, _pointer(bars[index].label, index * cells, end))
    line = " " * end
    for start, text in texts:
        room = line[max(0, start - 1) : start + len(text) + 1]
        if start >= 0 and start + len(text) <= end and room.isspace():
            line = line[:start] + text + line[start + len(text) :]
    return line


def _pointer(label: str, left: int, end: int) -> tuple[int, str]:
    """Where a pointer stands under that cell, with its label on the side where there is room."""
    behind = f"{POINTER} {label}"
    return (left, behind) if left + len(behind) <= end else (left - len(label) - 1, f"{label} {POINTER}")
