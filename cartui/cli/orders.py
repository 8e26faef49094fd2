"""``cartui orders``: what carts became."""

from typing import TYPE_CHECKING, Annotated

import typer

from cartui.cli.amounts import Amounts
from cartui.cli.exit_codes import ExitStatus
from cartui.cli.invocation import Invocation, invocation_of
from cartui.cli.invoices import credit, invoice, list_invoices
from cartui.cli.option_words import order_states
from cartui.cli.options import After, AsJson, Key, Limit, SeenVersion, new_group
from cartui.cli.orders_export import export
from cartui.cli.output import narrate, put, put_json, table
from cartui.cli.printing import goods_issue, print_invoice, print_order
from cartui.cli.query_help import keys_help
from cartui.rules.query.order_keys import ORDER_KEYS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from cartui.client.protocol import Client, ClientError
    from cartui.model.order import Order, OrderSummary
    from cartui.model.query import Count, Page

app = new_group("List, show, approve, hold, cancel, invoice and export orders.")

_REF_HELP = "The order's number, its digits or id, or the number of its cart, goods issue or invoice."

OrderRef = Annotated[str, typer.Argument(metavar="REF", help=_REF_HELP)]
"""Which order."""


@app.command("list", epilog=keys_help(ORDER_KEYS))
def list_orders(
    context: typer.Context,
    query: Annotated[
        str,
        typer.Option(
            "--query",
            "-q",
            metavar="QUERY",
            help="As at the desk: state:pending market:BD placed:<2d is:due rahim. --help lists the keys.",
        ),
    ] = "",
    state: Annotated[
        str | None,
        typer.Option(
            metavar="STATE",
            autocompletion=order_states,
            help="pending, on_hold, approved or cancelled; else all.",
        ),
    ] = None,
    limit: Limit = 50,
    after: After = None,
    as_json: AsJson = False,
) -> None:
    """List orders, latest first."""
    from cartui.cli.list_text import told_of_page
    from cartui.documents.json_shapes import order_page_json
    from cartui.model.errors import Invalid
    from cartui.model.order import OrderState
    from cartui.rules.query.order_query import order_query_of, parse_order_query

    if state is not None and state not in set(OrderState):
        raise Invalid(f"there is no state {state!r}: choose from {', '.join(OrderState)}")
    invocation = invocation_of(context)
    wanted = order_query_of(parse_order_query(query, invocation.zone), state)

    async def work(client: "Client") -> "tuple[Page[OrderSummary], Count]":
        return await client.orders.list(wanted, limit=limit, after=after), await client.orders.count(wanted)

    page, count = invocation.run(work)
    if as_json:
        put_json(order_page_json(page, count))
        return
    rows = [
        (
            order.number,
            order.state,
            order.cart,
            order.market,
            order.customer or "guest",
            str(order.items),
            Amounts(order.currency)(order.total),
            Amounts(order.currency)(order.due),
            invocation.times(order.placed_at),
            order.placed_by,
        )
        for order in page
    ]
    headings = ("Number", "State", "Cart", "Market", "Customer", "Items", "Total", "Due", "Placed", "By")
    put(table(headings, rows, right=("Items", "Total", "Due")))
    none = "There is no order yet." if wanted.is_empty else "No order fits."
    narrate(told_of_page(page, count, "orders", none))


@app.command()
def show(context: typer.Context, ref: OrderRef, as_json: AsJson = False) -> None:
    """Show one order with the cart it came from."""
    from cartui.cli.order_text import order_text

    invocation = invocation_of(context)
    order = invocation.run(lambda client: client.orders.get(ref))
    _put_order(order, order_text(order, invocation.times), as_json=as_json)


@app.command()
def approve(
    context: typer.Context,
    refs: Annotated[list[str], typer.Argument(metavar="REF...", help=_REF_HELP)],
    version: SeenVersion = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Release orders for delivery, each with its goods issue. An approved one is given as it is.

    One on hold is refused with the reason; the --version that you saw approves it.
    """
    invocation = invocation_of(context)
    if len(refs) > 1:
        _approve_each(invocation, refs, version, key, as_json=as_json)
        return
    order = _move(
        invocation, lambda client: client.orders.approve(refs[0], version=version, key=key), as_json=as_json
    )
    if order.hold_reason and not as_json:
        narrate(f"{order.number} was on hold: {order.hold_reason}")


@app.command()
def hold(
    context: typer.Context,
    ref: OrderRef,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why: whoever opens it next has to know.")],
    version: SeenVersion = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Keep an order from being approved unseen, or give another reason for that."""
    _move(
        invocation_of(context),
        lambda client: client.orders.hold(ref, reason, version=version, key=key),
        as_json=as_json,
    )


@app.command()
def cancel(
    context: typer.Context,
    ref: OrderRef,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why, for the history.")] = "",
    version: SeenVersion = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """End an order: what it took is in stock again. A cancelled one is given as it is."""
    _move(
        invocation_of(context),
        lambda client: client.orders.cancel(ref, reason, version=version, key=key),
        as_json=as_json,
    )


app.command()(invoice)
app.command()(credit)
app.command("invoices")(list_invoices)
app.command("export")(export)
app.command("print")(print_order)
app.command("print-invoice")(print_invoice)
app.command("goods-issue")(goods_issue)


def _move(invocation: Invocation, work: "Callable[[Client], Awaitable[Order]]", *, as_json: bool) -> "Order":
    """Do it, print what the order is now, and give it."""
    from cartui.cli.order_text import moved_text

    order = invocation.run(work)
    _put_order(order, moved_text(order), as_json=as_json)
    return order


def _put_order(order: "Order", text: str, *, as_json: bool) -> None:
    """Print an order as JSON, or as this text."""
    if as_json:
        from cartui.documents.json_shapes import order_json

        put_json(order_json(order))
        return
    put(text)


def _approve_each(
    invocation: Invocation, refs: list[str], version: int | None, key: str | None, *, as_json: bool
) -> None:
    """Approve several orders, list those that were refused, and end with 1 where there are some.

    What concerns not one order but all of them (a role, a backend that is gone) ends it as anywhere; it
    may then be repeated, since approved orders are given as they are.
    """
    from cartui.cli.order_text import moved_text
    from cartui.documents.json_shapes import orders_moved_json
    from cartui.model.errors import Conflict, Invalid, NotFound, Refused

    if version is not None:
        raise Invalid("--version is for one order: name one, or leave it out")

    async def work(client: "Client") -> "tuple[list[Order], list[tuple[str, ClientError]]]":
        approved: dict[str, Order] = {}
        refused: list[tuple[str, ClientError]] = []
        for ref in dict.fromkeys(refs):
            try:
                own_key = None if key is None else f"{key} {ref}"
                order = await client.orders.approve(ref, key=own_key)
                approved[order.id] = order
            except (Conflict, Invalid, NotFound, Refused) as error:
                refused.append((ref, error))
        return list(approved.values()), refused

    approved, refused = invocation.run(work)
    if as_json:
        put_json(orders_moved_json(approved, refused))
    elif approved:
        put("\n".join(moved_text(order) for order in approved))
    if refused:
        if not as_json:
            narrate("\n".join(_refusal(ref, error) for ref, error in refused))
        raise typer.Exit(ExitStatus.REFUSED)


def _refusal(ref: str, error: "ClientError") -> str:
    """Why an order was refused, after what it was called where the words do not name it themselves."""
    words = [word.strip(".,:;") for word in error.message.casefold().split()]
    return error.message if ref.casefold() in words else f"{ref}: {error.message}"
