"""``cartui carts``: everything that is done with carts, without a screen."""

from typing import TYPE_CHECKING, Annotated

import typer

from cartui.cli.carts_call import call, to_call
from cartui.cli.carts_export import export
from cartui.cli.carts_print import print_carts
from cartui.cli.carts_share import send, share
from cartui.cli.files import read_actions
from cartui.cli.invocation import Invocation, invocation_of
from cartui.cli.option_words import cart_sorts
from cartui.cli.options import After, AsJson, CartRef, Key, Kinds, Limit, SeenVersion, new_group
from cartui.cli.output import clean, narrate, put, put_json
from cartui.cli.query_help import keys_help
from cartui.rules.query.keys import CART_KEYS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from cartui.client.protocol import Client
    from cartui.documents.history_words import HistoryWords
    from cartui.model.cart import Cart, CartSummary
    from cartui.model.history import HistoryEntry
    from cartui.model.query import Count, Page

app = new_group("List, show, change and place carts.")


@app.command("list", epilog=keys_help(CART_KEYS))
def list_carts(
    context: typer.Context,
    query: Annotated[
        str,
        typer.Option(
            "--query",
            "-q",
            metavar="QUERY",
            help="As at the desk: market:BD total:>1000 updated:<2d -tag:vip rahim. --help lists the keys.",
        ),
    ] = "",
    view: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="A view of your own, or a built-in one, or the beginning of its name: All, Locked, Mine, "
            "High-value yesterday, Untouched > 1 day, Older than 30 days, Empty, Guests, Trash or To call.",
        ),
    ] = None,
    sort: Annotated[
        str | None,
        typer.Option(
            metavar="KEY",
            autocompletion=cart_sorts,
            help="number, total, -updated …; a minus: largest or latest first. Else the view's, or -updated.",
        ),
    ] = None,
    limit: Limit = 50,
    after: After = None,
    as_json: AsJson = False,
) -> None:
    """List carts: open and locked ones, unless the query names a state."""
    from cartui.cli.own_views import view_named
    from cartui.documents.json_shapes import cart_page_json
    from cartui.model.errors import Invalid
    from cartui.model.query import CartSort
    from cartui.rules.query.cart_query import parse_query
    from cartui.settings.model import View

    invocation = invocation_of(context)
    named = view_named(view, invocation.configuration.settings.views) if view else View()
    wanted = parse_query(f"{named.query} {query}", invocation.zone)
    try:
        order = CartSort.parse(sort or named.sort or str(CartSort()))
    except ValueError as error:
        raise Invalid(str(error)) from None

    async def work(client: "Client") -> "tuple[Page[CartSummary], Count]":
        page = await client.carts.list(wanted, sort=order, limit=limit, after=after)
        return page, await client.carts.count(wanted)

    page, count = invocation.run(work)
    if as_json:
        put_json(cart_page_json(page, count))
        return
    from cartui.cli.cart_text import cart_table, told_of

    put(cart_table(page.items, invocation.times))
    narrate(told_of(page, count, wanted))


app.command(epilog=keys_help(CART_KEYS))(export)
app.command("to-call", epilog=keys_help(CART_KEYS))(to_call)
app.command()(call)
app.command()(share)
app.command()(send)
app.command("print", epilog=keys_help(CART_KEYS))(print_carts)


@app.command()
def show(context: typer.Context, number: CartRef, as_json: AsJson = False) -> None:
    """Show one cart with its lines, figures and what it misses."""

    async def work(client: "Client") -> "Cart":
        return await client.carts.get(number)

    _put_cart(invocation_of(context), work, as_json=as_json)


