"""Documents on paper or as a file: ``cartui orders print`` and those beside it (carts: `carts_print.py`)."""

import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cartui.cli.files import STDIN
from cartui.cli.invocation import Invocation, invocation_of
from cartui.cli.output import narrate, put, put_bytes
from cartui.model.paper import DocumentFormat, PaperSize

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from cartui.client.protocol import Client
    from cartui.model.document import Document
    from cartui.model.paper import Stationery


OrderRef = Annotated[
    str, typer.Argument(metavar="REF", help="The order's number, its digits or id, or its cart's number.")
]

Columns = Annotated[
    int, typer.Option("--columns", metavar="40|80", help="Width of a line: 40 is a receipt printer's.")
]

Format = Annotated[DocumentFormat, typer.Option("--format", help="As lines of text, or as a PDF.")]

Paper = Annotated[
    PaperSize | None,
    typer.Option("--paper", help="Paper of a PDF. Without it: `documents.paper` of the config."),
]

Output = Annotated[
    str, typer.Option("--output", "-o", metavar="FILE", help="A new file, which only you can read.")
]

Printer = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Print it there instead; `default` is the system's own printer."),
]


def print_order(
    context: typer.Context,
    ref: OrderRef,
    columns: Columns = 80,
    format_: Format = DocumentFormat.TEXT,
    paper: Paper = None,
    output: Output = STDIN,
    printer: Printer = None,
) -> None:
    """Print the confirmation of an order, as text or PDF."""
    from cartui.rules.documents.content import confirmation_of

    invocation = invocation_of(context)

    async def work(client: "Client") -> "Document":
        order, shop = await client.orders.get(ref), await client.shop.get()
        return confirmation_of(order, shop, at=datetime.now(UTC), by=invocation.configuration.agent)

    put_document(invocation, work, Wanted(columns, format_, paper, output, printer))


def print_invoice(
    context: typer.Context,
    number: Annotated[
        str, typer.Argument(metavar="NUMBER", help="The number of the invoice or the credit note.")
    ],
    columns: Columns = 80,
    format_: Format = DocumentFormat.TEXT,
    paper: Paper = None,
    output: Output = STDIN,
    printer: Printer = None,
) -> None:
    """Print an invoice or a credit note as it was issued, as text or PDF."""

    async def work(client: "Client") -> "Document":
        return (await client.documents.get(number)).content

    put_document(invocation_of(context), work, Wanted(columns, format_, paper, output, printer))


def goods_issue(
    context: typer.Context,
    ref: OrderRef,
    columns: Columns = 80,
    format_: Format = DocumentFormat.TEXT,
    paper: Paper = None,
    output: Output = STDIN,
    printer: Printer = None,
) -> None:
    """Print the delivery note of an approved order, as text or PDF: what to pick, without prices."""
    from cartui.rules.documents.delivery_notes import delivery_note_of

    async def work(client: "Client") -> "Document":
        order, shop = await client.orders.get(ref), await client.shop.get()
        return delivery_note_of(order, shop)

    put_document(invocation_of(context), work, Wanted(columns, format_, paper, output, printer))


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a document is wanted, and where."""

    columns: int
    format: DocumentFormat
    paper: PaperSize | None
    output: str
    printer: str | None

    @property
    def is_looked_at(self) -> bool:
        """Whether it goes to a terminal."""
        return self.printer is None and self.output == STDIN and sys.stdout.isatty()

    def check(self) -> None:
        """Raise ``Invalid`` where the options do not go together: before anything is read."""
        from cartui.documents.plain_text import WIDTHS
        from cartui.model.errors import Invalid

        if self.columns not in WIDTHS:
            raise Invalid(f"--columns: {self.columns} is none of {', '.join(map(str, WIDTHS))}")
        if self.printer is not None and self.output != STDIN:
            raise Invalid("--printer and --output cannot be given together: print it, or write a file")
        if self.paper is not None and self.format is DocumentFormat.TEXT:
            raise Invalid("--paper is for a PDF: give --format pdf, too")
        if self.format is DocumentFormat.PDF and self.is_looked_at:
            raise Invalid("A PDF is nothing to look at in a terminal: give a file with -o, or a printer")


def put_document(
    invocation: Invocation, work: "Callable[[Client], Awaitable[Document]]", wanted: Wanted
) -> None:
    """Write a document to stdout, to a new file or on a printer."""
    from cartui.documents.document_files import content_of
    from cartui.documents.document_words import title_of
    from cartui.documents.printer import print_out
    from cartui.model.errors import Refused
    from cartui.settings.errors import NotWritten
    from cartui.settings.new_file import new_file

    wanted.check()
    document = invocation.run(work)
    stationery = stationery_for(invocation, wanted)
    content = content_of(document, wanted.format, stationery=stationery, columns=wanted.columns)
    if wanted.printer is not None:
        print_out(content, printer=wanted.printer, title=title_of(document))
        narrate(f"{title_of(document)} is printed")
    elif wanted.output != STDIN:
        try:
            with new_file(Path(wanted.output)) as write:
                write(content)
        except NotWritten as error:
            raise Refused(f"{wanted.output} was not written: {error.reason}.") from error
        narrate(f"{title_of(document)} is in {wanted.output}")
    elif wanted.format is DocumentFormat.PDF:
        put_bytes(content)
    else:
        put(content.decode().rstrip("\n"))


def stationery_for(invocation: Invocation, wanted: Wanted) -> "Stationery":
    """What it is written on: what the config says, on the paper that is wanted."""
    from cartui.bootstrap import stationery_of

    stationery = stationery_of(invocation.configuration)
    return stationery if wanted.paper is None else replace(stationery, paper=wanted.paper)
