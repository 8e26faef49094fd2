"""What happened today in the demo: carts won back from customers who had left, and late news of payments.

The reports count what agents and providers do, which no file brings; so it is done as they do it.
"""

from typing import TYPE_CHECKING, Final

from cartui.model.cart import CartState
from cartui.model.locks import PaymentReport
from cartui.model.payment import AttemptStatus
from cartui.model.query import CartQuery, CartSort, SortKey, Term
from cartui.model.recovery import CallOutcome

if TYPE_CHECKING:
    from cartui.client.protocol import Client

WON_BACK: Final = "won-back"
"""The tag of carts that are ordered after somebody looked after them."""

PAYPAL_LATE: Final = "paypal-late"
"""The tag of locked carts of whose payments something is heard today."""


async def do_todays_work(client: "Client") -> None:
    """Do it with what has these tags and still waits: a second time there is nothing left to do."""
    await _win_back(client)
    await _hear_of_payments(client)


async def _win_back(client: "Client") -> None:
    """Ring the customers, or write down that they wrote, and place what they want."""
    for place, number in enumerate(await _tagged(client, WON_BACK, CartState.OPEN)):
        if place:
            await client.recovery.note_call(number, CallOutcome.ORDERED, "Did not find the last button.")
        else:
            await client.history.comment(number, "Wrote back by email: wants it as it is.")
        cart = await client.carts.get(number)
        await client.carts.place(number, phone=cart.contact.phone)


async def _hear_of_payments(client: "Client") -> None:
    """Let the provider tell of what it kept pending that it came in, and of the rest that it did not."""
    for number in await _tagged(client, PAYPAL_LATE, CartState.LOCKED):
        [attempt] = (await client.carts.get(number)).attempts
        pending = attempt.status is AttemptStatus.PENDING
        report = PaymentReport(
            provider=attempt.provider,
            reference=attempt.reference,
            merchant_reference=attempt.merchant_reference,
            amount=attempt.amount,
            currency=attempt.currency,
            status=AttemptStatus.SUCCEEDED if pending else AttemptStatus.FAILED,
        )
        await client.payments.record(number, report)


async def _tagged(client: "Client", tag: str, state: CartState) -> list[str]:
    """The numbers of the carts in that state that have the tag, the oldest first."""
    query = CartQuery(terms=(Term(key="tag", values=(tag,)), Term(key="state", values=(state,))))
    page = await client.carts.list(query, sort=CartSort(key=SortKey.NUMBER, descending=False))
    return [cart.number for cart in page]
