"""``cartui import``: files of other systems into the backend, with every refused row named."""

import sys
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cartui.cli.exit_codes import ExitStatus
from cartui.cli.files import STDIN, check_files, name_of
from cartui.cli.import_preview import PreviewOption, show_preview
from cartui.cli.invocation import Invocation, invocation_of
from cartui.cli.options import AsJson, new_group
from cartui.cli.output import narrate, narrate_in_place, put, put_json, sums_text
from cartui.cli.statements import statement

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import BinaryIO

    from cartui.client.protocol import Client
    from cartui.imports.batches import ReadBatch
    from cartui.imports.fields import ImportKind
    from cartui.imports.reader_process import Beginning
    from cartui.model.imports import ImportReport
    from cartui.model.shop import Shop

    Reader = Callable[[Path | BinaryIO, str, Shop], Beginning]

app = new_group("Take over catalogues, customers, carts, coupons, tax rates and statements from files.")

ROWS_BETWEEN_SIGNS = 100_000
"""After so many rows a log, which cannot be written over as a terminal can, gets a line of progress."""

Files = Annotated[
    list[str],
    typer.Argument(metavar="FILE...", help="CSV files, also packed with gzip or xz; - reads stdin."),
]
MappingOption = Annotated[
    str | None,
    typer.Option(metavar="NAME-OR-FILE", help="How to read other columns than those of docs/imports.md."),
]
MarketOption = Annotated[str | None, typer.Option(metavar="CODE", help="The market of rows that name none.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Say what would happen, and change nothing.")]


@app.command()
def catalog(
    context: typer.Context,
    files: Files,
    mapping: MappingOption = None,
    market: MarketOption = None,
    dry_run: DryRunOption = False,
    preview: PreviewOption = None,
    as_json: AsJson = False,
) -> None:
    """Import products with their variants and prices; known ones are updated."""
    from cartui.imports.catalog import read_catalog
    from cartui.imports.fields import ImportKind

    read = partial(read_catalog, market=market, dry_run=dry_run)
    _import_or_preview(
        invocation_of(context), ImportKind.CATALOG, files, read, mapping, preview=preview, as_json=as_json
    )


@app.command()
def customers(
    context: typer.Context,
    files: Files,
    mapping: MappingOption = None,
    dry_run: DryRunOption = False,
    preview: PreviewOption = None,
    as_json: AsJson = False,
) -> None:
    """Import customers; known ones are updated."""
    from cartui.imports.customers import read_customers
    from cartui.imports.fields import ImportKind

    read = partial(read_customers, dry_run=dry_run)
    _import_or_preview(
        invocation_of(context), ImportKind.CUSTOMERS, files, read, mapping, preview=preview, as_json=as_json
    )


@app.command()
def carts(
    context: typer.Context,
    files: Files,
    mapping: MappingOption = None,
    market: MarketOption = None,
    create_products: Annotated[
        bool, typer.Option("--create-products", help="Make a product of each unknown SKU.")
    ] = False,
    open_since: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Carts from that day on are open; earlier ones became orders."),
    ] = None,
    dry_run: DryRunOption = False,
    preview: PreviewOption = None,
    as_json: AsJson = False,
) -> None:
    """Import carts and orders. What is there already counts as unchanged, so it can be run again."""
    from cartui.imports.carts import read_carts
    from cartui.imports.fields import ImportKind

    invocation = invocation_of(context)
    read = partial(
        read_carts,
        market=market,
        open_since=_day(open_since, invocation) if open_since else None,
        create_products=create_products,
        dry_run=dry_run,
    )
    _import_or_preview(invocation, ImportKind.CARTS, files, read, mapping, preview=preview, as_json=as_json)


@app.command()
def coupons(
    context: typer.Context,
    files: Files,
    mapping: MappingOption = None,
    market: MarketOption = None,
    dry_run: DryRunOption = False,
    preview: PreviewOption = None,
    as_json: AsJson = False,
) -> None:
    """Import coupons into the shop; known ones are updated. Takes the role admin."""
    from cartui.imports.coupons import read_coupons
    from cartui.imports.fields import ImportKind

    read = partial(read_coupons, market=market, dry_run=dry_run)
    _import_or_preview(
        invocation_of(context), ImportKind.COUPONS, files, read, mapping, preview=preview, as_json=as_json
    )


@app.command()
def tax(
    context: typer.Context,
    files: Files,
    mapping: MappingOption = None,
    dry_run: DryRunOption = False,
    preview: PreviewOption = None,
    as_json: AsJson = False,
) -> None:
    """Import tax rates into the shop; known ones are updated, no cart is changed. Takes the role admin."""
    from cartui.imports.fields import ImportKind
    from cartui.imports.tax import read_tax

    read = partial(read_tax, dry_run=dry_run)
    _import_or_preview(
        invocation_of(context), ImportKind.TAX, files, read, mapping, preview=preview, as_json=as_json
    )


app.command()(statement)


def _import_or_preview(
    invocation: Invocation,
    kind: "ImportKind",
    files: list[str],
    read: "Callable[..., Generator[ReadBatch, None, None]]",
    mapping: str | None,
    *,
    preview: int | None,
    as_json: bool,
) -> None:
    """Import the files, or only show how so many of their first rows are understood.

    ``read`` is the reader of that kind with the options that are its own.
    """
    from cartui.imports.mapping import load_mapping, plain_mapping

    chosen = load_mapping(invocation.configuration.mapping(mapping), kind=kind) if mapping else None

    def begin(source: "Path | BinaryIO", name: str, shop: "Shop") -> "Beginning":
        return partial(read, source, shop=shop, mapping=chosen, name=name)

    if preview is None:
        _run_import(invocation, files, begin, as_json=as_json)
        return
    check_files(files)
    show_preview(invocation, files, begin, chosen or plain_mapping(kind), rows=preview, as_json=as_json)


