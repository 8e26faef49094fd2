"""``cartui orders export``: orders for what comes next, each once for every consumer."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cartui.cli.carts_export import STDOUT, format_asked
from cartui.cli.invocation import invocation_of
from cartui.cli.option_words import order_states
from cartui.cli.output import narrate, narrate_in_place, put_bytes

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from cartui.client.protocol import Client
    from cartui.documents.line_table import LineRow
    from cartui.documents.tables import TableFormat
    from cartui.model.handover import Handover


def export(
    context: typer.Context,
    consumer: Annotated[str, typer.Option(metavar="NAME", help="For whom: each has each order once.")],
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="A new file; - is stdout.")],
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Only orders placed (with --again: handed on) since.")
    ] = None,
    state: Annotated[
        str | None,
        typer.Option(
            metavar="STATE", autocompletion=order_states, help="Only those in this state now: `approved`."
        ),
    ] = None,
    written_as: Annotated[
        str | None,
        typer.Option("--format", metavar="csv|xlsx|json", help="Else by the file's name, or csv."),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Write what was handed on before, and note nothing.")
    ] = False,
) -> None:
    """Write the orders that a consumer has not had yet, and note that it has them.

    CSV has a row for each line, JSON what `orders show --json` gives for each order. They count as handed on
    once the file is whole and on disk. An export that fails or is stopped hands nothing on; of one that is
    killed the orders come again a quarter of an hour later. Two at once never write the same order.
    """
    from cartui.model.errors import Invalid, Refused
    from cartui.settings.errors import NotWritten

    invocation = invocation_of(context)
    table_format, moment = format_asked(written_as, output), _moment(since, invocation.zone)
    if again and state is not None:
        raise Invalid("--again writes all that was handed on: leave --state out")

    async def work(client: "Client") -> int:
        if again:
            rows = _rows(client, consumer, table_format, since=moment)
            selection = f"once more for {consumer}{'' if since is None else f' since {since}'}"
            return await _write(client, rows, selection, table_format, output)
        return await _hand_on(client, consumer, table_format, output, moment, state)

    try:
        count = invocation.run(work)
    except NotWritten as error:
        raise Refused(f"{output} was not written: {error.reason}. Nothing was handed on.") from error
    finally:
        narrate_in_place("")
    if output != STDOUT and count:
        from cartui.formatting.export_words import written_to

        narrate(written_to(output, count, "rows"))


async def _hand_on(
    client: "Client",
    consumer: str,
    table_format: "TableFormat",
    output: str,
    since: "datetime | None",
    state: str | None,
) -> int:
    """Take what is new, write it, and note that it is there; give how many rows it has."""
    from uuid import uuid4

    from cartui.model.errors import Conflict

    handover = await client.orders.take(consumer, since=since, state=state, key=uuid4().hex)
    if not handover.orders:
        narrate(f"There is no new order for {handover.consumer}.")
        if output != STDOUT:
            return 0
    try:
        rows = _rows(client, consumer, table_format, claim=handover.claim)
        selection = f"{handover.orders:,} handed on to {handover.consumer}" if handover.orders else None
        count = await _write(client, rows, selection, table_format, output)
    except BaseException:  # ctrl+c too: whatever ends it, others may take the orders at once
        await _give_back(client, handover)
        raise
    try:
        await client.orders.confirm(handover)
    except Conflict:
        _drop(output)
        raise
    are = "1 order is" if handover.orders == 1 else f"{handover.orders:,} orders are"
    narrate(f"{are} handed on to {handover.consumer}.")
    return count


async def _give_back(client: "Client", handover: "Handover") -> None:
    """Let the orders go that were not written; where that fails, time does it."""
    from contextlib import suppress

    from cartui.model.errors import ClientError

    with suppress(ClientError):
        await client.orders.give_back(handover)


async def _rows(
    client: "Client",
    consumer: str,
    table_format: "TableFormat",
    *,
    claim: str | None = None,
    since: "datetime | None" = None,
) -> "AsyncGenerator[tuple[LineRow, ...], None]":
    """The rows of what was taken, or of what was handed on, page by page."""
    from cartui.documents.order_table import rows_of

    after, is_last = None, False
    while not is_last:
        page = await client.orders.handed(consumer, claim=claim, since=since, after=after)
        yield tuple(row for order in page for row in rows_of(order, table_format))
        after, is_last = page.next, page.next is None


async def _write(
    client: "Client",
    rows: "AsyncGenerator[tuple[LineRow, ...], None]",
    selection: str | None,
    table_format: "TableFormat",
    output: str,
) -> int:
    """Write a file, whole or not at all, or to stdout, and give how many rows it has.

    It is noted as those orders; ``None``: there are none, and nothing is to be noted. Raises ``NotWritten``.
    """
    from cartui.client.noted_exports import write_noted
    from cartui.documents.order_table import order_table
    from cartui.documents.tables import write_table
    from cartui.model.exported import ExportKind, NewExport
    from cartui.settings.new_file import new_file

    async def put(write: "Callable[[bytes], None]") -> tuple[int, str]:
        async def put_rows() -> int:
            table = order_table(table_format, marked=output != STDOUT)
            async with aclosing(rows) as portions:
                return await write_table(portions, table, write, told=_tell)

        if selection is None:
            return await put_rows(), ""
        noted_as = NewExport(kind=ExportKind.ORDERS, selection=selection, written_as=table_format.value)
        return await write_noted(client, noted_as, put_rows)

    if output == STDOUT:
        count, remark = await put(put_bytes)
    else:
        with new_file(Path(output)) as write:
            count, remark = await put(write)
    if remark:
        narrate(remark)
    return count


def _drop(output: str) -> None:
    """Take away a file whose orders somebody else has by now."""
    if output != STDOUT:
        Path(output).unlink(missing_ok=True)


def _tell(count: int) -> None:
    """Say how far it is, where somebody looks."""
    narrate_in_place(f"{count:,} rows")


def _moment(text: str | None, zone: str) -> "datetime | None":
    """The moment that somebody means, on their own clocks. Raises ``Invalid``."""
    if text is None:
        return None
    from zoneinfo import ZoneInfo

    from cartui.imports.values import read_moment
    from cartui.model.errors import Invalid

    try:
        return read_moment(text, ZoneInfo(zone))
    except ValueError as error:
        raise Invalid(f"--since: {error}") from None
