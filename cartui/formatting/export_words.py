"""Words for exports: which rows somebody wrote to a file, and how many."""

from typing import Final

from cartui.model.exported import ExportKind, NotedExport

ROWS: Final = {
    ExportKind.CARTS: "carts",
    ExportKind.LINES: "cart lines",
    ExportKind.ORDERS: "orders",
    ExportKind.BULK_REPORT: "the report of a bulk change",
    ExportKind.DOCUMENTS: "documents",
    ExportKind.REPORT: "a report",
}
"""What an export's rows are, by its kind."""


def export_outcome(export: NotedExport) -> str:
    """What was written, on one line: ``exported 412 rows of carts as csv · market:BD``."""
    which = f" · {export.selection}" if export.selection else ""
    return f"exported {written_words(export)}{which}"


def written_words(export: NotedExport) -> str:
    """How many rows of what, and as what they were written, as far as that is known."""
    what = f"{ROWS[export.kind]} as {export.written_as}"
    if export.rows is None:
        return f"{what} (no end known)"
    return f"{export.rows:,} {'row' if export.rows == 1 else 'rows'} of {what}"


def written_to(file: str, count: int, what: str) -> str:
    """Where it is, once it is whole: ``28 carts are in ~/carts.csv``. ``what`` is said of many."""
    return f"1 {what.removesuffix('s')} is in {file}" if count == 1 else f"{count:,} {what} are in {file}"
