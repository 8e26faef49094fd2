"""``/v1/orders``: what carts became."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from cartui.model.order import Order, OrderSummary
from cartui.model.query import Page
from cartui.model.text import clean_line
from cartui.server.asking import Asked
from cartui.server.routes.known import KEYED, Cursor, Limit, Ref, Text, named, new_router
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


@router.post("/orders/{ref}/approve", response_model=Order, openapi_extra=KEYED)
async def approve_order(asked: Asked, ref: Ref, seen: AtVersion) -> Response:
    """Release it for delivery: makes the goods issue record."""
    order = await asked.client.orders.approve(named(ref), version=seen.version, key=asked.key)
    return asked.answer(Order, order)


@router.post("/orders/{ref}/hold", response_model=Order, openapi_extra=KEYED)
async def hold_order(asked: Asked, ref: Ref, why: WithReason) -> Response:
    """Keep a pending order from being approved unseen."""
    order = await asked.client.orders.hold(named(ref), why.reason, version=why.version, key=asked.key)
    return asked.answer(Order, order)


@router.post("/orders/{ref}/cancel", response_model=Order, openapi_extra=KEYED)
async def cancel_order(asked: Asked, ref: Ref, why: WithReason) -> Response:
    """End a pending or held order; what placing it took is in stock again."""
    order = await asked.client.orders.cancel(named(ref), why.reason, version=why.version, key=asked.key)
    return asked.answer(Order, order)
