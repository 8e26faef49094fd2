"""``cartui import statement``: a payment provider's own export, which tells who paid."""

import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cartui.cli.exit_codes import ExitStatus
from cartui.cli.files import STDIN, check_files, name_of
from cartui.cli.import_preview import PreviewOption, put_previews
from cartui.cli.invocation import Invocation, invocation_of
from cartui.cli.options import AsJson
from cartui.cli.output import narrate, put, put_json, sums_text, table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

    from cartui.client.protocol import Client
    from cartui.imports.mapping import FileMapping
    from cartui.imports.statements.files import GivenFile
    from cartui.imports.statements.reading import Reading, ReadStatement
    from cartui.model.statement_import import StatementImport

ProviderOption = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="paypal, stripe, or a mapping; without it the file's columns tell."),
]
DayFirstOption = Annotated[
    bool | None,
    typer.Option("--day-first/--month-first", help="How 10/11/2026 is meant, where the file does not tell."),
]
ZoneOption = Annotated[
    str | None,
    typer.Option("--time-zone", metavar="ZONE", help="Of times without one, or with one of several."),
]
DecimalOption = Annotated[
    bool | None,
    typer.Option("--decimal-point/--decimal-comma", help="How 1,000 is meant, where the file does not tell."),
]


def statement(
    context: typer.Context,
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="CSV files; those of one PayPal report in the order of their numbers; - reads stdin.",
        ),
    ],
    provider: ProviderOption = None,
    day_first: DayFirstOption = None,
    time_zone: ZoneOption = None,
    decimal_point: DecimalOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be taken, and change nothing.")
    ] = False,
    preview: PreviewOption = None,
    as_json: AsJson = False,
) -> None:
    """Import what PayPal, Stripe or another provider says of payments. Known rows stay as they are."""
    from cartui.client.clock import utc_now
    from cartui.imports.statements.reading import Reading, grouped_files, read_statement

    invocation = invocation_of(context)
    check_files(files)
    zone = None if time_zone is None else _zone(time_zone)
    named = None if provider is None else invocation.configuration.mapping(provider)
    asked = Reading(
        provider=named,
        day_first=day_first,
        decimal=None if decimal_point is None else "." if decimal_point else ",",
        time_zone=zone,
        own=() if named is not None else _own_mappings(invocation),
        now=utc_now(),
    )
    given: list[GivenFile] = [
        (sys.stdin.buffer if file == STDIN else Path(file), name_of(file)) for file in files
    ]
    groups = grouped_files(given)
    if preview is not None:
        _preview(groups, asked, rows=preview, as_json=as_json)
        return
    # All are read before the first is taken: one that is broken leaves nothing half done.
    read = [read_statement(group, asked) for group in groups]
    _finish(invocation, read, dry_run=dry_run, as_json=as_json)


def _own_mappings(invocation: Invocation) -> "tuple[FileMapping, ...]":
    """The mappings of the settings, by which files are known, too; a broken one is told, and left out."""
    from cartui.imports.statements.own_mappings import own_mappings

    mappings, wrong = own_mappings(invocation.configuration.mappings)
    for sentence in wrong:
        narrate(sentence)
    return tuple(mappings.values())


def _preview(groups: "Sequence[list[GivenFile]]", asked: "Reading", *, rows: int, as_json: bool) -> None:
    """Show how the statements would be read."""
    from cartui.imports.statements.preview import preview_statement

    put_previews((preview_statement(group, asked, rows=rows) for group in groups), as_json=as_json)


