"""``/v1/orders``: what carts became."""

from typing import Annotated, Final

from fastapi import Query
from starlette.responses import Response

from cartui.model.order import Order, OrderSummary
from cartui.model.query import Count, OrderQuery, OrderSort, Page
from cartui.model.text import clean_line
from cartui.rules.query.order_query import order_query_of, parse_order_query
from cartui.server.call import CurrentCall
from cartui.server.openapi import takes
from cartui.server.routes.authenticated import (
    AtMost,
    Cursor,
    Limit,
    Ref,
    Text,
    Zone,
    new_router,
    ref_in,
)
from cartui.wire.bodies import AtVersion, WithReason

router = new_router("orders")

_SORTS: Final = f"^({'|'.join(OrderSort)})$"

Query_ = Annotated[str, Query(max_length=20_000, description="A query line: `state:pending is:due rahim`.")]
State = Annotated[
    str | None, Query(max_length=200, description="Only those in this state: `pending`, `on_hold` …")
]
Sort = Annotated[
    str, Query(pattern=_SORTS, description="`-placed`: the latest first; `placed`: the earliest.")
]


@router.get("/orders", response_model=Page[OrderSummary])
async def list_orders(
    call: CurrentCall,
    q: Query_ = "",
    zone: Zone = "UTC",
    text: Text = "",
    state: State = None,
    sort: Sort = "-placed",
    limit: Limit = 50,
    after: Cursor = None,
    before: Cursor = None,
) -> Response:
    """A page of orders, by query line or by words in number, cart, goods issue or customer.

    At most one of `after` and `before`. Where much has to be looked through, a page may be short or empty,
    with `searched` saying how many orders were looked at; its cursor goes on from there.
    """
    page = await call.client.orders.list(
        _query(q, zone, text),
        state=state,
        sort=OrderSort(sort),
        limit=limit,
        after=after,
        before=before,
    )
    return call.answer(Page[OrderSummary], page)


@router.get("/counts/orders", response_model=Count)
async def count_orders(
    call: CurrentCall,
    q: Query_ = "",
    zone: Zone = "UTC",
    text: Text = "",
    state: State = None,
    at_most: AtMost = 1_000,
) -> Response:
    """How many orders match, counting no further than asked."""
    count = await call.client.orders.count(_query(q, zone, text), state=state, at_most=at_most)
    return call.answer(Count, count)


def _query(line: str, zone: str, text: str) -> OrderQuery:
    """What is asked by a query line and words together."""
    query = parse_order_query(line, zone)
    words = order_query_of(clean_line(text)).words
    return query.model_copy(update={"words": (*query.words, *words)}) if words else query


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
