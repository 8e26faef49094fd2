"""The file of a document, wherever it goes: what it is called, and what is in it."""

import re
from typing import Final

from cartui.documents.plain_text import WIDTHS, document_text
from cartui.model.document import Document
from cartui.model.paper import DocumentFormat, Stationery

_OUTSIDE: Final = re.compile(r"[^A-Za-z0-9._-]+")

_DOTS: Final = re.compile(r"\.{2,}")

_LONGEST: Final = 80
"""Characters of a number that stand in a name."""


def file_name(document: Document, form: DocumentFormat) -> str:
    """A name made of the document's kind and number: ``quote-C-000017.pdf``.

    Carts and orders of elsewhere bring their own numbers, so nothing of one that leads out of a folder, that
    a shell or a mail program takes for more than a name, or that cannot be seen stands in it.
    """
    number = _DOTS.sub(".", _OUTSIDE.sub("-", document.number))[:_LONGEST].strip(".-")
    return f"{document.kind.value.replace('_', '-')}-{number or 'without-number'}.{form.ending}"


def content_of(
    document: Document, form: DocumentFormat, *, stationery: Stationery, columns: int = WIDTHS[-1]
) -> bytes:
    """The document in that form: UTF-8 lines of so many columns, or a PDF on that stationery.

    Raises ``Unsupported`` where no PDF can be made, and ``Invalid`` for a logo that cannot be read.
    """
    if form is DocumentFormat.PDF:
        from cartui.documents.pdf.layout import document_pdf  # its libraries take half a second

        return document_pdf(document, paper=stationery.paper, logo=stationery.logo)
    return document_text(document, columns=columns).encode()
