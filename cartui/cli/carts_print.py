"""``cartui carts print``: the quote or another document of one cart, or of many in one file or print."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cartui.cli.exit_codes import ExitStatus
from cartui.cli.files import STDIN
from cartui.cli.invocation import Invocation, invocation_of
from cartui.cli.output import narrate, narrate_in_place, put, put_bytes
from cartui.cli.printing import (
    Columns,
    Format,
    Output,
    Paper,
    Printer,
    Wanted,
    put_document,
    stationery_for,
)
from cartui.model.paper import DocumentFormat

if TYPE_CHECKING:
    from collections.abc import Callable

    from cartui.client.print_run import PrintRun
    from cartui.client.protocol import Client
    from cartui.model.bulk import BulkTarget
    from cartui.model.document import Document, DocumentKind


def print_carts(
    context: typer.Context,
    numbers: Annotated[
        list[str] | None,
        typer.Argument(metavar="NUMBER...", help="Numbers or ids of carts; - reads them from stdin."),
    ] = None,
    query: Annotated[
        str | None,
        typer.Option("--query", "-q", metavar="QUERY", help="All that it finds, as in `cartui carts list`."),
    ] = None,
    document: Annotated[
        str,
        typer.Option(
            metavar="quote|order-confirmation|delivery-note|invoice",
            help="What is printed; all but the quote are those of the cart's order.",
        ),
    ] = "quote",
    columns: Columns = 80,
    format_: Format = DocumentFormat.TEXT,
    paper: Paper = None,
    output: Output = STDIN,
    printer: Printer = None,
) -> None:
    """Print the quote of a cart, or another document, or those of many carts, as text or PDF.

    A quote says what it would cost if it were ordered now. Many are one file, or one job of the printer, in
    which each begins on a page of its own; in text a form feed stands between two. At most 500 are printed at
    once. A cart without such a document is named on stderr, the others are printed, and the status is 1 then.
    """
    from cartui.cli.bulk_targets import target_of

    kind, wanted = _kind(document), Wanted(columns, format_, paper, output, printer)
    wanted.check()
    invocation = invocation_of(context)
    target = target_of(query, numbers, invocation.zone)
    if numbers is not None and len(numbers) == 1 and numbers != [STDIN]:
        _print_one(invocation, target.carts[0], kind, wanted)
    else:
        _print_many(invocation, target, kind, wanted)


def _print_one(invocation: Invocation, number: str, kind: "DocumentKind", wanted: Wanted) -> None:
    """Print one cart, or say why not."""
    from cartui.client.print_run import document_of

    async def work(client: "Client") -> "Document":
        cart, shop = await client.carts.get(number), await client.shop.get()
        return await document_of(client, cart, shop, kind, at=datetime.now(UTC))

    put_document(invocation, work, wanted)


def _print_many(invocation: Invocation, target: "BulkTarget", kind: "DocumentKind", wanted: Wanted) -> None:
    """Print all of them at once, and name those without such a document."""
    from cartui.client.print_run import PrintRun, kind_words
    from cartui.formatting.export_words import written_to
    from cartui.model.errors import Refused
    from cartui.settings.errors import NotWritten

    async def work(client: "Client") -> "tuple[PrintRun, int, str]":
        documents = PrintRun(client, target, kind, datetime.now(UTC), wanted.format)
        return documents, *await _write(invocation, documents, wanted)

    try:
        documents, count, remark = invocation.run(work)
    except NotWritten as error:
        raise Refused(f"{wanted.output} was not written: {error.reason}.") from error
    finally:
        narrate_in_place("")
    what = kind_words(kind)
    if wanted.printer is not None:
        narrate(f"{count:,} {what if count > 1 else what.removesuffix('s')} printed")
    elif wanted.output != STDIN:
        narrate(written_to(wanted.output, count, what))
    if remark:
        narrate(remark)
    for number, reason in documents.left_out:
        narrate(f"{number}: {reason}")
    if documents.left_out:
        raise typer.Exit(ExitStatus.REFUSED)


async def _write(invocation: Invocation, documents: "PrintRun", wanted: Wanted) -> tuple[int, str]:
    """Write all of them at once; give how many they are, and what is to be said. Raises ``NotWritten``."""
    from cartui.client.noted_exports import write_noted
    from cartui.client.print_run import kind_words
    from cartui.documents.document_pile import NEW_PAGE, pile_of
    from cartui.documents.printer import print_out
    from cartui.settings.new_file import new_file

    def told(count: int) -> None:
        narrate_in_place(f"{count:,} {kind_words(documents.kind)}")

    def put_pile(content: bytes) -> None:
        if wanted.printer is not None:
            print_out(content, printer=wanted.printer, title=kind_words(documents.kind).capitalize())
        elif wanted.is_looked_at:
            put(content.decode().replace(NEW_PAGE, "\n").rstrip("\n"))
        else:
            put_bytes(content)

    async def lay_out(hand_over: "Callable[[bytes], None]") -> int:
        stationery = stationery_for(invocation, wanted)
        with closing(pile_of(wanted.format, stationery=stationery, columns=wanted.columns)) as pile:
            count, content = await documents.lay_on(pile, told)
            narrate_in_place("")
            hand_over(content)
        return count

    if wanted.printer is not None or wanted.output == STDIN:
        return await write_noted(documents.client, documents.noted_as, lambda: lay_out(put_pile))
    with new_file(Path(wanted.output)) as write:
        return await write_noted(documents.client, documents.noted_as, lambda: lay_out(write))


def _kind(named: str) -> "DocumentKind":
    """Which document. Raises ``Invalid``."""
    from cartui.client.print_run import OF_CARTS
    from cartui.model.errors import Invalid

    words = {kind.value.replace("_", "-"): kind for kind in OF_CARTS}
    if named not in words:
        raise Invalid(f"--document: {named!r} is none of {', '.join(words)}")
    return words[named]
