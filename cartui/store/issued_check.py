"""Whether issued invoices and credit notes are whole: no gap, nothing that contradicts what they say."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection, select

from cartui.model.document import DocumentKind
from cartui.store.tables import METADATA

_document = METADATA.tables["issued_document"]

_INVOICE, _CREDIT_NOTE = DocumentKind.INVOICE.value, DocumentKind.CREDIT_NOTE.value

_SERIES: Final = (
    "SELECT kind || ' ' || CAST(year AS text) || ' ' || market AS name, "
    "count(*) AS issued, min(place) AS first, max(place) AS last "
    "FROM issued_document GROUP BY kind, market, year"
)
"""Each series under the name of its counter."""

_STATEMENTS: Final = {
    "series of invoices or credit notes with a gap": (
        f"SELECT name FROM ({_SERIES}) AS series WHERE first <> 1 OR last <> issued"  # noqa: S608  constants
    ),
    "series whose next number is not the one after the last": (
        f"SELECT series.name FROM ({_SERIES}) AS series LEFT JOIN counter ON counter.name = series.name "  # noqa: S608  constants
        "WHERE coalesce(counter.value, 0) <> series.last"
    ),
    "credit notes that take back no invoice of their order, or another amount": (
        f"SELECT number FROM issued_document AS note WHERE kind = '{_CREDIT_NOTE}' AND NOT EXISTS "  # noqa: S608  constants
        f"(SELECT 1 FROM issued_document AS invoice WHERE invoice.kind = '{_INVOICE}' "
        "AND invoice.number = note.credits AND invoice.order_number = note.order_number "
        "AND invoice.currency = note.currency AND invoice.total = note.total)"
    ),
    "issued documents without their order": (
        "SELECT number FROM issued_document AS issued WHERE NOT EXISTS "
        "(SELECT 1 FROM orders WHERE orders.number = issued.order_number)"
    ),
}


def contradictions(connection: Connection) -> Iterator[tuple[str, list[str]]]:
    """What is wrong with issued documents: a sentence, and the numbers or series that it is about."""
    for sentence, statement in _STATEMENTS.items():
        if named := [str(each) for each in connection.exec_driver_sql(statement).scalars()]:
            yield sentence, named
    if named := list(_altered(connection)):
        yield "issued documents that say something else than their content", named


def _altered(connection: Connection) -> Iterator[str]:
    """Numbers of documents whose columns are not what was written into them."""
    columns = (_document.c.number, _document.c.kind, _document.c.order_number, _document.c.currency)
    chosen = select(*columns, _document.c.total, _document.c.content).order_by(_document.c.pk)
    for *stored, total, content in connection.execute(chosen.execution_options(yield_per=100)):
        written = [content.get(name) for name in ("number", "kind", "order", "currency")]
        if stored != written or total != (content.get("totals") or {}).get("total"):
            yield str(stored[0])
