"""``cartui carts export``: carts as a file for other programs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cartui.cli.files import STDIN
from cartui.cli.invocation import invocation_of
from cartui.cli.output import narrate, narrate_in_place, put_bytes

if TYPE_CHECKING:
    from cartui.client.protocol import Client
    from cartui.documents.tables import TableFormat
    from cartui.model.bulk import BulkTarget

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
        typer.Option("--format", metavar="csv|json", help="Else by the file's name, or csv."),
    ] = None,
) -> None:
    """Write all carts that a query finds to a new file, which only you can read.

    CSV has a line for each cart, with its total in the currency's units and in minor ones; text that a
    spreadsheet would compute has an apostrophe before it. JSON has one array of what `carts list --json`
    gives for each.
    """
    from cartui.model.bulk import BulkTarget
    from cartui.model.errors import Refused
    from cartui.rules.query.cart_query import parse_query
    from cartui.settings.errors import NotWritten

    table_format = _format(written_as, output)
    invocation = invocation_of(context)
    target = BulkTarget(query=parse_query(query, invocation.zone))

    async def work(client: "Client") -> int:
        if output == STDOUT:
            return await _write(client, target, table_format)
        return await _write_file(client, target, table_format, Path(output))

    try:
        count = invocation.run(work)
    except NotWritten as error:
        raise Refused(f"{output} was not written: {error.reason}.") from error
    finally:
        narrate_in_place("")
    if output != STDOUT:
        narrate(f"{count:,} carts are in {output}")


async def _write_file(client: "Client", target: "BulkTarget", table_format: "TableFormat", path: Path) -> int:
    """Write a file, whole or not at all; give how many carts it has. Raises ``NotWritten``."""
    from cartui.client.selected_carts import selected_carts
    from cartui.documents.cart_table import cart_table
    from cartui.documents.tables import write_table
    from cartui.settings.new_file import new_file

    with new_file(path) as write:
        carts = selected_carts(client.carts, target)
        return await write_table(carts, cart_table(table_format, marked=True), write, told=_tell)


async def _write(client: "Client", target: "BulkTarget", table_format: "TableFormat") -> int:
    """Write to stdout, as programs in a pipe read it."""
    from cartui.client.selected_carts import selected_carts
    from cartui.documents.cart_table import cart_table
    from cartui.documents.tables import write_table

    carts = selected_carts(client.carts, target)
    return await write_table(carts, cart_table(table_format, marked=False), put_bytes)


def _tell(count: int) -> None:
    """Say how far it is, where somebody looks."""
    narrate_in_place(f"{count:,} carts")


def _format(named: str | None, output: str) -> "TableFormat":
    """As what it is written. Raises ``Invalid`` for what carts cannot be written as."""
    from cartui.documents.tables import TableFormat
    from cartui.model.errors import Invalid

    ending = Path(output).suffix.removeprefix(".").lower()
    if named is None:
        return next((each for each in TableFormat if each == ending), TableFormat.CSV)
    try:
        return TableFormat(named)
    except ValueError:
        raise Invalid(f"--format: {named!r} is none of {', '.join(TableFormat)}") from None
