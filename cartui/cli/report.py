"""``cartui report``: figures over many carts, for people, as JSON and as CSV."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from cartui.cli.invocation import Invocation, invocation_of
from cartui.cli.options import AsJson, Limit, new_group
from cartui.cli.output import narrate, put, put_bytes, put_json
from cartui.model.reports import (
    CartFigure,
    CartReport,
    LockFigure,
    ProductFigure,
    ProductOrder,
    RecoveredFigure,
    ReportGroup,
    Statistics,
)

if TYPE_CHECKING:
    from datetime import date

    from cartui.client.resources.reports import Reports
    from cartui.documents.report_tables import Figure, Report
    from cartui.model.errors import Invalid
    from cartui.model.reports import ReportQuery
    from cartui.rules.periods import Days

R = TypeVar("R", bound="Report")

app = new_group("Print figures over many carts, as tables for people, as JSON or as CSV.")

Since = Annotated[
    str | None,
    typer.Option(metavar="DAY", help="Carts that began on that day or later: 2026-11-21, 2026-11, today."),
]
"""From which day on carts are counted."""

Until = Annotated[
    str | None, typer.Option(metavar="DAY", help="Carts that began until that day, which is in it.")
]
"""To which day carts are counted."""

During = Annotated[
    str | None,
    typer.Option(
        "--days",
        metavar="DAYS",
        help="Both at once: today, yesterday, 7d, 30d, month, last-month, year, all, 2026-11 or "
        "2026-11-01..2026-11-05.",
    ),
]
"""Within which days carts began."""

InMarket = Annotated[str | None, typer.Option("--market", metavar="CODE", help="Only carts of that market.")]
"""Of which market carts are counted."""

By = Annotated[
    ReportGroup, typer.Option(metavar="|".join(ReportGroup), help="By what carts are put together.")
]
"""What the rows of a report on carts are."""

Order = Annotated[
    ProductOrder, typer.Option(metavar="|".join(ProductOrder), help="Which products come first.")
]
"""How products are sorted."""

AsCsv = Annotated[
    bool, typer.Option("--csv", help="Print CSV, with amounts in the currency's units and in minor ones.")
]
"""``--csv``."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was said of any report: which carts it is of, and as what it is written."""

    context: typer.Context
    since: str | None
    until: str | None
    days: str | None
    market: str | None
    as_csv: bool
    as_json: bool
    also: dict[str, str] = field(default_factory=dict)
    """What else was asked for, as JSON repeats it."""


