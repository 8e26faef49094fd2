"""Reports as tables for people. Amounts of different currencies stand in rows of their own."""

from typing import TYPE_CHECKING

from cartui.cli.amounts import Amounts
from cartui.cli.output import table
from cartui.formatting.report_words import (
    AGES,
    GROUP_TITLES,
    lock_words,
    statistics_figures,
)
from cartui.formatting.shares import show_share
from cartui.model.reports import ReportGroup

if TYPE_CHECKING:
    from cartui.model.reports import (
        CartReport,
        LockReport,
        ProductReport,
        RecoveredReport,
        StatisticsReport,
    )


def statistics_text(report: "StatisticsReport") -> str:
    """The figures of each currency under each other."""
    rows = [
        (
            each.currency,
            figure.name,
            "" if figure.carts is None else f"{figure.carts:,}",
            figure.share,
            "" if figure.value is None else Amounts(each.currency).plain(figure.value),
        )
        for each in report.figures
        for figure in statistics_figures(each)
    ]
    right = ("Carts", "Of begun", "Value")
    return table(("Currency", "Figure", *right), rows, right=right)


def carts_text(report: "CartReport", by: ReportGroup) -> str:
    """Carts by something, a line for each group and currency."""
    rows = [
        (
            AGES.get(each.group, each.group) if by is ReportGroup.AGE else each.group,
            each.currency,
            f"{each.carts:,}",
            f"{each.units:,}",
            Amounts(each.currency).plain(each.value),
        )
        for each in report.figures
    ]
    right = ("Carts", "Units", "Value")
    return table((GROUP_TITLES[by], "Currency", *right), rows, right=right)


def products_text(report: "ProductReport") -> str:
    """Products in the order of the report; of both numbers of units, each belongs to the carts before it."""
    rows = [
        (
            each.sku,
            each.title,
            f"{each.added_carts:,}",
            f"{each.added_units:,}",
            f"{each.ordered_carts:,}",
            f"{each.ordered_units:,}",
            show_share(each.conversion),
        )
        for each in report.figures
    ]
    right = ("Added", "Units", "Ordered", "Units", "Conversion")
    return table(("SKU", "Product", *right), rows, right=right)


def recovered_text(report: "RecoveredReport") -> str:
    """Recovered carts by the day of their order."""
    rows = [
        (
            each.day.isoformat(),
            each.currency,
            f"{each.carts:,}",
            f"{each.called:,}",
            Amounts(each.currency).plain(each.value),
        )
        for each in report.figures
    ]
    right = ("Recovered", "Called", "Value")
    return table(("Ordered on", "Currency", *right), rows, right=right)


def locks_text(report: "LockReport") -> str:
    """Locks by their reason."""
    rows = [lock_words(each) for each in report.figures]
    right = ("Locks", "Waiting", "Ordered", "Unlocked", "Deleted", "Half within", "9 of 10")
    return table(("Locked", *right), rows, right=right)
