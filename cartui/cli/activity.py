"""``cartui activity``: what everybody did lately, over all carts."""

from typing import TYPE_CHECKING, Annotated

import typer

from cartui.cli.invocation import invocation_of
from cartui.cli.options import After, AsJson, Kinds, Limit
from cartui.cli.output import narrate, put, put_json

if TYPE_CHECKING:
    from cartui.client.protocol import Client
    from cartui.model.activity import Activity
    from cartui.model.query import Page
    from cartui.model.shop import Shop

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def activity(
    context: typer.Context,
    by: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only what the agent of that name did.")
    ] = None,
    kind: Kinds = None,
    limit: Limit = 50,
    after: After = None,
    as_json: AsJson = False,
) -> None:
    """List what was done to carts and orders lately, by whom, latest first."""
    from cartui.documents.json_shapes import activity_json
    from cartui.rules.entry_kinds import kinds_named

    kinds, invocation = kinds_named(kind or ()), invocation_of(context)

    async def work(client: "Client") -> "tuple[Page[Activity], Shop]":
        """Its shop says what price levels are called."""
        page = await client.history.recent(kinds=kinds, agent=by, limit=limit, after=after)
        return page, await client.shop.get()

    page, shop = invocation.run(work)
    if as_json:
        put_json(activity_json(page))
        return
    from cartui.cli.history_text import activity_table

    put(activity_table(page.items, shop, invocation.times))
    if page.next:
        narrate(f"Go on with --after {page.next}")
