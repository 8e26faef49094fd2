"""Several documents as one file: in a PDF, and as text on a printer, each begins on a page of its own."""

from typing import Final, Protocol

from cartui.documents.plain_text import WIDTHS, document_text
from cartui.model.document import Document
from cartui.model.paper import DocumentFormat, Stationery

NEW_PAGE: Final = "\f"
"""The form feed, with which plain printers begin another page; it stands between two documents."""


class Pile(Protocol):
    """Documents that are laid on each other one by one."""

    def add(self, document: Document) -> None:
        """Lay another one below. Raises what ``document_files.content_of`` does."""
        ...

    def content(self) -> bytes:
        """All of them as one file; there is one at least."""
        ...

    def close(self) -> None:
        """Let go what was opened to write them."""
        ...


class TextPile:
    """Documents as lines of text."""

    def __init__(self, columns: int) -> None:
        """Begin without any."""
        self._columns = columns
        self._texts: list[str] = []

    def add(self, document: Document) -> None:
        """Write another one."""
        self._texts.append(document_text(document, columns=self._columns))

    def content(self) -> bytes:
        """The lines of all, in UTF-8."""
        return NEW_PAGE.join(self._texts).encode()

    def close(self) -> None:
        """Nothing was opened."""


def pile_of(form: DocumentFormat, *, stationery: Stationery, columns: int = WIDTHS[-1]) -> Pile:
    """A pile of that form: lines of so many columns, or a PDF on that stationery."""
    if form is DocumentFormat.PDF:
        from cartui.documents.pdf.layout import PdfPages  # its libraries take half a second

        return PdfPages(paper=stationery.paper, logo=stationery.logo)
    return TextPile(columns)