def _run_import(invocation: Invocation, files: list[str], read: "Reader", *, as_json: bool) -> None:
    """Read and apply batch after batch; exit with 1 where rows were refused.

    Interrupted, it finishes the batch that is being written, says how far it came, and leaves what is in.
    """
    import asyncio

    from cartui.imports.batches import DryRun
    from cartui.imports.read_ahead import few_collections, read_ahead, short_turns
    from cartui.imports.reader_process import parts_of
    from cartui.model.errors import ClientError

    check_files(files)
    done = Done()

    async def work(client: "Client") -> None:
        shop = await client.shop.get()
        dry_run = DryRun()
        for file in files:
            progress = Progress(name_of(file))
            source = sys.stdin.buffer if file == STDIN else Path(file)
            done.begin(name_of(file))
            parts = read_ahead(parts_of(source, read(source, name_of(file), shop)))
            # Both load what takes as long as reading the first part, which goes on meanwhile.
            imports = client.imports
            invocation.log.record("import begins", command="import")
            async for part in parts:
                batch = dry_run.following(part.batch) if part.batch.dry_run else part.batch
                applying = asyncio.ensure_future(imports.apply(batch))
                try:
                    await asyncio.wait([applying])
                finally:  # what is being written is written to its end, whoever wants to leave meanwhile
                    done.add(part, await applying)
                progress.add(part.rows, part.total)
            progress.end()

    try:
        with few_collections(), short_turns():
            invocation.run(work)
    except KeyboardInterrupt:
        narrate(done.how_far())
        raise
    except ClientError:
        if done.rows and not as_json:
            narrate(done.how_far())
        raise
    report = done.report()
    invocation.log.record("import", command="import", rows=report.rows, refused=report.refused)
    _put_report(report, dry_run=done.dry_run, as_json=as_json)
    if report.refused:
        raise typer.Exit(ExitStatus.REFUSED)


def _put_report(report: "ImportReport", *, dry_run: bool, as_json: bool) -> None:
    """Print what became of the rows, or would have: the sums on stdout, each refused row on stderr."""
    if as_json:
        from cartui.documents.json_shapes import import_json

        put_json(import_json(report, dry_run=dry_run))
        return
    for word, rows in (("refused", report.refusals), ("odd", report.warnings)):
        for row in rows:
            narrate(f"{row.file}:{row.line}: {word}: {row.column + ': ' if row.column else ''}{row.reason}")
    counts = ("rows", "accepted", "refused", "unchanged")
    made = ("products", "customers", "carts", "orders", "cancelled", "coupons", "tax_rates")
    named = [*counts, *(name for name in made if getattr(report, name))]
    put(sums_text([(name.replace("_", " "), f"{getattr(report, name):,}") for name in named]))
    if dry_run:
        put("This was a dry run: nothing was kept. Run it without --dry-run to import.")


def _day(text: str, invocation: Invocation) -> datetime:
    """The beginning of a typed day in the agent's time zone (decision 6). Raises ``Invalid``."""
    from cartui.model.errors import Invalid

    try:
        day = datetime.strptime(text, "%Y-%m-%d")  # noqa: DTZ007 (the zone is added below)
        return invocation.times.local(day)
    except (OverflowError, ValueError):  # of these the first where no calendar has that day
        raise Invalid(f"--open-since {text!r} is not a date such as 2026-01-31") from None


class Done:
    """What an import has done so far: what was taken stays, whatever happens to the rest."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.rows = 0
        """Rows of all files that are dealt with."""
        self._reports: list[ImportReport] = []
        self._file = ""
        self._of_file = 0
        self._total = 0
        self.dry_run = False
        """Whether nothing of it is kept."""

    def begin(self, file: str) -> None:
        """What is added from now on is of this file."""
        self._file, self._of_file = file, 0

    def add(self, part: "ReadBatch", applied: "ImportReport") -> None:
        """A part of the file was read, and the backend did this with it."""
        self.rows += part.rows
        self._of_file += part.rows
        self._total = part.total
        self.dry_run = part.batch.dry_run
        self._reports.append(applied + part.report)

    def report(self) -> "ImportReport":
        """What became of all rows."""
        from cartui.model.imports import total_of

        return total_of(self._reports)

    def how_far(self) -> str:
        """A sentence for people who stopped it, or whom something stopped."""
        if not self.rows:
            return "Stopped before any row was imported: nothing was changed."
        place = f"{self._file}: {self._of_file:,} of {self._total:,} rows are done"
        if self.dry_run:
            return f"Stopped at {place}; it was a dry run, so nothing was changed."
        accepted = sum(report.accepted for report in self._reports)
        return f"Stopped at {place}; {accepted:,} went in and stay. Run it again for the rest."


class Progress:
    """Says on stderr how far a file is: in place on a terminal, else a line now and then."""

    def __init__(self, file: str) -> None:
        """Start with no rows."""
        self._file = Path(file).name
        self._rows = 0
        self._total = 0
        self._said = 0

    def add(self, rows: int, total: int) -> None:
        """So many more of so many rows are done."""
        self._rows += rows
        self._total = total
        if sys.stderr.isatty():
            narrate_in_place(self._line())
        elif self._rows - self._said >= ROWS_BETWEEN_SIGNS:
            self._said = self._rows
            narrate(self._line())

    def end(self) -> None:
        """The file is done."""
        narrate_in_place("")
        narrate(self._line())

    def _line(self) -> str:
        """How far it is."""
        share = f" of {self._total:,}" if self._total else ""
        return f"{self._file}: {self._rows:,}{share} rows"
