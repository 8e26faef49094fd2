"""What the reports say, as rows of a sheet. Amounts of different currencies are never added or compared."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from cartui.formatting.ages import show_day
from cartui.formatting.amounts import aligned_amount
from cartui.formatting.report_words import (
    ABANDONED,
    AGES,
    AVERAGE,
    BEGUN,
    DELETED,
    GROUP_TITLES,
    LOCK_REASONS,
    LOCKED,
    OPEN,
    ORDERED,
    RECOVERED,
    lock_words,
    statistics_figures,
)
from cartui.formatting.shares import show_share
from cartui.model.reports import (
    CartFigure,
    CartReport,
    LockReport,
    ProductOrder,
    ProductReport,
    RecoveredReport,
    ReportGroup,
    ReportQuery,
    StatisticsReport,
)
from cartui.model.shop import Shop
from cartui.rules.query.line import quoted_as_needed
from cartui.rules.reports.queries import EVERY_STATE, carts_of_currency
from cartui.screens.reports.report_kinds import Answer, ReportKind
from cartui.screens.reports.sheet import FigureRow, Measure, Sheet, SheetColumn

PRODUCT_MEASURES: Final[dict[ProductOrder, tuple[str, ...]]] = {
    ProductOrder.ADDED: ("added", "ordered", "conversion"),
    ProductOrder.ORDERED: ("ordered", "added", "conversion"),
    ProductOrder.CONVERSION: ("conversion", "added", "ordered"),
}
"""What the bars beside products can show; what they are sorted by comes first."""


@dataclass(frozen=True, slots=True)
class SeenAs:
    """By whom, where and when it is looked at."""

    shop: Shop
    locale: str
    today: date
    query: ReportQuery
    """What was asked for."""


def sheet_of(answer: Answer, kind: ReportKind, seen: SeenAs) -> Sheet:
    """The sheet of an answer to that report."""
    match answer:
        case StatisticsReport():
            return statistics_sheet(answer, seen)
        case CartReport():
            return cart_sheet(answer, kind.by or ReportGroup.MARKET, seen)
        case ProductReport():
            return product_sheet(answer, kind.order or ProductOrder.ADDED)
        case RecoveredReport():
            return recovered_sheet(answer, seen)
        case LockReport():
            return lock_sheet(answer, seen.query.market)


def statistics_sheet(report: StatisticsReport, seen: SeenAs) -> Sheet:
    """The carts of each currency at a glance."""
    currencies = [each.currency for each in report.figures]
    rows: list[FigureRow] = []
    for each in report.figures:
        for name, carts, value, share in statistics_figures(each):
            rows.append(
                FigureRow(
                    key=f"{each.currency}/{name}",
                    cells=(
                        each.currency,
                        name,
                        "" if carts is None else f"{carts:,}",
                        share,
                        "" if value is None else aligned_amount(value, each.currency, seen.locale),
                    ),
                    sizes=(carts, *_by_currency(value, each.currency, currencies)),
                    query=None
                    if name == RECOVERED
                    else carts_of_currency(seen.shop, seen.query, each.currency, TERMS[name]),
                )
            )
    return Sheet(
        columns=(
            SheetColumn("In", right=False),
            SheetColumn("Figure", right=False),
            SheetColumn("Carts"),
            SheetColumn("Of begun", rank=1),
            SheetColumn("Value"),
        ),
        rows=tuple(rows),
        figures=report.figures,
        counted=report.counted,
        measures=(Measure("carts"), *_value_measures(currencies)),
    )


TERMS: Final = {
    BEGUN: EVERY_STATE,
    ORDERED: "state:ordered",
    OPEN: "state:open",
    ABANDONED: "state:open touched:>1d",
    LOCKED: "state:locked",
    DELETED: "state:deleted",
    AVERAGE: EVERY_STATE,
}
"""What is true of the carts of each; no term says that a cart was recovered."""


def cart_sheet(report: CartReport, by: ReportGroup, seen: SeenAs) -> Sheet:
    """Carts and their value by something; of days, the last one comes first."""
    currencies = _currencies(report.figures)
    figures: Sequence[CartFigure] = report.figures
    if by is ReportGroup.DAY:  # the currencies of a day stay in their order
        figures = sorted(figures, key=lambda each: each.group, reverse=True)
    return Sheet(
        columns=(
            SheetColumn(GROUP_TITLES[by], right=False),
            SheetColumn("Carts"),
            SheetColumn("Units", rank=1),
            SheetColumn("Value"),
        ),
        rows=tuple(_cart_row(figure, by, seen, currencies) for figure in figures),
        figures=report.figures,
        counted=report.counted,
        measures=(Measure("carts"), Measure("units"), *_value_measures(currencies)),
    )


def _cart_row(figure: CartFigure, by: ReportGroup, seen: SeenAs, currencies: Sequence[str]) -> FigureRow:
    """The carts of one group in one currency."""
    day = _day(figure.group) if by is ReportGroup.DAY else None
    return FigureRow(
        key=f"{figure.group}/{figure.currency}",
        cells=(
            show_day(day, seen.today) if day is not None else _group_name(figure.group, by, seen.shop),
            f"{figure.carts:,}",
            f"{figure.units:,}",
            aligned_amount(figure.value, figure.currency, seen.locale),
        ),
        sizes=(figure.carts, figure.units, *_by_currency(figure.value, figure.currency, currencies)),
        query=figure.query or None,
        day=day,
    )


def product_sheet(report: ProductReport, order: ProductOrder) -> Sheet:
    """Products, sorted as they were asked for."""
    measures = PRODUCT_MEASURES[order]
    rows = []
    for each in report.figures:
        size = {"added": each.added_carts, "ordered": each.ordered_carts, "conversion": each.conversion}
        cells = (
            each.title,
            each.sku,
            f"{each.added_carts:,}",
            f"{each.added_units:,}",
            f"{each.ordered_carts:,}",
            f"{each.ordered_units:,}",
            show_share(each.conversion),
        )
        sizes = tuple(size[measure] for measure in measures)
        rows.append(FigureRow(f"{each.sku}/{each.title}", cells, sizes, each.query or None))
    note = f"the first {len(rows):,} of {report.products:,} products"
    return Sheet(
        columns=(
            SheetColumn("Product", right=False),
            SheetColumn("SKU", right=False),
            SheetColumn("Added"),
            SheetColumn("Units", rank=2),
            SheetColumn("Ordered"),
            SheetColumn("Units", rank=2),
            SheetColumn("Conversion"),
        ),
        rows=tuple(rows),
        figures=report.figures,
        counted=report.counted,
        measures=tuple(map(Measure, measures)),
        note=note if len(rows) < report.products else "",
    )


def recovered_sheet(report: RecoveredReport, seen: SeenAs) -> Sheet:
    """What was recovered on each day; the last one comes first."""
    currencies = list(dict.fromkeys(each.currency for each in report.figures))
    rows = (
        FigureRow(
            key=f"{each.day}/{each.currency}",
            cells=(
                show_day(each.day, seen.today),
                f"{each.carts:,}",
                f"{each.called:,}",
                aligned_amount(each.value, each.currency, seen.locale),
            ),
            sizes=(each.carts, each.called, *_by_currency(each.value, each.currency, currencies)),
            day=each.day,
        )
        for each in sorted(report.figures, key=lambda each: each.day, reverse=True)
    )
    return Sheet(
        columns=(
            SheetColumn("Ordered on", right=False),
            SheetColumn("Recovered"),
            SheetColumn("Called"),
            SheetColumn("Value"),
        ),
        rows=tuple(rows),
        figures=report.figures,
        counted=report.counted,
        measures=(Measure("recovered"), Measure("called"), *_value_measures(currencies)),
        no_carts="No query lists recovered carts: they are orders by now",
    )


def lock_sheet(report: LockReport, market: str | None) -> Sheet:
    """Why carts were locked, what became of that, and how long it took. Those that wait are listed."""
    where = f"market:{quoted_as_needed(market)} " if market else ""
    rows = (
        FigureRow(
            key=each.reason,
            cells=lock_words(each),
            sizes=(each.locks, each.waiting),
            query=f"{where}state:locked lock:{each.reason}" if each.reason in LOCK_REASONS else None,
        )
        for each in report.figures
    )
    return Sheet(
        columns=(
            SheetColumn("Locked", right=False),
            SheetColumn("Locks"),
            SheetColumn("Waiting"),
            SheetColumn("Ordered"),
            SheetColumn("Unlocked", rank=1),
            SheetColumn("Deleted", rank=1),
            SheetColumn("Half within"),
            SheetColumn("9 of 10"),
        ),
        rows=tuple(rows),
        figures=report.figures,
        counted=report.counted,
        measures=(Measure("locks"), Measure("waiting")),
    )


def _day(group: str) -> date | None:
    """The day that a group is; ``None``: it says none."""
    try:
        return date.fromisoformat(group)
    except ValueError:
        return None


def _group_name(group: str, by: ReportGroup, shop: Shop) -> str:
    """What a group is called: codes with the names that the shop has for them."""
    if by is ReportGroup.AGE:
        return AGES.get(group, group)
    name = ""
    if by is ReportGroup.MARKET and (market := shop.market(group)) is not None:
        name = market.name
    elif by is ReportGroup.LEVEL:
        name = next((level.name for level in shop.price_levels if level.code == group), "")
    return group if name in {"", group} else f"{group}  {name}"


def _currencies(figures: Iterable[CartFigure]) -> list[str]:
    """The currencies of the figures, those of most carts first."""
    carts: dict[str, int] = {}
    for figure in figures:
        carts[figure.currency] = carts.get(figure.currency, 0) + figure.carts
    return sorted(carts, key=lambda currency: (-carts[currency], currency))


def _value_measures(currencies: Iterable[str]) -> tuple[Measure, ...]:
    """The value in each currency, as what bars can show."""
    return tuple(Measure(f"value in {currency}", currency) for currency in currencies)


def _by_currency(value: int | None, currency: str, currencies: Iterable[str]) -> tuple[int | None, ...]:
    """The value under its own currency, and nothing under the others."""
    return tuple(value if currency == each else None for each in currencies)
