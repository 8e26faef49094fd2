"""``/v1/carts/{ref}/links`` and ``/v1/links``: links for customers."""

from starlette.responses import Response

from cartui.model.sharing import SharedPage
from cartui.server.call import CurrentCall
from cartui.server.openapi import KEYED, takes
from cartui.server.responses import uncompressed_response
from cartui.server.routes.authenticated import Ref, new_router, number_in, ref_in
from cartui.wire.bodies import Sharing
from cartui.wire.encoding import codec

router = new_router("links")


@router.post(
    "/carts/{ref}/links",
    response_model=SharedPage,
    status_code=201,
    openapi_extra=takes(Sharing, keyed=True),
)
async def share_cart(call: CurrentCall, ref: Ref) -> Response:
    """Make a link by which the cart's customer reads it; its address is told this once."""
    body = await call.body(Sharing)
    page = await call.client.sharing.share(ref_in(ref), lifetime=body.lifetime, key=call.key)
    return uncompressed_response(codec(SharedPage).encode(page), 201)


@router.get("/carts/{ref}/links", response_model=tuple[SharedPage, ...])
async def list_links(call: CurrentCall, ref: Ref) -> Response:
    """The links of a cart, the latest first, without their addresses."""
    return call.answer(tuple[SharedPage, ...], await call.client.sharing.of_cart(ref_in(ref)))


@router.post("/links/{ref}/revoke", response_model=SharedPage, openapi_extra=KEYED)
async def revoke_link(call: CurrentCall, ref: Ref) -> Response:
    """Let a link lead nowhere from now on."""
    page = await call.client.sharing.revoke(number_in(ref, "link"), key=call.key)
    return call.answer(SharedPage, page)
