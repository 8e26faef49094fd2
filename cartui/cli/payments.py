"""``cartui payments``: money that came in and belongs to no order."""

from typing import TYPE_CHECKING, Annotated

import typer

from cartui.cli.amounts import Amounts
from cartui.cli.invocation import invocation_of
from cartui.cli.options import After, AsJson, Key, Limit, new_group
from cartui.cli.output import narrate, put, put_json, table

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from cartui.cli.cart_text import Show
    from cartui.client.protocol import Client
    from cartui.model.payment_without_order import PaymentWithoutOrder

app = new_group("List payments without an order, settle one, or take that back.")

PaymentRef = Annotated[
    str, typer.Argument(metavar="PAYMENT", help="Its id in the list, or the provider's id of it.")
]


@app.command("list")
def list_payments(
    context: typer.Context,
    settled: Annotated[
        bool, typer.Option("--settled", help="Those that somebody has settled, the last one first.")
    ] = False,
    limit: Limit = 50,
    after: After = None,
    as_json: AsJson = False,
) -> None:
    """List money that came in and belongs to no order: reported, or told by statements."""
    from cartui.documents.json_shapes import payments_json
    from cartui.formatting.payments import given_back_words, known_from_words

    invocation = invocation_of(context)
    page = invocation.run(
        lambda client: client.payments.without_order(settled=settled, limit=limit, after=after)
    )
    if as_json:
        put_json(payments_json(page))
        return
    headings = ("Payment", "When", "Provider", "Amount", "Card", "Reference", "Cart", "Known from", "Why")
    rows = [
        (
            payment.id,
            invocation.times(payment.at),
            payment.provider,
            Amounts(payment.currency)(payment.amount),
            payment.card_last4 or "",
            payment.merchant_reference or payment.reference,
            payment.cart,
            known_from_words(payment),
            _why(payment, given_back_words(payment), invocation.times),
        )
        for payment in page
    ]
    put(table(headings, rows, right=("Amount",)))
    if page.searched is not None and page.next:
        narrate(f"{page.searched:,} payments were looked at")
    if page.next:
        narrate(f"go on with --after {page.next}")
    elif not rows:
        narrate("No payment is settled." if settled else "All money that came in belongs to an order.")


@app.command()
def settle(
    context: typer.Context,
    payment: PaymentRef,
    reason: Annotated[
        str, typer.Option(metavar="TEXT", help="What became of the money; it is kept for ever.")
    ],
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Say that a payment is settled: refunded by hand, another shop's, booked on an order."""
    _put_payment(context, lambda client: client.payments.settle(payment, reason, key=key), as_json=as_json)


@app.command()
def reopen(context: typer.Context, payment: PaymentRef, key: Key = None, as_json: AsJson = False) -> None:
    """Take back that a payment is settled."""
    _put_payment(context, lambda client: client.payments.reopen(payment, key=key), as_json=as_json)


def _why(payment: "PaymentWithoutOrder", given_back: str, show: "Show") -> str:
    """Why it made no order, what went back, and who has settled it."""
    settled = payment.settled
    said = f"settled by {settled.agent} on {show(settled.at)}: {settled.reason}" if settled else ""
    return "; ".join(filter(None, (payment.why, given_back, said)))


def _put_payment(
    context: typer.Context, work: "Callable[[Client], Awaitable[PaymentWithoutOrder]]", *, as_json: bool
) -> None:
    """Do it, and print what the payment is now."""
    payment = invocation_of(context).run(work)
    if as_json:
        from cartui.documents.json_shapes import payment_json

        put_json(payment_json(payment))
        return
    amount = Amounts(payment.currency)(payment.amount)
    settled = f"settled: {payment.settled.reason}" if payment.settled else "open again"
    put(f"{payment.id}  {payment.provider}  {amount}  {settled}")
