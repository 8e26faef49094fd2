"""Reports for other programs: a row for each figure, under the names of the model, or one object of JSON.

In CSV, amounts stand in the currency's units and in minor ones; JSON has minor ones only. Shares are
hundredths of a percent, times are seconds.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Final

from cartui.documents.tables import Cell, CsvTable, JsonTable, Table, TableColumn, TableFormat
from cartui.documents.workbook import WorkbookTable
from cartui.model.money import Money
from cartui.model.reports import (
    CartFigure,
    CartReport,
    LockFigure,
    LockReport,
    ProductFigure,
    ProductReport,
    RecoveredFigure,
    RecoveredReport,
    ReportQuery,
    Statistics,
    StatisticsReport,
)

Figure = CartFigure | ProductFigure | RecoveredFigure | LockFigure | Statistics
"""One line of any report."""

Report = CartReport | ProductReport | RecoveredReport | LockReport | StatisticsReport
"""Any report."""

AMOUNTS: Final = frozenset({"value", "ordered_value", "average"})
"""Fields that are minor units of the figure's currency."""


def figure_table(figure: type[Figure], table_format: TableFormat, *, marked: bool) -> Table[Figure]:
    """A table of figures of that kind; ``marked``: CSV begins with a byte order mark."""
    match table_format:
        case TableFormat.CSV:
            return CsvTable(tuple(_columns(figure)), marked=marked)
        case TableFormat.XLSX:
            return WorkbookTable(tuple(_columns(figure)), "Report")
        case TableFormat.JSON:
            return JsonTable(lambda row: row.model_dump(mode="json"))


def report_json(report: Report, query: ReportQuery, said: Mapping[str, str]) -> dict[str, object]:
    """A report as one object: what was asked for, how far it goes, and its figures.

    ``said`` is what else was asked for, such as by what carts are put together.
    """
    return {**query.model_dump(mode="json"), **said, **report.model_dump(mode="json")}


def _columns(figure: type[Figure]) -> Iterator[TableColumn[Figure]]:
    """What is written of figures of that kind: all that the model has, in its order."""
    for name in figure.model_fields:
        if name in AMOUNTS:
            yield name, _major(name)
            yield f"{name}_minor", _plain(name)
        else:
            yield name, _plain(name)


def _plain(name: str) -> Callable[[Figure], Cell]:
    """A field as it is; empty where there is none."""

    def read(row: Figure) -> Cell:
        value: object = getattr(row, name)
        if isinstance(value, date):
            return value.isoformat()
        return value if isinstance(value, int | str) else ""

    return read


def _major(name: str) -> Callable[[Figure], Cell]:
    """An amount in its currency's units."""

    def read(row: Figure) -> Cell:
        currency: object = getattr(row, "currency", "")
        return Money(int(getattr(row, name)), str(currency))

    return read
