"""``cartui locks``: carts that wait for somebody to find out whether they were paid."""

from typing import TYPE_CHECKING, Annotated

import typer

from cartui.cli.amounts import Amounts
from cartui.cli.invocation import invocation_of
from cartui.cli.options import After, AsJson, CartRef, Key, Limit, new_group
from cartui.cli.output import narrate, put, put_json, table

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from cartui.cli.cart_text import Show
    from cartui.client.protocol import Client
    from cartui.model.cart import Cart
    from cartui.model.locks import LockedCart
    from cartui.model.order import Order
    from cartui.model.query import Page
    from cartui.model.statement import Coverage, Verdict

app = new_group("List locked carts, lock one, confirm its payment, unlock or delete it.")

Reason = Annotated[str, typer.Option(metavar="TEXT", help="Why; it is kept in the cart's history for ever.")]

AgainstEvidence = Annotated[
    bool, typer.Option("--against-evidence", help="Do it although the statements speak against it.")
]


@app.command("list")
def list_locks(
    context: typer.Context, limit: Limit = 50, after: After = None, as_json: AsJson = False
) -> None:
    """List locked carts, the latest lock first, with what was tried and what the statements say."""
    from cartui.documents.json_shapes import locks_json

    invocation = invocation_of(context)

    async def work(client: "Client") -> "tuple[Page[LockedCart], tuple[Coverage, ...]]":
        return await client.locks.list(limit=limit, after=after), await client.payments.coverage()

    page, coverage = invocation.run(work)
    if as_json:
        put_json(locks_json(page, coverage))
        return
    rows = [_row(locked, invocation.times) for locked in page]
    headings = (
        *("Number", "Locked", "Why", "Tried", "Total", "Card", "Provider", "Reference", "Phone"),
        *("Evidence", "Reason"),
    )
    put(table(headings, rows, right=("Tried", "Total")))
    for each in coverage:
        start, end = invocation.times(each.start), invocation.times(each.end)
        narrate(f"statement: {each.provider} covers {start} to {end}")
    if page.next:
        narrate(f"go on with --after {page.next}")
    elif not rows:
        narrate("No cart is locked.")


def _row(locked: "LockedCart", show: "Show") -> tuple[str, ...]:
    """A locked cart as one line."""
    attempt = locked.attempt
    return (
        locked.number,
        show(locked.lock.since),
        locked.lock.reason.value.replace("_", " "),
        Amounts(attempt.currency)(attempt.amount) if attempt else "",
        Amounts(locked.currency)(locked.total),
        (attempt.card_last4 or "") if attempt else "",
        attempt.provider if attempt else "",
        (attempt.reference or attempt.merchant_reference) if attempt else "",
        locked.contact.phone,
        locked.evidence.verdict.value.replace("_", " ").upper(),
        locked.evidence.reasons[0] if locked.evidence.reasons else "",
    )


@app.command()
def lock(
    context: typer.Context, number: CartRef, reason: Reason, key: Key = None, as_json: AsJson = False
) -> None:
    """Lock an open cart by hand: nobody changes it until the lock is resolved."""
    _put_cart(context, lambda client: client.locks.lock(number, reason, key=key), as_json=as_json)


@app.command()
def confirm(
    context: typer.Context,
    number: CartRef,
    reason: Reason,
    against_evidence: AgainstEvidence = False,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Make a locked cart the order that was paid for; what stood in the way is waived and noted on it."""
    from cartui.documents.json_shapes import placed_json

    async def work(client: "Client") -> "Order":
        seen, since = await _look_at(client, number)
        return await client.locks.confirm(
            number, reason, against_evidence=against_evidence, seen=seen, since=since, key=key
        )

    order = invocation_of(context).run(work)
    if as_json:
        put_json(placed_json(order))
        return
    amount = Amounts(order.cart.currency)
    put(f"{order.number}  {order.state.value}  paid {amount(order.paid)}  due {amount(order.due)}")
    for waived in order.waived:
        narrate(f"waived: {waived}")
    _narrate_reopening()


@app.command()
def unlock(
    context: typer.Context,
    number: CartRef,
    reason: Reason,
    against_evidence: AgainstEvidence = False,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Let a locked cart go on as the open one that it was; `cartui carts undo` locks it again."""

    async def work(client: "Client") -> "Cart":
        seen, since = await _look_at(client, number)
        return await client.locks.unlock(
            number, reason, against_evidence=against_evidence, seen=seen, since=since, key=key
        )

    _put_cart(context, work, as_json=as_json)


@app.command()
def delete(
    context: typer.Context,
    number: CartRef,
    reason: Reason,
    against_evidence: AgainstEvidence = False,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Put a locked cart into the trash; `cartui carts undo` brings it back locked."""

    async def work(client: "Client") -> "Cart":
        seen, since = await _look_at(client, number)
        return await client.locks.delete(
            number, reason, against_evidence=against_evidence, seen=seen, since=since, key=key
        )

    _put_cart(context, work, as_json=as_json)
    if not as_json:
        _narrate_reopening()


async def _look_at(client: "Client", number: str) -> "tuple[Verdict | None, datetime | None]":
    """What the statements say of a locked cart, and since when it is locked: no other lock is resolved.

    Nothing of one that is not locked any more: the resolution says so, or repeats the answer of its key.
    """
    from cartui.client.protocol import NotFound, Refused

    try:
        locked = await client.locks.get(number)
    except (NotFound, Refused):
        return None, None
    return locked.evidence.verdict, locked.lock.since


def _narrate_reopening() -> None:
    """Say what the customer has to do: the shop still shows them the cart that is gone."""
    narrate("Tell the customer to close and reopen the browser: the shop still shows them the old cart.")


def _put_cart(context: typer.Context, work: "Callable[[Client], Awaitable[Cart]]", *, as_json: bool) -> None:
    """Do it, and print what the cart is now."""
    cart = invocation_of(context).run(work)
    if as_json:
        from cartui.documents.json_shapes import cart_json

        put_json(cart_json(cart))
        return
    note = cart.lock.note if cart.lock else ""
    put("  ".join(filter(None, (cart.number, cart.state.value, note))))
