"""``cartui carts export``: carts as a file for other programs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cartui.cli.files import STDIN
from cartui.cli.invocation import invocation_of
from cartui.cli.output import narrate, narrate_in_place, put_bytes

if TYPE_CHECKING:
    from cartui.client.cart_exports import CartExport, Rows
    from cartui.client.protocol import Client
    from cartui.documents.tables import TableFormat

STDOUT: Final = STDIN
"""What stands for stdout where a file is asked for."""


def export(
    context: typer.Context,
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="A new file; - is stdout.")],
    query: Annotated[
        str, typer.Option("--query", "-q", metavar="QUERY", help="As in `cartui carts list`.")
    ] = "",
    written_as: Annotated[
        str | None,
        typer.Option("--format", metavar="csv|xlsx|json", help="Else by the file's name, or csv."),
    ] = None,
    one_row: Annotated[
        str, typer.Option("--rows", metavar="carts|lines", help="A row for each cart, or for each line.")
    ] = "carts",
) -> None:
    """Write all carts that a query finds to a new file, which only you can read.

    A row for each cart has what the list shows, the total in the currency's units and in minor ones. A row
    for each line has the columns of the plain file of carts: `cartui import carts` reads that CSV back.
    In CSV, text that a spreadsheet would compute has an apostrophe before it; a workbook (xlsx) has numbers,
    dates and text as such. JSON has one array of what `carts list --json` gives for each cart, or with lines
    of what `carts show --json` does.
    """
    from cartui.client.cart_exports import CartExport
    from cartui.model.bulk import BulkTarget
    from cartui.model.errors import Refused
    from cartui.rules.query.cart_query import parse_query
    from cartui.settings.errors import NotWritten

    table_format, rows = format_asked(written_as, output), _rows(one_row)
    invocation = invocation_of(context)
    target = BulkTarget(query=parse_query(query, invocation.zone))

    async def work(client: "Client") -> "tuple[int, CartExport, str]":
        wanted = CartExport(client, target, table_format, rows, marked=output != STDOUT)
        count, remark = await _write(wanted, output)
        return count, wanted, " ".join(filter(None, (wanted.remark, remark)))

    try:
        count, wanted, remark = invocation.run(work)
    except NotWritten as error:
        raise Refused(f"{output} was not written: {error.reason}.") from error
    finally:
        narrate_in_place("")
    if output != STDOUT:
        from cartui.formatting.export_words import written_to

        narrate(written_to(output, count, wanted.what))
    if remark:
        narrate(remark)


async def _write(wanted: "CartExport", output: str) -> tuple[int, str]:
    """Write a file, whole or not at all, or to stdout; give how many rows it has, and what is to be said.

    Raises ``NotWritten``.
    """
    from cartui.client.noted_exports import write_noted
    from cartui.settings.new_file import new_file

    if output == STDOUT:
        return await write_noted(
            wanted.client, wanted.noted_as, lambda: wanted.write(put_bytes, lambda _count: None)
        )
    with new_file(Path(output)) as write:
        return await write_noted(
            wanted.client,
            wanted.noted_as,
            lambda: wanted.write(write, lambda count: narrate_in_place(f"{count:,} {wanted.what}")),
        )


def _rows(named: str) -> "Rows":
    """What it has a row for. Raises ``Invalid``."""
    from cartui.client.cart_exports import CHOICES, Rows
    from cartui.model.errors import Invalid

    try:
        return Rows(named)
    except ValueError:
        raise Invalid(f"--rows: {named!r} is not {CHOICES}") from None


def format_asked(named: str | None, output: str) -> "TableFormat":
    """As what it is written. Raises ``Invalid`` for what carts cannot be written as."""
    from cartui.client.cart_exports import format_of
    from cartui.documents.tables import TableFormat
    from cartui.model.errors import Invalid

    if named is None:
        return format_of(Path(output).suffix) or TableFormat.CSV
    try:
        return TableFormat(named)
    except ValueError:
        raise Invalid(f"--format: {named!r} is none of {', '.join(TableFormat)}") from None
