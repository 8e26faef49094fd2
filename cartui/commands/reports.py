"""What can be done with reports: choosing one, its time and its market, and what is behind a figure."""

from cartui.commands.command import Command, Group
from cartui.commands.navigation import EVERYWHERE, MOVES, QuitHome, Refresh, ShowHelp


class OpenFigure(Command):
    """List the carts behind the figure at the cursor; `esc` there leads back to it."""

    title = "The carts behind the figure"
    keys = ("enter",)
    footer = "carts"
    group = Group.REPORT


class ChooseReportMarket(Command):
    """Count the carts of one market only, or of all of them."""

    title = "Market of the reports"
    keys = ("M",)
    footer = "market"
    group = Group.REPORT


class NextMeasure(Command):
    """Let the bars show another figure: carts, units, or the value in one currency."""

    title = "What the bars show"
    keys = ("v",)
    footer = "bars"
    group = Group.REPORT


class ExportFigures(Command):
    """Write the report to a new file, as CSV or JSON."""

    title = "Export the report"
    keys = ("x",)
    footer = "export"
    group = Group.REPORT
    leads_out = True


class NextReport(Command):
    """The next report, with the same days and market."""

    title = "Next report"
    keys = ("right",)
    group = Group.REPORT


class ReportBefore(Command):
    """The report before, with the same days and market."""

    title = "Report before"
    keys = ("left",)
    group = Group.REPORT


class ShowStatistics(Command):
    """How many carts began, what became of them and what they come to, for each currency."""

    title = "Report: statistics"
    keys = ("1",)
    group = Group.REPORT


class ReportMarkets(Command):
    """Carts and their value by market."""

    title = "Report: by market"
    keys = ("2",)
    group = Group.REPORT


class ReportStates(Command):
    """Carts and their value by state."""

    title = "Report: by state"
    keys = ("3",)
    group = Group.REPORT


class ReportAges(Command):
    """Open and locked carts and their value by how long ago they were last changed."""

    title = "Report: by age"
    keys = ("4",)
    group = Group.REPORT


class ReportDays(Command):
    """Carts and their value by the day on which they began."""

    title = "Report: by day"
    keys = ("5",)
    group = Group.REPORT


class ReportLevels(Command):
    """Carts and their value by price level."""

    title = "Report: by price level"
    keys = ("6",)
    group = Group.REPORT


class ReportAddedProducts(Command):
    """The products that were put into most carts."""

    title = "Report: products added"
    keys = ("7",)
    group = Group.REPORT


class ReportOrderedProducts(Command):
    """The products that most carts were ordered with."""

    title = "Report: products ordered"
    keys = ("8",)
    group = Group.REPORT


class ReportConversion(Command):
    """The products by the share of carts with them that were ordered."""

    title = "Report: conversion of products"
    keys = ("9",)
    group = Group.REPORT


class ReportRecovered(Command):
    """Storefront carts that were ordered after somebody here looked after them, by day."""

    title = "Report: recovered carts"
    keys = ("0",)
    group = Group.REPORT


class ReportLocks(Command):
    """Why carts were locked, how that ended, and how long it took."""

    title = "Report: locks"
    keys = ("L",)
    group = Group.REPORT


class ReportOrigins(Command):
    """Carts and their value by how they came to be: by shoppers, at the desk, out of a file."""

    title = "Report: by origin"
    keys = ("O",)
    group = Group.REPORT


class PeriodToday(Command):
    """Count the carts that began today."""

    title = "Days: today"
    keys = ("t",)
    group = Group.REPORT


class PeriodYesterday(Command):
    """Count the carts that began yesterday."""

    title = "Days: yesterday"
    keys = ("y",)
    group = Group.REPORT


class PeriodWeek(Command):
    """Count the carts that began today or in the six days before it."""

    title = "Days: the last 7"
    keys = ("w",)
    group = Group.REPORT


class PeriodThirtyDays(Command):
    """Count the carts that began today or in the 29 days before it."""

    title = "Days: the last 30"
    keys = ("d",)
    group = Group.REPORT


class PeriodMonth(Command):
    """Count the carts that began this month."""

    title = "Days: this month"
    keys = ("m",)
    group = Group.REPORT


class PeriodLastMonth(Command):
    """Count the carts that began last month."""

    title = "Days: last month"
    keys = ("l",)
    group = Group.REPORT


class PeriodYear(Command):
    """Count the carts that began this year."""

    title = "Days: this year"
    keys = ("Y",)
    group = Group.REPORT


class PeriodAll(Command):
    """Count all carts, whenever they began."""

    title = "Days: all"
    keys = ("a",)
    group = Group.REPORT


class TypeDays(Command):
    """Type the days: one, a month, a year, or from one to another."""

    title = "Days: typed"
    keys = ("/",)
    group = Group.REPORT


REPORTS: tuple[type[Command], ...] = (
    ShowStatistics,
    ReportMarkets,
    ReportStates,
    ReportAges,
    ReportDays,
    ReportLevels,
    ReportAddedProducts,
    ReportOrderedProducts,
    ReportConversion,
    ReportRecovered,
    ReportLocks,
    ReportOrigins,
)
"""The reports, in their order on the screen."""

PERIODS: tuple[type[Command], ...] = (
    PeriodToday,
    PeriodYesterday,
    PeriodWeek,
    PeriodThirtyDays,
    PeriodMonth,
    PeriodLastMonth,
    PeriodYear,
    PeriodAll,
    TypeDays,
)
"""The times that carts are counted of, in their order on the screen."""

REPORT_SCREEN: tuple[type[Command], ...] = (
    OpenFigure,
    ChooseReportMarket,
    NextMeasure,
    ExportFigures,
    ShowHelp,
    NextReport,
    ReportBefore,
    *REPORTS,
    *PERIODS,
    *(command for command in EVERYWHERE if command is not ShowHelp),
    QuitHome,
    Refresh,
    *MOVES,
)
"""Everything that the reports offer."""
