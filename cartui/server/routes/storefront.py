"""``/v1/storefront``: what shops tell, what they ask, and what their payments' providers tell."""

import asyncio

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from cartui.model.errors import Invalid
from cartui.model.problem import Problem
from cartui.model.storefront import (
    MOST_EVENTS,
    Checkout,
    CheckoutAnswer,
    PaymentTold,
    ShopAnswer,
    ShopCartNow,
)
from cartui.rules.permissions import Operation
from cartui.server.call import Call, CurrentCall
from cartui.server.openapi import SIGNED, takes
from cartui.server.responses import uncompressed_response
from cartui.server.routes.authenticated import AuthenticatedRoute, Ref, new_router, ref_in
from cartui.server.state import state_of
from cartui.server.webhooks import WEBHOOK_ID, signed_client
from cartui.wire.encoding import codec
from cartui.wire.paths import VERSION
from cartui.wire.storefront import PaymentWebhook, Told, events_in, payment_in


class ShopsRoute(AuthenticatedRoute):
    """A route for shops, and for nobody else."""

    takes = Operation.TELL


router = new_router("storefront", ShopsRoute)
signed_router = APIRouter(prefix=VERSION, tags=["storefront"])
"""Routes that need a signature instead of a token."""


@router.post("/storefront/events", response_model=tuple[ShopAnswer, ...], openapi_extra=takes(Told))
async def tell(call: CurrentCall) -> Response:
    """Take in what happened to a shop's carts: an answer for each event, in their order.

    At most 200 at once. Each is taken by itself, so that one that is refused keeps no other from being taken.
    A repeat changes nothing: an event is told until it is answered.
    """
    events, refused = await asyncio.to_thread(events_in, await call.json())
    count = len(events) + len(refused)
    if not 1 <= count <= MOST_EVENTS:
        message = f"tell from 1 to {MOST_EVENTS} events in one call, not {count}"
        raise Invalid(message, (Problem(field="events", message=message),))
    taken = iter(await call.client.storefront.tell(events) if events else ())
    answers = tuple(refused[place] if place in refused else next(taken) for place in range(count))
    return call.answer(tuple[ShopAnswer, ...], answers)


@router.get("/storefront/carts/{ref}", response_model=ShopCartNow)
async def cart_of_shop(call: CurrentCall, ref: Ref) -> Response:
    """One cart of the shop, by the shop's own name of it."""
    return call.answer(ShopCartNow, await call.client.storefront.cart(ref_in(ref)))


@router.post("/storefront/checkout", response_model=CheckoutAnswer, openapi_extra=takes(Checkout))
async def check_out(call: CurrentCall) -> Response:
    """Say whether a shopper may go on to pay, and what to show them; nothing is changed."""
    question = await call.body(Checkout)
    return call.answer(CheckoutAnswer, await call.client.storefront.checkout(question))


@signed_router.post(
    "/storefront/webhooks/{ref}",
    response_model=PaymentTold,
    openapi_extra=takes(PaymentWebhook) | SIGNED,
)
async def take_webhook(request: Request, ref: Ref) -> Response:
    """Take in what became of a payment of that shop, signed as Standard Webhooks are.

    The same `webhook-id` again gives the first answer. What nobody here waits for is answered with an
    `outcome` of `null`, so that nobody sends it for ever.
    """
    server, body = state_of(request), await request.body()
    client = await signed_client(server, request, ref_in(ref), body)
    request.state.call = Call(request, server, client)
    said = payment_in(body)
    told = PaymentTold()
    if said is not None:
        told = await client.storefront.take_webhook(request.headers[WEBHOOK_ID], said)
    return uncompressed_response(codec(PaymentTold).encode(told))