@app.command()
def history(
    context: typer.Context,
    number: CartRef,
    kind: Kinds = None,
    limit: Limit = 200,
    after: Annotated[
        int | None, typer.Option(metavar="ENTRY", help="Go on behind this entry, the last one before.")
    ] = None,
    changes: Annotated[
        bool, typer.Option("--changes", help="Say of each field what it was before and after.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show what happened to a cart, latest first, with what was said about it."""
    from cartui.documents.json_shapes import history_json
    from cartui.rules.entry_kinds import kinds_named

    kinds, invocation = kinds_named(kind or ()), invocation_of(context)

    async def read(client: "Client") -> "tuple[HistoryEntry, ...]":
        return await client.history.of_cart(number, kinds=kinds, limit=limit, after=after)

    if as_json:
        put_json(history_json(invocation.run(read)))
        return
    from cartui.cli.history_text import history_table, history_text, words_for

    if not changes:
        put(history_table(invocation.run(read), invocation.times))
        return
    display = invocation.configuration.settings.display

    async def work(client: "Client") -> "tuple[tuple[HistoryEntry, ...], HistoryWords]":
        entries = await read(client)
        return entries, await words_for(client, number, entries, timezone=display.timezone or None)

    put(history_text(*invocation.run(work), invocation.times))


@app.command()
def comment(
    context: typer.Context,
    number: CartRef,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What there is to say; - reads stdin.")],
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Write a comment on a cart, whatever state it is in. Nothing else of the cart changes."""
    from cartui.cli.files import STDIN, read_text

    said = read_text(text) if text == STDIN else text
    entry = invocation_of(context).run(lambda client: client.history.comment(number, said, key=key))
    if as_json:
        from cartui.documents.json_shapes import history_entry_json

        put_json(history_entry_json(entry))
        return
    put(f"{entry.id}  {clean(' '.join(entry.comment.split()))}")


@app.command()
def explain(context: typer.Context, number: CartRef, as_json: AsJson = False) -> None:
    """Show each figure of a cart with the rule and rate it came from."""
    from cartui.cli.price import explanations_text
    from cartui.documents.json_shapes import explanations_json

    async def work(client: "Client") -> "dict[str, object]":
        cart = await client.carts.get(number)
        figures = await client.carts.explain(number)
        if as_json:
            return {"number": cart.number} | explanations_json(cart.currency, figures)
        return {"text": explanations_text(cart.currency, figures)}

    answer = invocation_of(context).run(work)
    put_json(answer) if as_json else put(str(answer["text"]))


@app.command()
def new(
    context: typer.Context,
    market: Annotated[str, typer.Option(metavar="CODE", help="The market's code.")],
    customer: Annotated[
        str | None, typer.Option(metavar="REF", help="The customer's number, id, email or phone.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Start a cart with the defaults of its market."""
    from cartui.model.cart import NewCart
    from cartui.model.errors import Invalid

    if not market.strip():
        raise Invalid("--market needs a code")

    async def work(client: "Client") -> "Cart":
        found = None if customer is None else (await client.customers.get(customer)).id
        return await client.carts.create(NewCart(market=market, customer=found))

    _put_cart(invocation_of(context), work, as_json=as_json)


def _print_schema(value: bool) -> None:
    """Print the JSON Schema of a list of actions and end."""
    if value:
        from cartui.model.actions import ACTIONS

        put_json(ACTIONS.json_schema())
        raise typer.Exit


@app.command()
def edit(
    context: typer.Context,
    number: CartRef,
    file: Annotated[
        str, typer.Argument(metavar="ACTIONS.json", help="A JSON list of actions; - reads stdin.")
    ],
    version: Annotated[int, typer.Option(metavar="V", min=1, help="The version that you saw.")],
    rebase: Annotated[
        bool, typer.Option("--rebase", help="Apply to the newest version if it still makes sense.")
    ] = False,
    key: Key = None,
    _schema: Annotated[
        bool,
        typer.Option(
            "--schema", help="Print the JSON Schema of actions.", is_eager=True, callback=_print_schema
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Apply a list of actions to one version of a cart: all of them, or none."""
    actions = read_actions(file)

    async def work(client: "Client") -> "Cart":
        return await client.carts.edit(number, version, actions, rebase=rebase, key=key)

    _put_cart(invocation_of(context), work, as_json=as_json)


@app.command()
def place(
    context: typer.Context,
    number: CartRef,
    phone: Annotated[
        str, typer.Option(metavar="PHONE", help="The contact phone, as confirmed with the caller.")
    ],
    version: SeenVersion = None,
    total: Annotated[
        int | None,
        typer.Option(
            metavar="N", help="The total that you saw, in minor units; left out: whatever it costs now."
        ),
    ] = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Make a cart an order. A cart that is one already gives that order."""
    from cartui.cli.amounts import Amounts
    from cartui.documents.json_shapes import placed_json

    order = invocation_of(context).run(
        lambda client: client.carts.place(number, phone=phone, version=version, total=total, key=key)
    )
    if as_json:
        put_json(placed_json(order))
        return
    put(f"{order.number}  {order.state.value}  {Amounts(order.cart.currency)(order.totals.total)}")


@app.command()
def undo(
    context: typer.Context,
    number: CartRef,
    entry: Annotated[
        int | None, typer.Argument(metavar="ENTRY", help="Its id in the history; else the latest.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Undo one entry of a cart's history."""
    _put_cart(invocation_of(context), lambda client: client.carts.undo(number, entry), as_json=as_json)


@app.command()
def redo(context: typer.Context, number: CartRef, as_json: AsJson = False) -> None:
    """Bring back what the latest undo took, unless the cart was changed since."""
    _put_cart(invocation_of(context), lambda client: client.carts.redo(number), as_json=as_json)


@app.command()
def cancel(
    context: typer.Context,
    number: CartRef,
    since: Annotated[
        int, typer.Option(metavar="V", min=0, help="The version it had then; 0: you started it, and it goes.")
    ],
    version: SeenVersion = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Take back everything that you did to a cart since a version; what others did stays."""

    async def work(client: "Client") -> "Cart":
        return await client.carts.cancel(number, since=since, version=version, key=key)

    _put_cart(invocation_of(context), work, as_json=as_json)


@app.command()
def clone(context: typer.Context, number: CartRef, as_json: AsJson = False) -> None:
    """Make a new open cart with the same content, priced anew."""
    _put_cart(invocation_of(context), lambda client: client.carts.clone(number), as_json=as_json)


@app.command()
def delete(context: typer.Context, number: CartRef, as_json: AsJson = False) -> None:
    """Put a cart into the trash."""
    _put_cart(invocation_of(context), lambda client: client.carts.delete(number), as_json=as_json)


@app.command()
def restore(context: typer.Context, number: CartRef, as_json: AsJson = False) -> None:
    """Take a cart out of the trash."""
    _put_cart(invocation_of(context), lambda client: client.carts.restore(number), as_json=as_json)


def _put_cart(invocation: Invocation, work: "Callable[[Client], Awaitable[Cart]]", *, as_json: bool) -> None:
    """Do it, and print the cart that it gave."""
    cart = invocation.run(work)
    if as_json:
        from cartui.documents.json_shapes import cart_json

        put_json(cart_json(cart))
        return
    from cartui.cli.cart_text import cart_text

    put(cart_text(cart, invocation.times))
