"""``/v1/carts``: everything that is done with carts."""

from typing import Annotated, Final

from fastapi import Query
from starlette.responses import Response

from cartui.model.cart import Cart, CartSummary, NewCart
from cartui.model.errors import Invalid
from cartui.model.history import HistoryEntry
from cartui.model.order import Order
from cartui.model.pricing import Explanation
from cartui.model.query import CartSort, Count, Page, SortKey
from cartui.rules.cart_query import parse_query
from cartui.server.asking import Asked
from cartui.server.openapi import KEYED, takes
from cartui.server.routes.known import AtMost, Cursor, Limit, Ref, named, new_router
from cartui.wire.bodies import AtVersion, CartEdits, CartTrial, Placing, Undoing

router = new_router("carts")

_SORTS: Final = f"^-?({'|'.join(SortKey)})$"

Query_ = Annotated[str, Query(max_length=20_000, description="A query line: `state:open rahim`.")]
Sort = Annotated[str, Query(pattern=_SORTS, description="What it is sorted by; descending with a minus.")]


@router.get("/carts", response_model=Page[CartSummary])
async def list_carts(
    asked: Asked,
    q: Query_ = "",
    sort: Sort = "-updated",
    limit: Limit = 50,
    after: Cursor = None,
    before: Cursor = None,
) -> Response:
    """A page of carts in the given order."""
    page = await asked.client.carts.list(
        parse_query(q), sort=_sort(sort), limit=limit, after=after, before=before
    )
    return asked.answer(Page[CartSummary], page)


@router.get("/counts/carts", response_model=Count)
async def count_carts(asked: Asked, q: Query_ = "", at_most: AtMost = 1_000) -> Response:
    """How many carts match, counting no further than asked."""
    return asked.answer(Count, await asked.client.carts.count(parse_query(q), at_most=at_most))


@router.post("/carts", response_model=Cart, status_code=201, openapi_extra=takes(NewCart, keyed=True))
async def create_cart(asked: Asked) -> Response:
    """Start a cart with the defaults of its market."""
    new = await asked.reads(NewCart)
    return asked.answer(Cart, await asked.client.carts.create(new, key=asked.key), 201)


@router.get("/carts/{ref}", response_model=Cart)
async def get_cart(asked: Asked, ref: Ref) -> Response:
    """One cart with its lines, its figures and what it misses."""
    return asked.answer(Cart, await asked.client.carts.get(named(ref)))


@router.post("/carts/{ref}/edits", response_model=Cart, openapi_extra=takes(CartEdits, keyed=True))
async def edit_cart(asked: Asked, ref: Ref) -> Response:
    """Apply actions to the version that is named, all or none."""
    edits = await asked.reads(CartEdits)
    cart = await asked.client.carts.edit(
        named(ref), edits.version, edits.actions, rebase=edits.rebase, key=asked.key
    )
    return asked.answer(Cart, cart)


@router.post("/carts/{ref}/preview", response_model=Cart, openapi_extra=takes(CartTrial))
async def preview_cart(asked: Asked, ref: Ref) -> Response:
    """What an edit would give; nothing is saved."""
    trial = await asked.reads(CartTrial)
    return asked.answer(Cart, await asked.client.carts.preview(named(ref), trial.version, trial.actions))


@router.post("/carts/{ref}/order", response_model=Order, openapi_extra=takes(Placing, keyed=True))
async def place_cart(asked: Asked, ref: Ref) -> Response:
    """Make it an order: price again, take stock, give the number. An ordered cart gives its order."""
    placing = await asked.reads(Placing)
    order = await asked.client.carts.place(
        named(ref), phone=placing.phone, version=placing.version, total=placing.total, key=asked.key
    )
    return asked.answer(Order, order)


@router.post("/carts/{ref}/undo", response_model=Cart, openapi_extra=takes(Undoing, keyed=True))
async def undo_cart(asked: Asked, ref: Ref) -> Response:
    """Undo one entry of its history: the latest that can be, unless named."""
    undoing = await asked.reads(Undoing)
    cart = await asked.client.carts.undo(named(ref), undoing.entry, version=undoing.version, key=asked.key)
    return asked.answer(Cart, cart)


@router.post("/carts/{ref}/clone", response_model=Cart, status_code=201, openapi_extra=KEYED)
async def clone_cart(asked: Asked, ref: Ref) -> Response:
    """A new open cart with the same content, priced anew."""
    return asked.answer(Cart, await asked.client.carts.clone(named(ref), key=asked.key), 201)


@router.post("/carts/{ref}/delete", response_model=Cart, openapi_extra=takes(AtVersion, keyed=True))
async def delete_cart(asked: Asked, ref: Ref) -> Response:
    """Put it into the trash."""
    seen = await asked.reads(AtVersion)
    cart = await asked.client.carts.delete(named(ref), version=seen.version, key=asked.key)
    return asked.answer(Cart, cart)


@router.post("/carts/{ref}/restore", response_model=Cart, openapi_extra=KEYED)
async def restore_cart(asked: Asked, ref: Ref) -> Response:
    """Take it out of the trash."""
    return asked.answer(Cart, await asked.client.carts.restore(named(ref), key=asked.key))


@router.get("/carts/{ref}/explanation", response_model=tuple[Explanation, ...])
async def explain_cart(asked: Asked, ref: Ref) -> Response:
    """Each figure of the cart with the rule and rate it came from."""
    return asked.answer(tuple[Explanation, ...], await asked.client.carts.explain(named(ref)))


@router.get("/carts/{ref}/history", response_model=tuple[HistoryEntry, ...])
async def history_of_cart(asked: Asked, ref: Ref, limit: Limit = 200) -> Response:
    """What happened to the cart, latest first."""
    entries = await asked.client.history.of_cart(named(ref), limit=limit)
    return asked.answer(tuple[HistoryEntry, ...], entries)


def _sort(text: str) -> CartSort:
    """The order that is asked for. Raises ``Invalid``."""
    try:
        return CartSort.parse(text)
    except ValueError as error:
        raise Invalid(str(error)) from None
