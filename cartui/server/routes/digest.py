"""``/v1/digest``: what waits for somebody in the morning."""

from starlette.responses import Response

from cartui.model.digest import Digest
from cartui.server.call import CurrentCall
from cartui.server.routes.authenticated import new_router

router = new_router("digest")


@router.get("/digest", response_model=Digest)
async def get_digest(call: CurrentCall) -> Response:
    """Locked carts, orders that wait for long, carts that could not be placed, payments without an order."""
    return call.answer(Digest, await call.client.digest.get())
