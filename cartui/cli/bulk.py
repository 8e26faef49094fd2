"""``cartui bulk``: the same done to many carts or customers, as one job that can be taken back."""

from typing import TYPE_CHECKING, Annotated

import typer

from cartui.cli.bulk_doing import carry_out, change, change_carts, put_job
from cartui.cli.invocation import invocation_of
from cartui.cli.option_words import customer_messages
from cartui.cli.options import After, AsJson, Limit, new_group
from cartui.cli.output import narrate, put, put_json
from cartui.cli.query_help import keys_help
from cartui.rules.query.keys import CART_KEYS

if TYPE_CHECKING:
    from cartui.client.protocol import Client
    from cartui.model.bulk import BulkJob
    from cartui.model.query import Page
    from cartui.model.shop import Shop

app = new_group("Change many carts or customers at once: see what it would do, do it, take it back.")

Numbers = Annotated[
    list[str] | None,
    typer.Argument(metavar="NUMBER...", help="Carts by number or id; - reads them from stdin, one a line."),
]
Matching = Annotated[
    str | None,
    typer.Option("--query", "-q", metavar="QUERY", help="All carts that it finds, as `carts list -q` does."),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what it would do, and change and store nothing.")
]
Yes = Annotated[bool, typer.Option("--yes", help="Do it without showing it and asking first.")]
JobId = Annotated[int, typer.Argument(metavar="JOB", min=1, help="As `cartui bulk list` has it.")]

_KEYS = keys_help(CART_KEYS)


