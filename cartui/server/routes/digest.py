"""``/v1/digest``: what waits for somebody in the morning."""

from starlette.responses import Response

from cartui.model.digest import Digest, SentDigest
from cartui.server.call import CurrentCall
from cartui.server.openapi import takes
from cartui.server.routes.authenticated import new_router
from cartui.wire.bodies import DigestToSend

router = new_router("digest")


@router.get("/digest", response_model=Digest)
async def get_digest(call: CurrentCall) -> Response:
    """Locked carts, orders that wait for long, carts that could not be placed, payments without an order."""
    return call.answer(Digest, await call.client.digest.get())


@router.post("/digest/send", response_model=SentDigest, openapi_extra=takes(DigestToSend, keyed=True))
async def send_digest(call: CurrentCall) -> Response:
    """Mail the digest of today to whom the shop's settings name, or to others; once a day unless meant."""
    how = await call.body(DigestToSend)
    sent = await call.client.digest.send(again=how.again, to=how.to, key=call.key)
    return call.answer(SentDigest, sent)
