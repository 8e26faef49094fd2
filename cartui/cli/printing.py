"""Documents on paper or as a file: ``cartui carts print``, ``orders print`` and those beside them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cartui.cli.files import STDIN
from cartui.cli.invocation import Invocation, invocation_of
from cartui.cli.options import CartRef
from cartui.cli.output import narrate, put

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from cartui.client.protocol import Client
    from cartui.model.document import Document

OrderRef = Annotated[
    str, typer.Argument(metavar="REF", help="The order's number, its digits or id, or its cart's number.")
]

Columns = Annotated[
    int, typer.Option("--columns", metavar="40|80", help="Width of a line: 40 is a receipt printer's.")
]

Output = Annotated[
    str, typer.Option("--output", "-o", metavar="FILE", help="A new file, which only you can read.")
]

Printer = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Print it there instead; `default` is the system's own printer."),
]


def print_cart(
    context: typer.Context,
    number: CartRef,
    columns: Columns = 80,
    output: Output = STDIN,
    printer: Printer = None,
) -> None:
    """Print the quote of a cart as text: what it would cost if it were ordered now."""
    from cartui.rules.documents.content import quote_of

    invocation = invocation_of(context)

    async def work(client: "Client") -> "Document":
        cart, shop = await client.carts.get(number), await client.shop.get()
        return quote_of(cart, shop, at=datetime.now(UTC), by=invocation.configuration.agent)

    _put_document(invocation, work, columns, output, printer)


def print_order(
    context: typer.Context,
    ref: OrderRef,
    columns: Columns = 80,
    output: Output = STDIN,
    printer: Printer = None,
) -> None:
    """Print the confirmation of an order as text."""
    from cartui.rules.documents.content import confirmation_of

    invocation = invocation_of(context)

    async def work(client: "Client") -> "Document":
        order, shop = await client.orders.get(ref), await client.shop.get()
        return confirmation_of(order, shop, at=datetime.now(UTC), by=invocation.configuration.agent)

    _put_document(invocation, work, columns, output, printer)


def print_invoice(
    context: typer.Context,
    number: Annotated[
        str, typer.Argument(metavar="NUMBER", help="The number of the invoice or the credit note.")
    ],
    columns: Columns = 80,
    output: Output = STDIN,
    printer: Printer = None,
) -> None:
    """Print an invoice or a credit note as text, as it was issued."""

    async def work(client: "Client") -> "Document":
        return (await client.documents.get(number)).content

    _put_document(invocation_of(context), work, columns, output, printer)


def goods_issue(
    context: typer.Context,
    ref: OrderRef,
    columns: Columns = 80,
    output: Output = STDIN,
    printer: Printer = None,
) -> None:
    """Print the delivery note of an approved order as text: what to pick, without prices."""
    from cartui.rules.documents.delivery_notes import delivery_note_of

    async def work(client: "Client") -> "Document":
        order, shop = await client.orders.get(ref), await client.shop.get()
        return delivery_note_of(order, shop)

    _put_document(invocation_of(context), work, columns, output, printer)


def _put_document(
    invocation: Invocation,
    work: "Callable[[Client], Awaitable[Document]]",
    columns: int,
    output: str,
    printer: str | None,
) -> None:
    """Write a document to stdout, to a new file or on a printer."""
    from cartui.documents.document_words import title_of
    from cartui.documents.plain_text import WIDTHS, document_text
    from cartui.documents.printer import print_out
    from cartui.model.errors import Invalid, Refused
    from cartui.settings.errors import NotWritten
    from cartui.settings.new_file import new_file

    if columns not in WIDTHS:
        raise Invalid(f"--columns: {columns} is none of {', '.join(map(str, WIDTHS))}")
    if printer is not None and output != STDIN:
        raise Invalid("--printer and --output cannot be given together: print it, or write a file")
    document = invocation.run(work)
    text = document_text(document, columns=columns)
    if printer is not None:
        print_out(text.encode(), printer=printer, title=title_of(document))
        narrate(f"{title_of(document)} is printed")
    elif output == STDIN:
        put(text.rstrip("\n"))
    else:
        try:
            with new_file(Path(output)) as write:
                write(text.encode())
        except NotWritten as error:
            raise Refused(f"{output} was not written: {error.reason}.") from error
        narrate(f"{title_of(document)} is in {output}")
