"""``/v1/blocklist``: who may not buy."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from cartui.model.blocklist import Block, NewBlock, Traits
from cartui.model.query import Page
from cartui.server.call import CurrentCall
from cartui.server.openapi import KEYED, takes
from cartui.server.routes.authenticated import Cursor, Limit, Ref, Text, new_router, number_in

router = new_router("blocklist")

HaveEnded = Annotated[bool, Query(description="Those that expired or were taken off, and no others.")]


@router.get("/blocklist", response_model=Page[Block])
async def list_blocks(
    call: CurrentCall, text: Text = "", ended: HaveEnded = False, limit: Limit = 50, after: Cursor = None
) -> Response:
    """Entries, the latest first; with `text` those whose value begins with it, in the order of values."""
    page = await call.client.blocklist.list(text, ended=ended, limit=limit, after=after)
    return call.answer(Page[Block], page)


@router.post("/blocklist", response_model=Block, status_code=201, openapi_extra=takes(NewBlock, keyed=True))
async def add_block(call: CurrentCall) -> Response:
    """Block somebody from now on."""
    new = await call.body(NewBlock)
    return call.answer(Block, await call.client.blocklist.add(new, key=call.key), 201)


@router.post("/blocklist/{ref}/remove", response_model=Block, openapi_extra=KEYED)
async def remove_block(call: CurrentCall, ref: Ref) -> Response:
    """Take an entry off; that it was there, is kept."""
    ended = await call.client.blocklist.remove(number_in(ref, "entry"), key=call.key)
    return call.answer(Block, ended)


@router.post("/blocklist/test", response_model=tuple[Block, ...], openapi_extra=takes(Traits))
async def test_blocklist(call: CurrentCall) -> Response:
    """The entries that hold for somebody now, the narrowest first; nothing is saved."""
    traits = await call.body(Traits)
    return call.answer(tuple[Block, ...], await call.client.blocklist.test(traits))