@app.command()
def statistics(
    context: typer.Context,
    since: Since = None,
    until: Until = None,
    days: During = None,
    market: InMarket = None,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Carts at a glance, by currency. How many began, what became of them, and what they are worth."""
    from cartui.cli.report_text import statistics_text

    asked = _Asked(context, since, until, days, market, as_csv, as_json)
    _put(asked, lambda reports, query: reports.statistics(query), Statistics, statistics_text)


@app.command()
def carts(
    context: typer.Context,
    by: By = ReportGroup.MARKET,
    since: Since = None,
    until: Until = None,
    days: During = None,
    market: InMarket = None,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Carts, units and value by market, state or day. Also by age, price level and origin.

    By age these are open and locked carts, by how long ago they were last changed.
    """
    _put_carts(_Asked(context, since, until, days, market, as_csv, as_json, {"by": by.value}), by)


@app.command()
def levels(
    context: typer.Context,
    since: Since = None,
    until: Until = None,
    days: During = None,
    market: InMarket = None,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Carts, units and value by price level. The same as `report carts --by level`."""
    by = ReportGroup.LEVEL
    _put_carts(_Asked(context, since, until, days, market, as_csv, as_json, {"by": by.value}), by)


@app.command()
def products(
    context: typer.Context,
    order: Order = ProductOrder.ADDED,
    limit: Limit = 50,
    since: Since = None,
    until: Until = None,
    days: During = None,
    market: InMarket = None,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Products by how many carts they were put into. Or by how many were ordered with them."""
    asked = _Asked(context, since, until, days, market, as_csv, as_json, {"order": order.value})
    _put_products(asked, order, limit)


@app.command()
def conversion(
    context: typer.Context,
    limit: Limit = 50,
    since: Since = None,
    until: Until = None,
    days: During = None,
    market: InMarket = None,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Products by the share of carts ordered. The same as `report products --order conversion`."""
    order = ProductOrder.CONVERSION
    asked = _Asked(context, since, until, days, market, as_csv, as_json, {"order": order.value})
    _put_products(asked, order, limit)


@app.command()
def recovered(
    context: typer.Context,
    since: Since = None,
    until: Until = None,
    days: During = None,
    market: InMarket = None,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Carts won back, by the day of their order. Shoppers left them, and somebody looked after them."""
    from cartui.cli.report_text import recovered_text

    asked = _Asked(context, since, until, days, market, as_csv, as_json)
    _put(asked, lambda reports, query: reports.recovered(query), RecoveredFigure, recovered_text)


@app.command()
def locks(
    context: typer.Context,
    since: Since = None,
    until: Until = None,
    days: During = None,
    market: InMarket = None,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Why carts were locked, and for how long. What became of that, by reason. Days are the locks' own."""
    from cartui.cli.report_text import locks_text

    asked = _Asked(context, since, until, days, market, as_csv, as_json)
    _put(asked, lambda reports, query: reports.locks(query), LockFigure, locks_text)


def _put_carts(asked: _Asked, by: ReportGroup) -> None:
    """Print carts by something."""
    from cartui.cli.report_text import carts_text

    def text(report: CartReport) -> str:
        return carts_text(report, by)

    _put(asked, lambda reports, query: reports.carts(query, by=by), CartFigure, text)


def _put_products(asked: _Asked, order: ProductOrder, limit: int) -> None:
    """Print products in an order, and say where there are more."""
    from cartui.cli.report_text import products_text

    report = _put(
        asked,
        lambda reports, query: reports.products(query, order=order, limit=limit),
        ProductFigure,
        products_text,
    )
    shown = len(report.figures)
    if shown < report.products and not asked.as_json:
        narrate(f"the first {shown:,} of {report.products:,} products; --limit takes up to 1,000")


def _put(
    asked: _Asked,
    read: "Callable[[Reports, ReportQuery], Awaitable[R]]",
    kind: "type[Figure]",
    text: "Callable[[R], str]",
) -> R:
    """Read a report, print it, and give it. Raises ``Invalid`` for days and markets that make no sense."""
    if asked.as_csv and asked.as_json:
        raise typer.BadParameter("--json is something else: take one of them.", param_hint="--csv")
    invocation = invocation_of(asked.context)
    query = _query(asked, invocation)
    report = invocation.run(lambda client: read(client.reports, query))
    if asked.as_json:
        from cartui.documents.report_tables import report_json

        put_json(report_json(report, query, asked.also))
        return report
    if asked.as_csv:
        _put_csv(kind, report.figures)
    else:
        put(text(report))
    if not report.counted.is_complete:
        until = invocation.times(report.counted.until)
        narrate(f"not complete: what happened after {until} is still to be counted, see `cartui tick`")
    elif not report.figures:
        narrate("There is nothing to count.")
    return report


def _put_csv(kind: "type[Figure]", figures: "Sequence[Figure]") -> None:
    """Print a line for each figure, as programs in a pipe read it."""
    from cartui.documents.report_tables import figure_table
    from cartui.documents.tables import TableFormat

    table = figure_table(kind, TableFormat.CSV, marked=False)
    put_bytes(table.begin() + table.rows(figures) + table.end())


def _query(asked: _Asked, invocation: Invocation) -> "ReportQuery":
    """Which carts are meant. Raises ``Invalid``."""
    from pydantic import ValidationError

    from cartui.imports.words import invalid_file, problems_of
    from cartui.model.reports import ReportQuery

    since, until = _days(asked, invocation)
    try:
        return ReportQuery(since=since, until=until, market=asked.market)
    except ValidationError as error:
        raise invalid_file("the report", problems_of(error, ReportQuery)) from None


def _days(asked: _Asked, invocation: Invocation) -> "Days":
    """The days that are meant, as seen today where the agent is. Raises ``Invalid``."""
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    from cartui.rules.periods import Days

    today = datetime.now(UTC).astimezone(ZoneInfo(invocation.zone)).date()
    if asked.days is not None:
        if asked.since is not None or asked.until is not None:
            raise typer.BadParameter("it stands for --since and --until.", param_hint="--days")
        return _typed("--days", asked.days, today)
    first = last = None
    if asked.since is not None and (first := _typed("--since", asked.since, today).since) is None:
        raise _wrong("--since", f"{asked.since} has no first day.")
    if asked.until is not None and (last := _typed("--until", asked.until, today).until) is None:
        raise _wrong("--until", f"{asked.until} has no last day.")
    return Days(first, last)


def _typed(option: str, text: str, today: "date") -> "Days":
    """Days as somebody typed them for an option. Raises ``Invalid`` where they are none."""
    from cartui.rules.periods import typed_days
    from cartui.rules.query.bad_value import BadValue

    try:
        return typed_days(text, today)
    except BadValue as error:
        raise _wrong(option, error.message) from None


def _wrong(option: str, message: str) -> "Invalid":
    """The error for what was typed for an option."""
    from cartui.model.errors import Invalid
    from cartui.model.problem import Problem

    return Invalid(message, (Problem(field=option, message=message),))
