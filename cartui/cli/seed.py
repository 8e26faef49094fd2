"""``cartui seed``: as many carts as one asks for, to measure with or to try a change on."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from cartui.cli.invocation import invocation_of
from cartui.cli.options import AsJson
from cartui.cli.output import narrate_in_place, put, put_json, sums_text

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def seed(
    context: typer.Context,
    carts: Annotated[
        int, typer.Option("--carts", metavar="N", min=1, max=10_000_000, help="How many carts.")
    ],
    random_seed: Annotated[
        int, typer.Option("--random-seed", metavar="S", help="Another number makes other carts.")
    ] = 1,
    as_json: AsJson = False,
) -> None:
    """Fill an empty database, or one of demo data, with generated carts of 5 lines each.

    The same numbers make the same carts all day long; what is there already stays. A real shop is refused.
    """
    from cartui.demo.seeding import Seeding
    from cartui.demo.seeding import seed as bring
    from cartui.imports.read_ahead import few_collections

    def progress(done: int) -> None:
        narrate_in_place(f"{done:,} of {carts:,} carts")

    invocation = invocation_of(context)
    invocation.ensure_database()
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    wanted = Seeding(carts=carts, random_seed=random_seed, today=today)
    with few_collections():
        report = invocation.run(lambda client: bring(client, wanted, progress=progress))
    narrate_in_place("")
    database = invocation.configuration.database
    if as_json:
        put_json({"database": database, "carts": report.carts, "unchanged": report.unchanged})
        return
    put(sums_text([("carts", f"{report.carts:,}"), ("unchanged", f"{report.unchanged:,}")]))
