"""On which printer a document goes, and in which form."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cartui.documents.pdf.fonts import can_draw
from cartui.documents.plain_text import WIDTHS
from cartui.documents.printer import SYSTEMS_OWN, printers
from cartui.model.paper import DocumentFormat
from cartui.model.text import clean_line
from cartui.screens.dialogs.pick import Option, Pick

NEW_FILE: Final = ""
"""Stands for a file in place of a printer, whose names are never empty."""

_NO_PDF: Final = "PDFs need `cartui[pdf]`, and a font: `cartui doctor` says what is missing."


@dataclass(frozen=True, slots=True)
class Printing:
    """How a document is printed."""

    printer: str
    """Its name, ``SYSTEMS_OWN`` or :data:`NEW_FILE`."""
    form: DocumentFormat
    columns: int = WIDTHS[-1]
    """Of text."""


def printer_pick(title: str, *, or_file: bool = False) -> Pick[Printing]:
    """Ask on which of the system's printers, or whether into a file; the system's own, as a PDF, is usual.

    It asks the system which there are, and looks for fonts: not for the thread of the desk.
    """
    named = printers()
    drawn = can_draw()
    options = [option for printer in (SYSTEMS_OWN, *named) for option in _options(printer, can_draw=drawn)]
    if or_file:
        usual = DocumentFormat.PDF if drawn else DocumentFormat.TEXT
        options.append(Option(Printing(NEW_FILE, usual), ("a new file", "PDF or text, by how its name ends")))
    told = "" if named else "The system names no printers: `lpstat -e` lists those that there are."
    return Pick(f"print {clean_line(title)}", options, told=told)


def _options(printer: str, *, can_draw: bool) -> Iterator[Option[Printing]]:
    """What can be printed on that one."""
    name = "the system's own printer" if printer == SYSTEMS_OWN else clean_line(printer)
    no_pdf = "" if can_draw else _NO_PDF
    yield Option(Printing(printer, DocumentFormat.PDF), (name, "as a PDF"), refused=no_pdf)
    for columns in reversed(WIDTHS):
        yield Option(Printing(printer, DocumentFormat.TEXT, columns), (name, f"as text of {columns} columns"))
