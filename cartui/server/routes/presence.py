"""``/v1/carts/{ref}/presence`` and ``/v1/presence``: who has a cart open, and which carts somebody has."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from cartui.model.presence import LONGEST_NAME, OpenElsewhere, Present
from cartui.server.call import CurrentCall
from cartui.server.openapi import takes
from cartui.server.routes.authenticated import Ref, new_router, ref_in
from cartui.wire.bodies import AtDesk

router = new_router("presence")

Desk = Annotated[str, Query(max_length=LONGEST_NAME, description="The caller's own desk, which is left out.")]


@router.get("/carts/{ref}/presence", response_model=tuple[Present, ...])
async def present_at_cart(call: CurrentCall, ref: Ref, desk: Desk = "") -> Response:
    """Who has the cart open, the one who has it the longest first."""
    return call.answer(tuple[Present, ...], await call.client.presence.of(ref_in(ref), desk=desk))


@router.get("/presence", response_model=tuple[OpenElsewhere, ...])
async def open_elsewhere(call: CurrentCall, desk: Desk = "") -> Response:
    """The carts that somebody has open now, each once, 500 at most: for the signs of a list."""
    return call.answer(tuple[OpenElsewhere, ...], await call.client.presence.everywhere(desk=desk))


@router.post("/carts/{ref}/presence", response_model=tuple[Present, ...], openapi_extra=takes(AtDesk))
async def enter_cart(call: CurrentCall, ref: Ref) -> Response:
    """Be present at the cart for 45 seconds; gives who is there beside this desk."""
    at = await call.body(AtDesk)
    return call.answer(tuple[Present, ...], await call.client.presence.enter(ref_in(ref), desk=at.desk))


@router.post("/carts/{ref}/presence/leave", response_model=tuple[Present, ...], openapi_extra=takes(AtDesk))
async def leave_cart(call: CurrentCall, ref: Ref) -> Response:
    """Be present there at this desk no more; gives who still is."""
    at = await call.body(AtDesk)
    return call.answer(tuple[Present, ...], await call.client.presence.leave(ref_in(ref), desk=at.desk))
