"""``cartui carts to-call`` and ``cartui carts call``: whom to call about carts, and what came of it."""

from typing import TYPE_CHECKING, Annotated

import typer

from cartui.cli.invocation import invocation_of
from cartui.cli.option_words import call_outcomes, cart_sorts
from cartui.cli.options import After, AsJson, CartRef, Key, Limit
from cartui.cli.output import clean, narrate, put, put_json

if TYPE_CHECKING:
    from cartui.client.protocol import Client
    from cartui.model.query import Count, Page
    from cartui.model.recovery import CartToCall


def to_call(
    context: typer.Context,
    query: Annotated[
        str,
        typer.Option("--query", "-q", metavar="QUERY", help="Only those of them that this finds as well."),
    ] = "",
    sort: Annotated[
        str,
        typer.Option(
            metavar="KEY",
            autocompletion=cart_sorts,
            help="-total: the largest first, by currency; -touched, updated …",
        ),
    ] = "-total",
    limit: Limit = 50,
    after: After = None,
    as_json: AsJson = False,
) -> None:
    """List the carts that are worth a call, with whom to call and which calls there were."""
    from cartui.model.errors import Invalid
    from cartui.model.query import CartSort
    from cartui.rules.cart_views import TO_CALL
    from cartui.rules.query.cart_query import parse_query

    invocation = invocation_of(context)
    wanted = parse_query(f"{TO_CALL} {query}", invocation.zone)
    try:
        order = CartSort.parse(sort)
    except ValueError as error:
        raise Invalid(str(error)) from None

    async def work(client: "Client") -> "tuple[Page[CartToCall], Count]":
        page = await client.recovery.list(wanted, sort=order, limit=limit, after=after)
        return page, await client.carts.count(wanted)

    page, count = invocation.run(work)
    if as_json:
        from cartui.documents.json_shapes import to_call_json

        put_json(to_call_json(page, count))
        return
    from cartui.cli.call_text import call_table
    from cartui.cli.cart_text import told_of

    put(call_table(page.items, invocation.times))
    narrate(told_of(page, count, wanted))


def call(
    context: typer.Context,
    number: CartRef,
    outcome: Annotated[
        str,
        typer.Option(
            "--outcome",
            metavar="OUTCOME",
            autocompletion=call_outcomes,
            help="What came of it: reached, no_answer, ordered or declined.",
        ),
    ],
    text: Annotated[str, typer.Option("--text", metavar="TEXT", help="What was said; - reads stdin.")] = "",
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Note that the customer of a cart was called. Nothing else of the cart changes."""
    from cartui.cli.files import STDIN, read_text
    from cartui.model.errors import Invalid
    from cartui.model.recovery import CallOutcome

    if outcome not in list(CallOutcome):
        raise Invalid(f"There is no outcome {clean(outcome)}: it is {', '.join(CallOutcome)}.")
    came = CallOutcome(outcome)
    said = read_text(text) if text == STDIN else text
    entry = invocation_of(context).run(lambda client: client.recovery.note_call(number, came, said, key=key))
    if as_json:
        from cartui.documents.json_shapes import history_entry_json

        put_json(history_entry_json(entry))
        return
    from cartui.documents.history_words import said_in

    put(f"{entry.id}  {clean(' '.join(said_in(entry).split()))}")
