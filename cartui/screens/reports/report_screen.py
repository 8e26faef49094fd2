"""The reports: figures over many carts, with bars, and the carts behind each figure one key away."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Final, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Resize

from cartui.client.protocol import Unavailable
from cartui.commands.command import CommandClass
from cartui.commands.reports import REPORT_SCREEN, ExportFigures, NextMeasure, OpenFigure
from cartui.formatting.ages import show_time
from cartui.model.query import Page
from cartui.screens.lists.folding import WIDE
from cartui.screens.lists.keyset_reader import Reading
from cartui.screens.lists.list_screen import ListScreen
from cartui.screens.reports.daily import daily_of
from cartui.screens.reports.figure_columns import BARS, figure_columns
from cartui.screens.reports.report_kinds import KINDS, ReportKind
from cartui.screens.reports.report_scope import ReportScope
from cartui.screens.reports.sheet import FigureRow, Sheet
from cartui.screens.reports.sheets import SeenAs, sheet_of
from cartui.widgets.choice_line import ChoiceLine
from cartui.widgets.day_chart import LABELS, DayChart
from cartui.widgets.desk_header import DeskHeader
from cartui.widgets.hints import Hints
from cartui.widgets.query_line import QueryLine
from cartui.widgets.rows import RowPage
from cartui.widgets.views_column import ViewLine, ViewsColumn
from cartui.widgets.virtual_table import VirtualTable

if TYPE_CHECKING:
    from cartui.model.changes import Change
    from cartui.screens.desk.desk_screen import DeskScreen
    from cartui.screens.desk.part import Part
    from cartui.screens.reports.report_kinds import Answer

LOOK_AGAIN: Final = 5.0
"""Seconds after which a report is read again that others' changes or more counting have made another."""

CHART_ROWS: Final = ((44, 10), (34, 7), (24, 3))
"""From so many lines of the window on, a chart has so many rows of bars; below there is none."""


