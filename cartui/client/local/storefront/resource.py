"""``client.storefront`` on the local database."""

import hashlib
from collections.abc import Sequence
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Final

from cartui.client.local.backend import LocalBackend
from cartui.client.local.idempotent_replies import write_once
from cartui.model.errors import Conflict, Invalid, NotFound, Refused
from cartui.model.problem import Problem
from cartui.model.storefront import (
    MOST_EVENTS,
    Checkout,
    CheckoutAnswer,
    PaymentTold,
    ShopAnswer,
    ShopCart,
    ShopCartNow,
    ShopEvent,
    ShopOutcome,
    ShopPayment,
    ShopSignIn,
    ShopTouch,
)
from cartui.rules.permissions import Operation, ensure_may_do

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from cartui.model.cart import Visitor

_AT_ONCE: Final = 0.05
"""Seconds after which a call lets others write before it goes on: an agent's edit may be waiting."""

_Told = tuple[ShopEvent, "Visitor | None"]
"""An event with who fills the cart, where it says that."""


class LocalStorefront:
    """The carts of one shop; what each call promises stands in the protocol."""

    def __init__(self, backend: LocalBackend) -> None:
        """Work on that backend."""
        self._backend = backend

    async def tell(self, events: Sequence[ShopEvent]) -> tuple[ShopAnswer, ...]:
        """Take in what happened."""
        ensure_may_do(self._backend.actor.role, Operation.TELL)
        if not 1 <= len(events) <= MOST_EVENTS:
            message = f"tell from 1 to {MOST_EVENTS} events in one call, not {len(events)}"
            raise Invalid(message, [Problem(field="events", message=message)])
        # Reading browsers' names takes its time, in which nobody else should have to wait for the database.
        told = await self._backend.shared.in_thread(partial(_with_visitors, events))
        answers: list[ShopAnswer] = []
        while len(answers) < len(told):
            some = partial(self._take_some, told=told[len(answers) :])
            answers += await self._backend.write(Operation.TELL, some)
        return tuple(answers)

    async def cart(self, name: str) -> ShopCartNow:
        """One cart."""
        backend = self._backend

        def work(connection: "Connection") -> ShopCartNow:
            from cartui.client.local.storefront.checkout import cart_of_shop

            return cart_of_shop(backend, connection, name)

        return await backend.read(work, operation=Operation.TELL)

    async def checkout(self, question: Checkout) -> CheckoutAnswer:
        """Whether a shopper may go on to pay."""
        backend = self._backend

        def work(connection: "Connection") -> CheckoutAnswer:
            from cartui.client.local.storefront.checkout import check_out

            return check_out(backend, connection, question)

        return await backend.read(work, operation=Operation.TELL)

    async def take_webhook(self, webhook: str, said: ShopPayment) -> PaymentTold:
        """Take in what a payment's provider told, once for each webhook's id; only a server asks for it.

        A repeat gives the first answer. What is refused raises, keeps no answer and may be told again: news
        of a payment may overtake those of its cart. Raises ``NotFound`` for a cart that was not told of,
        ``Refused`` and ``Invalid`` where it cannot be.
        """
        backend = self._backend

        def work(connection: "Connection") -> PaymentTold:
            from cartui.client.local.storefront.payments import take_payment

            answer = take_payment(backend, connection, said)
            if answer.outcome is ShopOutcome.REFUSED:
                raise NotFound(answer.message)
            return PaymentTold(outcome=answer.outcome, message=answer.message)

        key = "webhook:" + hashlib.sha256(webhook.encode(errors="surrogatepass")).hexdigest()
        return await write_once(backend, Operation.TELL, key, ("storefront.webhook", said), PaymentTold, work)

    def _take_some(self, connection: "Connection", told: Sequence[_Told]) -> list[ShopAnswer]:
        """Answer as many of these events, one after the other, as a short time allows: at least the first."""
        begun = monotonic()
        answers: list[ShopAnswer] = []
        for event, visitor in told:
            answers.append(self._take(connection, event, visitor))
            if monotonic() - begun > _AT_ONCE:
                break
        return answers

    def _take(self, connection: "Connection", event: ShopEvent, visitor: "Visitor | None") -> ShopAnswer:
        """Answer one event; of one that is refused nothing is left."""
        from cartui.client.local.storefront.answers import refused

        try:
            with connection.begin_nested():
                return self._taken(connection, event, visitor)
        except (Invalid, Refused, NotFound, Conflict) as error:
            return refused(error.message, error.problems)

    def _taken(self, connection: "Connection", event: ShopEvent, visitor: "Visitor | None") -> ShopAnswer:
        """What becomes of an event."""
        from cartui.client.local.storefront.carts import take_cart
        from cartui.client.local.storefront.payments import take_payment
        from cartui.client.local.storefront.signing_in import take_sign_in
        from cartui.client.local.storefront.touching import take_touch
        from cartui.model.cart import Visitor

        match event:
            case ShopCart():
                return take_cart(self._backend, connection, event, visitor or Visitor())
            case ShopTouch():
                return take_touch(self._backend, connection, event)
            case ShopSignIn():
                return take_sign_in(self._backend, connection, event)
            case ShopPayment():
                return take_payment(self._backend, connection, event)


def _with_visitors(events: Sequence[ShopEvent]) -> list[_Told]:
    """Each event with who fills the cart."""
    from cartui.client.local.visitors import visitor_of

    return [(event, visitor_of(event.visitor) if isinstance(event, ShopCart) else None) for event in events]
