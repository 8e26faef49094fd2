"""Writing a report to a file that a spreadsheet opens."""

from collections.abc import AsyncGenerator, Sequence
from typing import TYPE_CHECKING

from cartui.documents.report_tables import Figure, figure_table
from cartui.documents.tables import TableFormat
from cartui.model.exported import ExportKind, NewExport
from cartui.screens.bulk.export import Export, RowsToWrite, ask_where_to

if TYPE_CHECKING:
    from cartui.screens.reports.report_screen import ReportScreen


def export_report(screen: "ReportScreen", figures: Sequence[Figure], kind: type[Figure]) -> None:
    """Ask where to, and write the figures that are listed."""

    async def rows() -> AsyncGenerator[Sequence[Figure], None]:
        yield figures

    name = "-".join(filter(None, (*screen.kind.name.split(), screen.scope.file_name)))
    export = Export(
        heading=f"Export: {screen.kind.name} · {screen.scope.words}",
        name=name,
        begin=lambda as_what, _kind: RowsToWrite(
            rows,
            figure_table(kind, as_what, marked=True),
            NewExport(
                kind=ExportKind.REPORT,
                selection=f"{screen.kind.name} · {screen.scope.words}",
                written_as=as_what,
            ),
        ),
        formats=tuple(TableFormat),
    )
    ask_where_to(screen, export)