class ReportScreen(ListScreen[FigureRow]):
    """One report at a time, of some days and of one market or all."""

    OFFERS = REPORT_SCREEN
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012
    DEFAULT_CSS = """
    ReportScreen QueryLine > Horizontal { display: none; }
    ReportScreen #body { height: 1fr; }
    ReportScreen #figures { width: 1fr; height: 1fr; }
    ReportScreen.-narrow ViewsColumn { display: none; }
    ReportScreen.-wide #reports { display: none; }
    ReportScreen VirtualTable {
        border: solid $panel-lighten-2; border-title-color: $text-muted; border-subtitle-color: $text-warning;
    }
    ReportScreen VirtualTable:focus { border: solid $accent; border-title-color: $accent; }
    """

    def __init__(self) -> None:
        """Begin with the statistics."""
        super().__init__()
        self.kind: ReportKind = KINDS[0]
        """The report that is shown."""
        self.sheet: Sheet | None = None
        """What it says; ``None``: nothing is read yet."""
        self._arriving: Sheet | None = None
        self._measures: dict[ReportKind, str] = {}
        """What the bars of reports show, where somebody chose that."""
        self.scope: Final = ReportScope(self)

    @property
    def parts(self) -> "Sequence[Part[DeskScreen[None]]]":
        """Days and market stand on their own."""
        return (self.scope,)

    def compose(self) -> ComposeResult:
        """Reports, days, chart and table."""
        yield DeskHeader()
        yield QueryLine("")
        yield ChoiceLine(id="reports")
        yield ChoiceLine(id="days")
        with Horizontal(id="body"):
            yield ViewsColumn()
            with Vertical(id="figures"):
                yield DayChart()
                yield VirtualTable((), key=lambda row: row.key, is_own=lambda _row: True, forwards_only=True)
        yield Hints()

    def on_mount(self) -> None:
        """Name what is shown, and look again where there is more to be counted."""
        self.query_one(ViewsColumn).border_title = "reports"
        self._show_choices()
        self.set_interval(LOOK_AGAIN, self._look_again)

    @on(Resize)
    def room_changed(self) -> None:
        """There may be room for other columns and a higher chart."""
        self._show_choices()
        self.call_after_refresh(self._lay_out)

    # --- reading ------------------------------------------------------------------------------------

    def when_changed(self, changes: "Sequence[Change]") -> None:  # noqa: ARG002 - each may count
        """Figures follow calmly: they are read again in a moment, however much happens until then."""
        self.is_stale = True

    def _look_again(self) -> None:
        """Read it again, where it may be another by now."""
        is_complete = self.sheet is None or self.sheet.counted.is_complete
        if self.is_current and self.desk.is_open and (self.is_stale or not is_complete):
            self.catch_up()

    def search(self, text: str) -> bool:  # noqa: ARG002 - nothing is typed here
        """There is nothing to search for."""
        return True

    async def ask(self, reading: Reading) -> Page[FigureRow]:  # noqa: ARG002 - a report is one page
        """All of the report; where the backend is away, what it said last of the same."""
        kind = self.kind
        try:
            answer = await kind.read(self.desk.client.reports, self.scope.query)
        except Unavailable as error:
            if error.last_known is None:
                raise
            known = self._sheet_of(cast("Answer", error.last_known))  # the protocol's word: of this read
            raise Unavailable(
                error.message, last_known=Page(known.rows), as_of=error.as_of, retry_after=error.retry_after
            ) from error
        return Page(self._sheet_of(answer).rows)

    def _sheet_of(self, answer: "Answer") -> Sheet:
        """An answer as it is shown; it takes the place of the last one with its rows."""
        desk = self.desk
        seen = SeenAs(desk.shop, desk.display.locale, self.scope.today, self.scope.query)
        self._arriving = sheet_of(answer, self.kind, seen)
        return self._arriving

    def _show_rows(self, page: RowPage[FigureRow], known_at: datetime | None) -> None:
        """Show it under its own titles."""
        if known_at is None or not self.table.is_reloading:
            self.sheet, self._arriving = self._arriving, None
            self._lay_out()
        super()._show_rows(page, known_at)
        self._show_counted()
        self._point()
        self.refresh_hints()

    def show_other(self) -> None:
        """Another report, or other days or another market: read it from its beginning."""
        self._show_choices()
        if self.desk.is_open:
            self.table.start()
        self.refresh_hints()

    # --- showing ------------------------------------------------------------------------------------

    def _show_choices(self) -> None:
        """Mark which report it is, and of which days; name both above the table."""
        is_narrow = self.app.size.width < WIDE
        self.query_one("#days", ChoiceLine).lines = self.scope.lines(is_narrow=is_narrow)
        lines = tuple(
            ViewLine(kind.command.id(), self.keymap.shown(kind.command), kind.short, chosen=kind is self.kind)
            for kind in KINDS
        )
        self.query_one("#reports", ChoiceLine).lines = lines
        self.query_one(ViewsColumn).lines = lines
        self.table.title = f"{self.kind.name} · {self.scope.words}"
        self.table.empty = f"Nothing to count: {self.scope.words}"

    @property
    def _measure(self) -> int:
        """The index of what the bars show."""
        wanted = self._measures.get(self.kind, "")
        return 0 if self.sheet is None else self.sheet.measure(wanted)

    def _lay_out(self) -> None:
        """Share the room among columns and chart."""
        chart, sheet = self.query_one(DayChart), self.sheet
        if sheet is None:
            return
        rows = next((rows for least, rows in CHART_ROWS if least <= self.app.size.height), 0)
        today, locale = self.scope.today, self.desk.display.locale
        chart.daily = daily_of(sheet, self._measure, self.scope.days, today=today, locale=locale)
        chart.set_class(bool(rows) and chart.daily is not None, "-shown")
        chart.styles.height = rows + LABELS
        self.table.columns = figure_columns(sheet, self._measure, self.table.room)

    @property
    def _has_bars(self) -> bool:
        """Whether bars are in sight, in the table or as a chart."""
        return self.query_one(DayChart).display or any(column.id == BARS for column in self.table.columns)

    def _show_counted(self) -> None:
        """Say below the table how far the figures go, where that is not all, and what else is to be known."""
        if self.sheet is None:
            return
        said = self.sheet.note
        if not self.sheet.counted.is_complete:
            until = show_time(self.sheet.counted.until, self.desk.display.timezone, self.desk.now())
            said = f"▲ counted until {until}; what came after it is being counted"
        self.table.border_subtitle = Content(said)

    @on(VirtualTable.Moved)
    def figure_chosen(self) -> None:
        """Point at its day in the chart."""
        self._point()

    def _point(self) -> None:
        """Point at the day of the cursor."""
        row = self.table.current
        self.query_one(DayChart).at = None if row is None else row.day

    # --- commands -----------------------------------------------------------------------------------

    def method_of(self, command: CommandClass) -> Callable[[], object]:
        """A report has a command, but no method of its own."""
        kind = next((kind for kind in KINDS if kind.command is command), None)
        return super().method_of(command) if kind is None else partial(self._choose, kind)

    def why_not(self, command: CommandClass) -> str | None:
        """Some need a figure, with carts behind it that a query lists."""
        row = self.table.current if self.is_mounted else None
        is_read = self.sheet is not None and self.is_mounted and not self.table.is_waiting
        if command is OpenFigure and is_read:
            if row is None:
                return "There is no figure at the cursor"
            if row.query is None and self.sheet is not None:
                return self.sheet.no_carts
        if command is NextMeasure and self.sheet is not None and len(self.sheet.measures) == 1:
            return f"The bars of this report show {self.sheet.measures[0].name} only"
        if command is NextMeasure and is_read and not self._has_bars:
            return "There is no room for bars in a window as narrow as this"
        if command in {NextMeasure, ExportFigures} and self.sheet is None:
            return "It is not read yet"
        return super().why_not(command)

    @on(ChoiceLine.Chosen)
    async def choice_clicked(self, event: ChoiceLine.Chosen) -> None:
        """A report or a time was clicked."""
        await self.action_command(event.command)

    @on(ViewsColumn.Chosen)
    async def report_clicked(self, event: ViewsColumn.Chosen) -> None:
        """A report was clicked."""
        await self.action_command(event.command)

    def _choose(self, kind: ReportKind) -> None:
        """Show that report."""
        if kind is not self.kind:
            self.kind = kind
            self.show_other()

    def action_next_report(self) -> None:
        """Show the next one; the first one follows the last."""
        self._choose(KINDS[(KINDS.index(self.kind) + 1) % len(KINDS)])

    def action_report_before(self) -> None:
        """Show the one before."""
        self._choose(KINDS[KINDS.index(self.kind) - 1])

    def action_next_measure(self) -> None:
        """Let the bars show the next figure."""
        if self.sheet is not None:
            measures = self.sheet.measures
            self._measures[self.kind] = measures[(self._measure + 1) % len(measures)].name
            self._lay_out()

    def action_export_figures(self) -> None:
        """Ask where to, and write what is listed."""
        if self.sheet is not None:
            from cartui.screens.reports.report_export import export_report

            export_report(self, self.sheet.figures, self.kind.figure)

    def action_open_figure(self) -> None:
        """List the carts behind the figure at the cursor."""
        self.open_the_row()

    def open_current(self) -> None:
        """Go to the list of carts with its query."""
        row = self.table.current
        reason = self.why_not(OpenFigure)
        if reason is not None:
            self.show_reason(reason)
        elif row is not None and row.query is not None:
            self.app.call_later(self.desk_app.show_carts, row.query)
