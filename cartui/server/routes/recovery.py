"""``/v1/recovery`` and a cart's calls: whom to call about the carts that customers left."""

from starlette.responses import Response

from cartui.model.history import HistoryEntry
from cartui.model.query import Page
from cartui.model.recovery import CartToCall
from cartui.server.call import CurrentCall
from cartui.server.openapi import takes
from cartui.server.routes.authenticated import Cursor, Limit, Ref, Zone, new_router, ref_in
from cartui.server.routes.cart_queries import QueryLine, Sort, query_in, sort_in
from cartui.wire.bodies import Calling

router = new_router("recovery")


@router.get("/recovery", response_model=Page[CartToCall])
async def list_to_call(
    call: CurrentCall,
    q: QueryLine = "is:promising",
    zone: Zone = "UTC",
    sort: Sort = "-total",
    limit: Limit = 50,
    after: Cursor = None,
    before: Cursor = None,
) -> Response:
    """Carts that a query finds, each with whom to call and which calls there were.

    At most one of `after` and `before`. Where much has to be looked through, a page may be short or empty,
    with `searched` saying how many carts were looked at; its cursor goes on from there.
    """
    page = await call.client.recovery.list(
        query_in(q, zone), sort=sort_in(sort), limit=limit, after=after, before=before
    )
    return call.answer(Page[CartToCall], page)


@router.post(
    "/carts/{ref}/calls",
    response_model=HistoryEntry,
    status_code=201,
    openapi_extra=takes(Calling, keyed=True),
)
async def note_call(call: CurrentCall, ref: Ref) -> Response:
    """Note on the cart's timeline that its customer was called; its version stays."""
    calling = await call.body(Calling)
    entry = await call.client.recovery.note_call(ref_in(ref), calling.outcome, calling.text, key=call.key)
    return call.answer(HistoryEntry, entry, 201)