def _finish(invocation: Invocation, read: "Sequence[ReadStatement]", *, dry_run: bool, as_json: bool) -> None:
    """Give the statements to the backend, and say what became of them. Exit with 1 where rows are refused."""
    from cartui.imports.statements.summary import parts_of, summary_of
    from cartui.model.errors import ClientError
    from cartui.model.statement_import import any_refused

    imports = [summary_of(each) for each in read]

    rows_done = 0

    async def take(client: "Client") -> "list[StatementImport]":
        nonlocal rows_done
        taken = []
        for each, summary in zip(read, imports, strict=True):
            accepted = unchanged = 0
            for part in parts_of(each.statement):
                report = await client.payments.take_statement(part)
                accepted, unchanged = accepted + report.accepted, unchanged + report.unchanged
                rows_done += report.rows
            taken.append(summary.taken(accepted=accepted, unchanged=unchanged))
        return taken

    if not dry_run:
        try:
            imports = invocation.run(take)
        except (ClientError, KeyboardInterrupt):
            if rows_done:
                narrate(f"Stopped: {rows_done:,} rows were taken and stay. Run it again for the rest.")
            raise
        rows = sum(each.rows for each in imports)
        invocation.log.record("import", command="import", rows=rows, refused=sum(e.refused for e in imports))
    _put(invocation, imports, dry_run=dry_run, as_json=as_json)
    if any_refused(imports):
        raise typer.Exit(ExitStatus.REFUSED)


def _put(
    invocation: Invocation, imports: "Sequence[StatementImport]", *, dry_run: bool, as_json: bool
) -> None:
    """Print what became of the statements, or would have: sums on stdout, each refused row on stderr."""
    if as_json:
        from cartui.documents.json_shapes import statements_json

        put_json(statements_json(imports, dry_run=dry_run))
        return
    for each in imports:
        for word, rows in (("refused", each.refusals), ("odd", each.warnings)):
            for row in rows:
                column = f"{row.column}: " if row.column else ""
                narrate(f"{row.file}:{row.line}: {word}: {column}{row.reason}")
        put(f"{', '.join(each.files)}, read as {each.provider}")
        put(_covers(invocation, each))
        put(_table(each))
        put("")
    counts = ("rows", "accepted", "refused", "unchanged")
    put(sums_text([(name, f"{sum(getattr(each, name) for each in imports):,}") for name in counts]))
    if dry_run:
        put("This was a dry run: nothing was kept. Run it without --dry-run to import.")


def _covers(invocation: Invocation, each: "StatementImport") -> str:
    """Of which times a statement has everything, in words."""
    if not each.coverage:
        return "It covers no time: it can show that somebody paid, never that somebody did not."
    times = invocation.times
    parts = _without_moments([(part.start, part.end) for part in each.coverage])
    more = len(parts) - _TOLD
    told = ", ".join(f"{times(start)} to {times(end)}" for start, end in parts[:_TOLD])
    told += f" and {more:,} times more" if more > 0 else ""
    told += ", but for the moments of refused rows" if len(parts) < len(each.coverage) else ""
    return f"It covers {told}, {'as it says itself' if each.coverage_said else 'from first row to last'}."


_TOLD = 3
"""So many times are told."""

_A_MOMENT = timedelta(minutes=1)
"""A gap of no more than this is not seen where times are told to the minute."""


def _without_moments(parts: "Sequence[tuple[datetime, datetime]]") -> "list[tuple[datetime, datetime]]":
    """The times in which gaps of a moment are not told."""
    joined = list(parts[:1])
    for start, end in parts[1:]:
        if start - joined[-1][1] <= _A_MOMENT:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _table(each: "StatementImport") -> str:
    """How many rows there are of each kind, and what they come to."""
    from cartui.cli.amounts import Amounts

    rows = [
        (one.kind.value, one.status.value, f"{one.rows:,}", Amounts(one.currency)(one.amount))
        for one in each.sums
    ]
    return table(("kind", "status", "rows", "amount"), rows, right=("rows", "amount"))


def _zone(name: str) -> "tzinfo":
    """The zone of that name; raises ``Invalid``."""
    from cartui.imports.statements.zones import zone_of
    from cartui.model.errors import Invalid

    zone = zone_of(name)
    if zone is None:
        raise Invalid(f"--time-zone {name!r} is no time zone such as Europe/Berlin, UTC or GMT+06:00")
    return zone
