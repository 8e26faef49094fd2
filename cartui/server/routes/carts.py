"""``/v1/carts``: everything that is done with carts."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from cartui.model.cart import Cart, CartSummary, NewCart
from cartui.model.order import Order
from cartui.model.pricing import Explanation
from cartui.model.problem import Problem
from cartui.model.query import Count, Page
from cartui.model.text import clean_line
from cartui.server.call import CurrentCall
from cartui.server.openapi import KEYED, takes
from cartui.server.routes.authenticated import AtMost, Cursor, Limit, Ref, Zone, new_router, ref_in
from cartui.server.routes.cart_queries import QueryLine, Sort, query_in, sort_in
from cartui.wire.bodies import AtVersion, Cancelling, CartEdits, CartTrial, Placing, Undoing, Wanted

router = new_router("carts")

At = Annotated[str | None, Query(max_length=20_000, description="The page begins with the cart of this ref.")]
Key = Annotated[str, Query(max_length=100, description="A key of the query line: `tag`.")]
Prefix = Annotated[str, Query(max_length=20_000, description="What the values begin with, in any case.")]


@router.get("/carts", response_model=Page[CartSummary])
async def list_carts(
    call: CurrentCall,
    q: QueryLine = "",
    zone: Zone = "UTC",
    sort: Sort = "-updated",
    limit: Limit = 50,
    after: Cursor = None,
    before: Cursor = None,
    at: At = None,
) -> Response:
    """A page of carts in the given order.

    At most one of `after`, `before` and `at`. Where much has to be looked through, a page may be short or
    empty, with `searched` saying how many carts were looked at; its cursor goes on from there.
    """
    page = await call.client.carts.list(
        query_in(q, zone),
        sort=sort_in(sort),
        limit=limit,
        after=after,
        before=before,
        at=None if at is None else clean_line(at),
    )
    return call.answer(Page[CartSummary], page)


@router.get("/counts/carts", response_model=Count)
async def count_carts(
    call: CurrentCall, q: QueryLine = "", zone: Zone = "UTC", at_most: AtMost = 1_000
) -> Response:
    """How many carts match, counting no further than asked."""
    return call.answer(Count, await call.client.carts.count(query_in(q, zone), at_most=at_most))


@router.get("/values/carts", response_model=tuple[str, ...])
async def values_of_carts(call: CurrentCall, key: Key, prefix: Prefix = "", limit: Limit = 20) -> Response:
    """What may stand behind a key of a query line: the values that open and locked carts have, in order."""
    values = await call.client.carts.values(key, clean_line(prefix), limit=limit)
    return call.answer(tuple[str, ...], values)


@router.post("/whole/carts", response_model=tuple[Cart, ...], openapi_extra=takes(Wanted))
async def get_many_carts(call: CurrentCall) -> Response:
    """Whole carts by their ids, at most 100 at once; those that are gone, or cannot be read, are left out."""
    wanted = await call.body(Wanted)
    return call.answer(tuple[Cart, ...], await call.client.carts.get_many(wanted.ids))


@router.post("/carts", response_model=Cart, status_code=201, openapi_extra=takes(NewCart, keyed=True))
async def create_cart(call: CurrentCall) -> Response:
    """Start a cart with the defaults of its market."""
    new = await call.body(NewCart)
    return call.answer(Cart, await call.client.carts.create(new, key=call.key), 201)


@router.get("/carts/{ref}", response_model=Cart)
async def get_cart(call: CurrentCall, ref: Ref) -> Response:
    """One cart with its lines, its figures and what it misses."""
    return call.answer(Cart, await call.client.carts.get(ref_in(ref)))


@router.post("/carts/{ref}/edits", response_model=Cart, openapi_extra=takes(CartEdits, keyed=True))
async def edit_cart(call: CurrentCall, ref: Ref) -> Response:
    """Apply actions to the version that is named, all or none."""
    edits = await call.body(CartEdits)
    cart = await call.client.carts.edit(
        ref_in(ref), edits.version, edits.actions, rebase=edits.rebase, key=call.key
    )
    return call.answer(Cart, cart)


@router.post("/carts/{ref}/preview", response_model=Cart, openapi_extra=takes(CartTrial))
async def preview_cart(call: CurrentCall, ref: Ref) -> Response:
    """What an edit would give; nothing is saved."""
    trial = await call.body(CartTrial)
    return call.answer(Cart, await call.client.carts.preview(ref_in(ref), trial.version, trial.actions))


@router.post("/carts/{ref}/order", response_model=Order, openapi_extra=takes(Placing, keyed=True))
async def place_cart(call: CurrentCall, ref: Ref) -> Response:
    """Make it an order: price again, take stock, give the number. An ordered cart gives its order."""
    placing = await call.body(Placing)
    order = await call.client.carts.place(
        ref_in(ref), phone=placing.phone, version=placing.version, total=placing.total, key=call.key
    )
    return call.answer(Order, order)


@router.post("/carts/{ref}/not-placed", response_model=tuple[Problem, ...])
async def not_placed(call: CurrentCall, ref: Ref) -> Response:
    """Note that somebody wanted to place a cart and gave up over what it misses; gives what that is."""
    return call.answer(tuple[Problem, ...], await call.client.carts.not_placed(ref_in(ref)))


@router.post("/carts/{ref}/undo", response_model=Cart, openapi_extra=takes(Undoing, keyed=True))
async def undo_cart(call: CurrentCall, ref: Ref) -> Response:
    """Undo one entry of its history: the latest that can be, unless named."""
    undoing = await call.body(Undoing)
    cart = await call.client.carts.undo(ref_in(ref), undoing.entry, version=undoing.version, key=call.key)
    return call.answer(Cart, cart)


@router.post("/carts/{ref}/redo", response_model=Cart, openapi_extra=takes(AtVersion, keyed=True))
async def redo_cart(call: CurrentCall, ref: Ref) -> Response:
    """Bring back what the latest undo took, unless the cart was edited since."""
    seen = await call.body(AtVersion)
    return call.answer(Cart, await call.client.carts.redo(ref_in(ref), version=seen.version, key=call.key))


@router.post("/carts/{ref}/cancel", response_model=Cart, openapi_extra=takes(Cancelling, keyed=True))
async def cancel_cart(call: CurrentCall, ref: Ref) -> Response:
    """Take back everything that the caller did after a version; after 0, the cart goes into the trash."""
    cancelling = await call.body(Cancelling)
    cart = await call.client.carts.cancel(
        ref_in(ref), since=cancelling.since, version=cancelling.version, key=call.key
    )
    return call.answer(Cart, cart)


@router.post("/carts/{ref}/clone", response_model=Cart, status_code=201, openapi_extra=KEYED)
async def clone_cart(call: CurrentCall, ref: Ref) -> Response:
    """A new open cart with the same content, priced anew."""
    return call.answer(Cart, await call.client.carts.clone(ref_in(ref), key=call.key), 201)


@router.post("/carts/{ref}/delete", response_model=Cart, openapi_extra=takes(AtVersion, keyed=True))
async def delete_cart(call: CurrentCall, ref: Ref) -> Response:
    """Put it into the trash."""
    seen = await call.body(AtVersion)
    cart = await call.client.carts.delete(ref_in(ref), version=seen.version, key=call.key)
    return call.answer(Cart, cart)


@router.post("/carts/{ref}/restore", response_model=Cart, openapi_extra=KEYED)
async def restore_cart(call: CurrentCall, ref: Ref) -> Response:
    """Take it out of the trash."""
    return call.answer(Cart, await call.client.carts.restore(ref_in(ref), key=call.key))


@router.get("/carts/{ref}/explanation", response_model=tuple[Explanation, ...])
async def explain_cart(call: CurrentCall, ref: Ref) -> Response:
    """Each figure of the cart with the rule and rate it came from."""
    return call.answer(tuple[Explanation, ...], await call.client.carts.explain(ref_in(ref)))
