"""Of which days and of which market a report is."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from cartui.commands.command import CommandClass
from cartui.commands.reports import (
    ChooseReportMarket,
    PeriodAll,
    PeriodLastMonth,
    PeriodMonth,
    PeriodThirtyDays,
    PeriodToday,
    PeriodWeek,
    PeriodYear,
    PeriodYesterday,
    TypeDays,
)
from cartui.formatting.ages import show_day
from cartui.model.market import Market
from cartui.model.reports import ReportQuery
from cartui.rules.periods import EXPECTED, Days, Period, days_of, read_days
from cartui.rules.query.bad_value import BadValue
from cartui.screens.desk.part import Part
from cartui.screens.dialogs.ask_line import AskLine
from cartui.screens.dialogs.pick import Option
from cartui.screens.dialogs.typed_pick import TypedPick
from cartui.widgets.views_column import ViewLine

if TYPE_CHECKING:
    from cartui.screens.reports.report_screen import ReportScreen

PERIODS: Final[dict[CommandClass, tuple[Period | None, str, str]]] = {
    PeriodToday: (Period.TODAY, "today", "today"),
    PeriodYesterday: (Period.YESTERDAY, "yesterday", "yesterday"),
    PeriodWeek: (Period.WEEK, "7 days", "7 d"),
    PeriodThirtyDays: (Period.THIRTY_DAYS, "30 days", "30 d"),
    PeriodMonth: (Period.MONTH, "this month", "month"),
    PeriodLastMonth: (Period.LAST_MONTH, "last month", "last"),
    PeriodYear: (Period.YEAR, "this year", "year"),
    PeriodAll: (Period.ALL, "all", "all"),
    TypeDays: (None, "other days", "days"),
}
"""The time that each command means, what it is called, and the same where there is little room."""


class ReportScope(Part["ReportScreen"]):
    """Keeps days and market, and lets others be chosen; every report is of the same."""

    OFFERS = (*PERIODS, ChooseReportMarket)

    def __init__(self, screen: "ReportScreen") -> None:
        """The last 30 days, in all markets."""
        super().__init__(screen)
        self._period: Period | None = Period.THIRTY_DAYS
        self._typed: tuple[str, Days] = ("", Days(None, None))
        self.market: str | None = None
        """Code of the one market that is counted; ``None``: all are."""

    # --- what is asked for --------------------------------------------------------------------------

    @property
    def today(self) -> date:
        """This day, where the agent is."""
        return self.desk.now().astimezone(ZoneInfo(self.screen.zone)).date()

    @property
    def days(self) -> Days:
        """The days, as they are today."""
        return self._typed[1] if self._period is None else days_of(self._period, self.today)

    @property
    def query(self) -> ReportQuery:
        """What is asked of the backend."""
        since, until = self.days
        return ReportQuery(since=since, until=until, market=self.market)

    @property
    def words(self) -> str:
        """Days and market, for a title."""
        return f"{days_words(self.days, self.today)} · {self.market or 'all markets'}"

    @property
    def file_name(self) -> str:
        """The same for the name of a file; empty for all of both."""
        parts = dict.fromkeys(day.isoformat() for day in self.days if day is not None)
        return "-".join([*parts, *([self.market.casefold()] if self.market else [])])

    def lines(self, *, is_narrow: bool) -> tuple[ViewLine, ...]:
        """The times there are to choose from."""
        return tuple(
            ViewLine(
                command=command.id(),
                key=self.screen.keymap.shown(command),
                name=short if is_narrow else name,
                chosen=period is self._period,
            )
            for command, (period, name, short) in PERIODS.items()
        )

    # --- choosing -----------------------------------------------------------------------------------

    def method_of(self, command: CommandClass) -> Callable[[], object] | None:
        """A time has a command, but no method of its own."""
        period = PERIODS[command][0] if command in PERIODS else None
        return super().method_of(command) if period is None else partial(self._take, period)

    def why_not(self, command: CommandClass) -> str | None:
        """A market is chosen of those that there are."""
        if command is ChooseReportMarket and not self.desk.is_open:
            return "The shop is not open yet"
        return None

    def _take(self, period: Period) -> None:
        """Count that time."""
        if period is not self._period:
            self._period = period
            self.screen.show_other()

    def action_type_days(self) -> None:
        """Ask for the days."""
        said = partial(read_problem, today=self.today)
        ask = AskLine("Of which days?", "Days", self._typed[0], check=said, hint=EXPECTED)
        self.screen.app.push_screen(ask, self._days_typed)

    def _days_typed(self, text: str | None) -> None:
        """Count these; ``None``: it was given up."""
        if text is None:
            return
        self._period, self._typed = None, (text, read_days(text, self.today))
        self.screen.show_other()

    def action_choose_report_market(self) -> None:
        """Ask for the market."""
        self.screen.app.push_screen(ReportMarket(self.desk.shop.markets, self.market), self._market_chosen)

    def _market_chosen(self, chosen: Option[str | None] | None) -> None:
        """Count that one; ``None``: it was given up."""
        if chosen is not None and chosen.value != self.market:
            self.market = chosen.value
            self.screen.show_other()


class ReportMarket(TypedPick[Option[str | None] | None, str | None]):
    """All markets, or one of them."""

    def __init__(self, markets: tuple[Market, ...], now: str | None) -> None:
        """Stand on the one that is counted."""
        every: Option[str | None] = Option(None, ("All markets",), chosen=now is None)
        each: list[Option[str | None]] = [
            Option(market.code, (market.name, market.code, market.currency), chosen=market.code == now)
            for market in markets
        ]
        super().__init__((every, *each))

    def heading(self) -> str:
        """What is chosen."""
        return "Carts of which market?"

    def take(self, option: Option[str | None]) -> None:
        """Count that one."""
        self.dismiss(option)


def read_problem(text: str, today: date) -> str | None:
    """The complaint about what was typed for days; ``None``: it makes sense."""
    try:
        read_days(text, today)
    except BadValue as error:
        return error.message
    return None


def days_words(days: Days, today: date) -> str:
    """Days for a title: ``25 Oct – 23 Nov``, ``23 Nov``, ``since 25 Oct``, ``all days``."""
    match days:
        case (None, None):
            return "all days"
        case (date() as since, None):
            return f"since {show_day(since, today)}"
        case (None, date() as until):
            return f"until {show_day(until, today)}"
        case (date() as since, date() as until) if since != until:
            return f"{show_day(since, today)} – {show_day(until, today)}"
        case (day, _):
            return show_day(day or today, today)
