"""``cartui orders``: what carts became."""

from typing import Annotated

import typer

from cartui.cli.amounts import Amounts
from cartui.cli.invocation import invocation_of
from cartui.cli.options import After, AsJson, Limit, new_group
from cartui.cli.output import narrate, pairs, put, put_json, table

app = new_group("List and show orders.")


@app.command("list")
def list_orders(
    context: typer.Context,
    query: Annotated[
        str, typer.Option("--query", "-q", metavar="TEXT", help="Number of the order or cart, or a customer.")
    ] = "",
    state: Annotated[
        str | None, typer.Option(metavar="STATE", help="pending, on_hold, approved or cancelled; else all.")
    ] = None,
    limit: Limit = 50,
    after: After = None,
    as_json: AsJson = False,
) -> None:
    """List orders, latest first."""
    from cartui.documents.json_shapes import order_page_json
    from cartui.model.errors import Invalid
    from cartui.model.order import OrderState

    if state is not None and state not in set(OrderState):
        raise Invalid(f"there is no state {state!r}: choose from {', '.join(OrderState)}")
    invocation = invocation_of(context)
    page = invocation.run(lambda client: client.orders.list(query, state=state, limit=limit, after=after))
    if as_json:
        put_json(order_page_json(page))
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
    if page.next:
        narrate(f"go on with --after {page.next}")


@app.command()
def show(
    context: typer.Context,
    ref: Annotated[
        str,
        typer.Argument(metavar="REF", help="The order's number, its digits or id, or its cart's number."),
    ],
    as_json: AsJson = False,
) -> None:
    """Show one order with the cart it came from."""
    invocation = invocation_of(context)
    order = invocation.run(lambda client: client.orders.get(ref))
    if as_json:
        from cartui.documents.json_shapes import order_json

        put_json(order_json(order))
        return
    from cartui.cli.cart_text import cart_text

    amount = Amounts(order.cart.currency)
    facts = [
        ("order", f"{order.number}  {order.state.value}"),
        ("placed", f"{invocation.times(order.placed_at)} by {order.placed_by}"),
        ("paid", amount(order.paid)),
        ("due", amount(order.due)),
        ("on hold", order.hold_reason),
        ("waived", "; ".join(order.waived)),
    ]
    put(f"{pairs(facts)}\n\n{cart_text(order.cart, invocation.times)}")
