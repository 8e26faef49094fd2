"""``GET /v1/changes``: the changes as server-sent events, for as long as somebody reads."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Final

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from cartui.model.changes import Change
from cartui.model.errors import ClientError
from cartui.server.authentication import token_of
from cartui.server.call import Call
from cartui.server.change_feed import Reader
from cartui.wire.events import HEARTBEAT, HEARTBEAT_SECONDS, MEDIA_TYPE, change_event, start_event

AGENT: Final = "agent"
"""The kind of change that tells of accounts: it may have been this reader's."""

_HEADERS: Final = {"cache-control": "no-store", "x-accel-buffering": "no"}
"""No proxy keeps events back."""


class EventStream(Response):
    """An answer that goes on until one side ends it."""

    media_type = MEDIA_TYPE

    def __init__(self, call: Call, after: int | None) -> None:
        """Answer with what changed after that number; ``None``: from now on."""
        super().__init__(headers=_HEADERS)
        del self.headers["content-length"]
        self._call = call
        self._after = after

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 (ASGI's own)
        """Send until the caller goes, the server closes, the caller is too slow or the token is revoked."""
        feed = self._call.server.feed
        reader = feed.join()
        try:
            sending = asyncio.create_task(self._send(reader, send), name="events")
            leaving = asyncio.create_task(_gone(receive), name="reader gone")
            try:
                await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                leaving.cancel()
                sending.cancel()
            with suppress(asyncio.CancelledError, TimeoutError, OSError):
                await sending
        finally:
            feed.leave(reader)

    async def _send(self, reader: Reader, send: Send) -> None:
        """The head, the events, and the end."""
        server = self._call.server
        first, changes = await server.feed.start(reader, self._after)
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})

        async def part(body: bytes, *, more: bool = True) -> None:
            async with asyncio.timeout(server.limits.silence_seconds):
                await send({"type": "http.response.body", "body": body, "more_body": more})

        await part(start_event(first))
        with suppress(ClientError):  # the database is out of reach, or the token was revoked
            async for change in _with_silences(changes):
                if change is None:
                    await self._still_known()
                    await part(HEARTBEAT)
                    continue
                if change.kind == AGENT:
                    await self._still_known()
                await part(change_event(change))
        await part(b"", more=False)

    async def _still_known(self) -> None:
        """Raise ``Unauthenticated`` where the token was taken back meanwhile."""
        call = self._call
        await call.server.host.agents.authenticated(token_of(call.request), call.actor.origin)


async def _with_silences(changes: AsyncIterator[Change]) -> AsyncIterator[Change | None]:
    """The changes, and ``None`` whenever none came for a while."""
    coming: asyncio.Future[Change] | None = None
    try:
        while True:
            coming = coming or asyncio.ensure_future(anext(changes))
            done, _ = await asyncio.wait({coming}, timeout=HEARTBEAT_SECONDS)
            if not done:
                yield None
                continue
            try:
                change = coming.result()
            except StopAsyncIteration:
                return
            coming = None
            yield change
    finally:
        if coming is not None:
            coming.cancel()


async def _gone(receive: Receive) -> None:
    """Return when the caller has left."""
    while (await receive())["type"] != "http.disconnect":
        pass
