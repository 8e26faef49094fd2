"""``/v1/orders``: what carts became."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from cartui.model.order import Order, OrderSummary
from cartui.model.query import Page
from cartui.model.text import clean_line
from cartui.server.asking import Asked
from cartui.server.openapi import takes
from cartui.server.routes.known import Cursor, Limit, Ref, Text, named, new_router
from cartui.wire.bodies import AtVersion, WithReason

router = new_router("orders")

State = Annotated[
    str | None, Query(max_length=200, description="Only those in this state: `pending`, `on_hold` …")
]


@router.get("/orders", response_model=Page[OrderSummary])
async def list_orders(
    asked: Asked, text: Text = "", state: State = None, limit: Limit = 50, after: Cursor = None
) -> Response:
    """Orders, latest first, by number, cart, goods issue or customer, in one state or all."""
    page = await asked.client.orders.list(clean_line(text), state=state, limit=limit, after=after)
    return asked.answer(Page[OrderSummary], page)


@router.get("/orders/{ref}", response_model=Order)
async def get_order(asked: Asked, ref: Ref) -> Response:
    """One order with the cart it came from."""
    return asked.answer(Order, await asked.client.orders.get(named(ref)))


@router.post("/orders/{ref}/approve", response_model=Order, openapi_extra=takes(AtVersion, keyed=True))
async def approve_order(asked: Asked, ref: Ref) -> Response:
    """Release it for delivery: makes the goods issue record."""
    seen = await asked.reads(AtVersion)
    order = await asked.client.orders.approve(named(ref), version=seen.version, key=asked.key)
    return asked.answer(Order, order)


@router.post("/orders/{ref}/hold", response_model=Order, openapi_extra=takes(WithReason, keyed=True))
async def hold_order(asked: Asked, ref: Ref) -> Response:
    """Keep a pending order from being approved unseen."""
    why = await asked.reads(WithReason)
    order = await asked.client.orders.hold(named(ref), why.reason, version=why.version, key=asked.key)
    return asked.answer(Order, order)


@router.post("/orders/{ref}/cancel", response_model=Order, openapi_extra=takes(WithReason, keyed=True))
async def cancel_order(asked: Asked, ref: Ref) -> Response:
    """End a pending or held order; what placing it took is in stock again."""
    why = await asked.reads(WithReason)
    order = await asked.client.orders.cancel(named(ref), why.reason, version=why.version, key=asked.key)
    return asked.answer(Order, order)
