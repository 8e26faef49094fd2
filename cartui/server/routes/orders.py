"""``/v1/orders``: what carts became."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from cartui.model.order import Order, OrderSummary
from cartui.model.query import Page
from cartui.model.text import clean_line
from cartui.server.call import CurrentCall
from cartui.server.openapi import takes
from cartui.server.routes.authenticated import Cursor, Limit, Ref, Text, new_router, ref_in
from cartui.wire.bodies import AtVersion, WithReason

router = new_router("orders")

State = Annotated[
    str | None, Query(max_length=200, description="Only those in this state: `pending`, `on_hold` …")
]


@router.get("/orders", response_model=Page[OrderSummary])
async def list_orders(
    call: CurrentCall, text: Text = "", state: State = None, limit: Limit = 50, after: Cursor = None
) -> Response:
    """Orders, latest first, by number, cart, goods issue or customer, in one state or all."""
    page = await call.client.orders.list(clean_line(text), state=state, limit=limit, after=after)
    return call.answer(Page[OrderSummary], page)


@router.get("/orders/{ref}", response_model=Order)
async def get_order(call: CurrentCall, ref: Ref) -> Response:
    """One order with the cart it came from."""
    return call.answer(Order, await call.client.orders.get(ref_in(ref)))


@router.post("/orders/{ref}/approve", response_model=Order, openapi_extra=takes(AtVersion, keyed=True))
async def approve_order(call: CurrentCall, ref: Ref) -> Response:
    """Release it for delivery: makes the goods issue record."""
    seen = await call.body(AtVersion)
    order = await call.client.orders.approve(ref_in(ref), version=seen.version, key=call.key)
    return call.answer(Order, order)


@router.post("/orders/{ref}/hold", response_model=Order, openapi_extra=takes(WithReason, keyed=True))
async def hold_order(call: CurrentCall, ref: Ref) -> Response:
    """Keep a pending order from being approved unseen."""
    why = await call.body(WithReason)
    order = await call.client.orders.hold(ref_in(ref), why.reason, version=why.version, key=call.key)
    return call.answer(Order, order)


@router.post("/orders/{ref}/cancel", response_model=Order, openapi_extra=takes(WithReason, keyed=True))
async def cancel_order(call: CurrentCall, ref: Ref) -> Response:
    """End a pending or held order; what placing it took is in stock again."""
    why = await call.body(WithReason)
    order = await call.client.orders.cancel(ref_in(ref), why.reason, version=why.version, key=call.key)
    return call.answer(Order, order)
