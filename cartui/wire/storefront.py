"""What shops and their payments' providers send: batches of events, and webhooks."""

from typing import Final

from pydantic import JsonValue

from cartui.model.errors import Invalid
from cartui.model.frozen import Frozen, GivenMoment
from cartui.model.locks import PaymentReport
from cartui.model.payment import AttemptStatus
from cartui.model.problem import Problem
from cartui.model.storefront import ShopAnswer, ShopEvent, ShopOutcome, ShopPayment
from cartui.model.text import Code, Shown
from cartui.wire.encoding import codec

WEBHOOK_KINDS: Final = {f"payment.{status}": status for status in AttemptStatus}
"""What of a webhook is news here, with what it says of the payment."""


_NO_EVENT: Final = "This is no event. Nothing was done."


class Told(Frozen):
    """Arguments of ``storefront.tell``."""

    events: tuple[ShopEvent, ...]


class _Batch(Frozen):
    """The same before it is known whether each is an event."""

    events: tuple[JsonValue, ...]


class _Said(Frozen):
    """One of them before that is known."""

    event: JsonValue


class _Event(Frozen):
    """One of them."""

    event: ShopEvent


class WebhookKind(Frozen):
    """What a webhook tells of; the rest of it may be anything."""

    type: Shown


class WebhookPayment(PaymentReport):
    """The ``data`` of a webhook: a payment, and of which cart it is."""

    cart: Code
    """What the shop calls it."""


class PaymentWebhook(Frozen):
    """A webhook that tells of a payment."""

    type: Shown
    """One of :data:`WEBHOOK_KINDS`."""
    timestamp: GivenMoment | None = None
    """When it happened."""
    data: WebhookPayment


def events_in(body: bytes) -> tuple[tuple[ShopEvent, ...], dict[int, ShopAnswer]]:
    """The events of a batch, and by their places the answers to what is none.

    One that no shop could mean keeps no other from being taken: it would keep a shop from ever going on that
    tells its events until they are answered. Raises ``Invalid`` for what is no batch.
    """
    try:
        return codec(Told).decode(body).events, {}
    except Invalid:
        batch = codec(_Batch).decode(body)
    events: list[ShopEvent] = []
    answers: dict[int, ShopAnswer] = {}
    for place, said in enumerate(batch.events):
        try:
            events.append(codec(_Event).decode(codec(_Said).encode(_Said(event=said))).event)
        except Invalid as error:
            refused = ShopAnswer(outcome=ShopOutcome.REFUSED, message=_NO_EVENT, problems=error.problems)
            answers[place] = refused
    return tuple(events), answers


def payment_in(body: bytes) -> ShopPayment | None:
    """What a webhook tells of a payment; ``None``: it is of a kind that nobody here waits for.

    Fields that are not known are passed over, since every provider has some of its own. Raises ``Invalid``.
    """
    kind = codec(WebhookKind).decode_known(body).type
    status = WEBHOOK_KINDS.get(kind)
    if status is None:
        return None
    said = codec(PaymentWebhook).decode_known(body)
    if "status" in said.data.model_fields_set and said.data.status is not status:
        message = f"is another than {kind} says"
        raise Invalid("This webhook contradicts itself.", (Problem(field="data.status", message=message),))
    started_at = said.data.started_at or (said.timestamp if status is AttemptStatus.STARTED else None)
    facts = said.data.model_dump(exclude={"cart"}) | {"status": status, "started_at": started_at}
    return ShopPayment(cart=said.data.cart, payment=PaymentReport.model_validate(facts))