@app.command("price-level", epilog=_KEYS)
def price_level(
    context: typer.Context,
    level: Annotated[
        str, typer.Argument(metavar="LEVEL", help='Code of a price level; "" takes the carts\' own away.')
    ],
    numbers: Numbers = None,
    query: Matching = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Give carts a price level, at which they are priced anew."""
    from cartui.model.actions import SetPriceLevel

    action = SetPriceLevel(level=level.strip() or None)
    change_carts(invocation_of(context), action, numbers, query, dry_run=dry_run, yes=yes, as_json=as_json)


@app.command(epilog=_KEYS)
def assign(
    context: typer.Context,
    agent: Annotated[str, typer.Argument(metavar="AGENT", help='To whom; "" is to nobody.')],
    numbers: Numbers = None,
    query: Matching = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Assign carts to an agent."""
    from cartui.model.actions import Assign

    action = Assign(agent=agent.strip() or None)
    change_carts(invocation_of(context), action, numbers, query, dry_run=dry_run, yes=yes, as_json=as_json)


@app.command(epilog=_KEYS)
def tag(
    context: typer.Context,
    numbers: Numbers = None,
    add: Annotated[list[str] | None, typer.Option(metavar="TAG", help="Put this tag on.")] = None,
    remove: Annotated[list[str] | None, typer.Option(metavar="TAG", help="Take this tag off.")] = None,
    query: Matching = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Put tags on carts and take others off; the tags that are in neither stay."""
    from pydantic import ValidationError

    from cartui.imports.words import invalid_file, problems_of
    from cartui.model.bulk import ChangeTags

    try:
        action = ChangeTags(add=tuple(add or ()), remove=tuple(remove or ()))
    except ValidationError as error:
        raise invalid_file("the tags", problems_of(error, ChangeTags)) from None
    change_carts(invocation_of(context), action, numbers, query, dry_run=dry_run, yes=yes, as_json=as_json)


@app.command(epilog=_KEYS)
def delete(
    context: typer.Context,
    numbers: Numbers = None,
    query: Matching = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Put carts into the trash."""
    from cartui.model.bulk import DeleteCarts

    change_carts(
        invocation_of(context), DeleteCarts(), numbers, query, dry_run=dry_run, yes=yes, as_json=as_json
    )


@app.command(epilog=_KEYS)
def restore(
    context: typer.Context,
    numbers: Numbers = None,
    query: Matching = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Take carts out of the trash; a query finds those there by state:deleted."""
    from cartui.model.bulk import RestoreCarts

    change_carts(
        invocation_of(context), RestoreCarts(), numbers, query, dry_run=dry_run, yes=yes, as_json=as_json
    )


@app.command(epilog=_KEYS)
def clone(
    context: typer.Context,
    numbers: Numbers = None,
    query: Matching = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Start a new cart with the content of each, at today's prices."""
    from cartui.model.bulk import CloneCarts

    change_carts(
        invocation_of(context), CloneCarts(), numbers, query, dry_run=dry_run, yes=yes, as_json=as_json
    )


@app.command(epilog=_KEYS)
def notify(
    context: typer.Context,
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND",
            autocompletion=customer_messages,
            help="What is written to them: quote, recovery, order_placed or reopen_browser.",
        ),
    ],
    numbers: Numbers = None,
    query: Matching = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Queue a message to the customer of each cart, as the shop writes it. It cannot be taken back."""
    from cartui.model.bulk import NotifyCustomers
    from cartui.model.errors import Invalid
    from cartui.rules.messages import FOR_CUSTOMERS

    kinds = {each.value: each for each in FOR_CUSTOMERS}
    meant = kinds.get(kind.strip().lower().replace("-", "_"))
    if meant is None:
        raise Invalid(f"there is no message {kind!r} to customers: choose from {', '.join(kinds)}")
    action = NotifyCustomers(kind=meant)
    change_carts(invocation_of(context), action, numbers, query, dry_run=dry_run, yes=yes, as_json=as_json)


@app.command("customer-level")
def customer_level(
    context: typer.Context,
    level: Annotated[
        str, typer.Argument(metavar="LEVEL", help='Code of a price level; "" is that of the market.')
    ],
    refs: Annotated[
        list[str],
        typer.Argument(
            metavar="REF...",
            help="Customers by number, id, email or phone; - reads them from stdin, one a line.",
        ),
    ],
    carts_follow: Annotated[
        bool, typer.Option("--carts-follow", help="Price their open carts at it, too.")
    ] = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Give customers a price level."""
    from cartui.cli.bulk_targets import customers_of
    from cartui.model.bulk import SetCustomerLevel

    action = SetCustomerLevel(level=level.strip() or None, carts_follow=carts_follow)
    change(invocation_of(context), customers_of(refs), action, dry_run=dry_run, yes=yes, as_json=as_json)


@app.command()
def undo(context: typer.Context, job: JobId, as_json: AsJson = False) -> None:
    """Take back what a bulk change changed; what was changed since is refused, each with who did that."""
    from cartui.cli import bulk_jobs

    async def work(client: "Client") -> "BulkJob":
        undoing = await client.bulk.undo(job)
        return await bulk_jobs.carry_out(client, undoing.id)

    carry_out(invocation_of(context), work, as_json=as_json)


@app.command("list")
def list_jobs(
    context: typer.Context, limit: Limit = 50, after: After = None, as_json: AsJson = False
) -> None:
    """List bulk changes, the latest first."""

    async def work(client: "Client") -> "tuple[Page[BulkJob], Shop]":
        return await client.bulk.list(limit=limit, after=after), await client.shop.get()

    invocation = invocation_of(context)
    page, shop = invocation.run(work)
    if as_json:
        from cartui.documents.json_shapes import jobs_json

        put_json(jobs_json(page))
        return
    from cartui.cli.bulk_text import jobs_table

    put(jobs_table(page.items, shop, invocation.times))
    if page.next:
        narrate(f"go on with --after {page.next}")
    elif not page.items:
        narrate("There is no bulk change yet.")


@app.command()
def show(
    context: typer.Context,
    job: JobId,
    refused: Annotated[bool, typer.Option("--refused", help="List all that it refused, with why.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show what a bulk change did, or how far it is."""
    invocation = invocation_of(context)
    put_job(invocation, invocation.run(lambda client: client.bulk.get(job)), refused=refused, as_json=as_json)


@app.command()
def resume(context: typer.Context, job: JobId, as_json: AsJson = False) -> None:
    """Go on with a bulk change that was left behind. Nothing is done twice.

    Where somebody works on it at this moment it waits, and takes over only once they are gone.
    """
    from cartui.cli import bulk_jobs

    carry_out(invocation_of(context), lambda client: bulk_jobs.resume(client, job), as_json=as_json)


@app.command()
def cancel(context: typer.Context, job: JobId, as_json: AsJson = False) -> None:
    """Stop a bulk change before its next batch; what is changed stays. One that is over stays as it is."""
    invocation = invocation_of(context)
    put_job(invocation, invocation.run(lambda client: client.bulk.cancel(job)), as_json=as_json)
