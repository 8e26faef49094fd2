"""``/v1/locks``: carts that wait for somebody to find out whether they were paid."""

from starlette.responses import Response

from cartui.model.cart import Cart
from cartui.model.locks import LockedCart
from cartui.model.order import Order
from cartui.model.query import Page
from cartui.server.call import CurrentCall
from cartui.server.openapi import takes
from cartui.server.routes.authenticated import Cursor, Limit, Ref, new_router, ref_in
from cartui.wire.bodies import Locking, Resolving

router = new_router("locks")


@router.get("/locks", response_model=Page[LockedCart])
async def list_locks(call: CurrentCall, limit: Limit = 50, after: Cursor = None) -> Response:
    """Locked carts, the latest lock first, each with what the statements say of it."""
    return call.answer(Page[LockedCart], await call.client.locks.list(limit=limit, after=after))


@router.get("/locks/{ref}", response_model=LockedCart)
async def get_lock(call: CurrentCall, ref: Ref) -> Response:
    """One locked cart, as the queue has it."""
    return call.answer(LockedCart, await call.client.locks.get(ref_in(ref)))


@router.post("/locks/{ref}/lock", response_model=Cart, openapi_extra=takes(Locking, keyed=True))
async def lock_cart(call: CurrentCall, ref: Ref) -> Response:
    """Lock an open cart by hand."""
    why = await call.body(Locking)
    return call.answer(Cart, await call.client.locks.lock(ref_in(ref), why.reason, key=call.key))


@router.post("/locks/{ref}/unlock", response_model=Cart, openapi_extra=takes(Resolving, keyed=True))
async def unlock_cart(call: CurrentCall, ref: Ref) -> Response:
    """Let a locked cart go on as the open one that it was."""
    how = await call.body(Resolving)
    cart = await call.client.locks.unlock(
        ref_in(ref),
        how.reason,
        against_evidence=how.against_evidence,
        seen=how.seen,
        since=how.since,
        key=call.key,
    )
    return call.answer(Cart, cart)


@router.post("/locks/{ref}/confirm", response_model=Order, openapi_extra=takes(Resolving, keyed=True))
async def confirm_cart(call: CurrentCall, ref: Ref) -> Response:
    """Make a locked cart the order that was paid for; what stood in the way is waived."""
    how = await call.body(Resolving)
    order = await call.client.locks.confirm(
        ref_in(ref),
        how.reason,
        against_evidence=how.against_evidence,
        seen=how.seen,
        since=how.since,
        key=call.key,
    )
    return call.answer(Order, order)


@router.post("/locks/{ref}/delete", response_model=Cart, openapi_extra=takes(Resolving, keyed=True))
async def delete_locked(call: CurrentCall, ref: Ref) -> Response:
    """Put a locked cart into the trash."""
    how = await call.body(Resolving)
    cart = await call.client.locks.delete(
        ref_in(ref),
        how.reason,
        against_evidence=how.against_evidence,
        seen=how.seen,
        since=how.since,
        key=call.key,
    )
    return call.answer(Cart, cart)
