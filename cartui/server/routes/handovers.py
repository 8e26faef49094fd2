"""``/v1/handovers``: orders that are handed on to what comes next."""

from typing import Annotated

from fastapi import Query
from pydantic import AwareDatetime
from starlette.responses import Response

from cartui.model.handover import Handover
from cartui.model.order import Order
from cartui.model.query import Page
from cartui.model.text import clean_line
from cartui.server.call import CurrentCall
from cartui.server.openapi import takes
from cartui.server.routes.authenticated import Cursor, Limit, new_router
from cartui.wire.bodies import Taking

router = new_router("orders")

Consumer = Annotated[str, Query(max_length=20_000, description="For whom; in any case.")]
Claim = Annotated[str | None, Query(max_length=200, description="Of which taking; else all that arrived.")]
Since = Annotated[AwareDatetime | None, Query(description="Only those that were taken since then.")]


@router.post("/handovers", response_model=Handover, status_code=201, openapi_extra=takes(Taking, keyed=True))
async def take_orders(call: CurrentCall) -> Response:
    """Take the orders that a consumer has not had yet; nobody else takes them for it meanwhile."""
    taking = await call.body(Taking)
    handover = await call.client.orders.take(
        taking.consumer, since=taking.since, state=taking.state, key=call.key
    )
    return call.answer(Handover, handover, 201)


@router.get("/handovers/orders", response_model=Page[Order])
async def handed_orders(
    call: CurrentCall,
    consumer: Consumer,
    claim: Claim = None,
    since: Since = None,
    limit: Limit = 100,
    after: Cursor = None,
) -> Response:
    """Whole orders of a taking, or all that have arrived; at most 100 at once."""
    page = await call.client.orders.handed(
        clean_line(consumer), claim=claim, since=since, limit=limit, after=after
    )
    return call.answer(Page[Order], page)


@router.post("/handovers/confirm", response_model=Handover, openapi_extra=takes(Handover))
async def confirm_handover(call: CurrentCall) -> Response:
    """Note that what was taken has arrived; once more changes nothing."""
    return call.answer(Handover, await call.client.orders.confirm(await call.body(Handover)))


@router.post("/handovers/give-back", response_model=Handover, openapi_extra=takes(Handover))
async def give_back_orders(call: CurrentCall) -> Response:
    """Let others take what has not arrived; once more changes nothing."""
    return call.answer(Handover, await call.client.orders.give_back(await call.body(Handover)))
