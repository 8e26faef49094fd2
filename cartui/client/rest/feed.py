"""``client.changes()`` over a connection of its own, which is found to be lost by its silence."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, aclosing
from typing import Final

from cartui.client.rest.answer_meaning import not_understood, raise_for
from cartui.client.rest.backend import RestBackend
from cartui.client.rest.calls import path_of
from cartui.client.rest.events import EventReader, TooLong
from cartui.client.rest.failed_attempt import FailedAttempt
from cartui.client.rest.transport import Answer, Request, Stream
from cartui.model.changes import Change
from cartui.model.errors import Invalid, Unavailable
from cartui.wire.events import CHANGE, MEDIA_TYPE, START, change_of, seq_of

_LASTED: Final = 5.0
"""Seconds after which a connection that ended is begun anew without a word: proxies end old ones."""

_LONGEST_REFUSAL: Final = 1_000_000


class Feed:
    """Follows the changes of one server."""

    def __init__(self, backend: RestBackend) -> None:
        """Follow those of that backend."""
        self._backend = backend
        self._lost_at: int | None = None
        """Where a feed was lost: who had heard of no change by then has no number to come back with."""

    async def follow(self, after: int | None) -> AsyncIterator[Change]:
        """The changes after that number; see :meth:`cartui.client.protocol.Client.changes`."""
        seen = self._lost_at if after is None else after
        self._lost_at = None
        now = asyncio.get_running_loop().time
        while True:
            began = now()
            try:
                async with aclosing(self._connected(seen)) as told:
                    async for each in told:
                        if isinstance(each, Change):
                            seen = each.seq
                            yield each
                        else:
                            seen = each
                lost = FailedAttempt("ended the feed of changes")
            except FailedAttempt as failed:
                lost = failed
            if now() - began < _LASTED:
                self._lost_at = seen
                said = lost.told(self._backend.host, writes=False, repeats=False, done=False)
                raise Unavailable(said, retry_after=lost.retry_after)

    async def _connected(self, after: int | None) -> AsyncGenerator[Change | int, None]:
        """What one connection tells: first the number it starts from, then each change."""
        backend = self._backend
        async with AsyncExitStack() as stack:
            with backend.breaker.attempt():
                stream = await self._begin(stack, after)
            reader = EventReader()
            async for part in stream.parts:
                try:
                    for event in reader.feed(part):
                        if event.name == START:
                            yield seq_of(event.data)
                        elif event.name == CHANGE:
                            yield change_of(event.data)
                except (Invalid, TooLong):
                    raise not_understood() from None

    async def _begin(self, stack: AsyncExitStack, after: int | None) -> Stream:
        """Ask for the feed, and hold on to it until the stack ends."""
        backend = self._backend
        request = Request(
            "GET",
            path_of("changes", after=after),
            {"Accept": MEDIA_TYPE, "Accept-Encoding": "identity"},
            silence=backend.timeouts.heartbeat,
        )
        try:
            async with asyncio.timeout(backend.timeouts.silence):
                stream = await stack.enter_async_context(backend.transport.stream(request))
                await _ensure_events(stream, backend)
        except TimeoutError:
            raise FailedAttempt("did not answer in time") from None
        return stream


async def _ensure_events(stream: Stream, backend: RestBackend) -> None:
    """Raise what the answer says instead, if it is no feed."""
    if stream.status == 200 and stream.headers.get("content-type", "").startswith(MEDIA_TYPE):
        return
    body = bytearray()
    async for part in stream.parts:
        body += part
        if len(body) > _LONGEST_REFUSAL:
            break
    raise_for(Answer(stream.status, stream.headers, bytes(body)), backend.host, backend.clock)
    raise not_understood()
