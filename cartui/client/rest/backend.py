"""What all resources of the remote client share: one server, asked for one agent.

A call is tried again where that is safe: a read, and a write whose key makes a repeat the same call. All
attempts together have one deadline. A read that fails says what it was answered last.
"""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Final, TypeVar, cast

from pydantic import BaseModel

from cartui.client.rest.answer_meaning import raise_for, value_of
from cartui.client.rest.breaker import Breaker
from cartui.client.rest.calls import Call
from cartui.client.rest.failed_attempt import FailedAttempt
from cartui.client.rest.last_known import Known, LastKnown
from cartui.client.rest.retrying import tried
from cartui.client.rest.timeouts import Timeouts
from cartui.client.rest.transport import Answer, Request, Transport
from cartui.model.errors import Forbidden, Unauthenticated, Unavailable
from cartui.wire.encoding import codec
from cartui.wire.headers import IDEMPOTENCY_KEY, key_header

T = TypeVar("T")

JSON: Final = {"Content-Type": "application/json"}


class RestBackend:
    """A server, asked for one agent."""

    def __init__(
        self,
        host: str,
        connect: Callable[[], Transport],
        timeouts: Timeouts,
        clock: Callable[[], datetime],
        *,
        readonly: bool,
        let_in_again: Callable[[], Awaitable[Transport | None]],
    ) -> None:
        """Ask over what ``connect`` makes; ``host`` is what the server is called in messages.

        ``readonly``: whoever opens it wants nothing to be changed, whatever the server would allow.
        ``let_in_again`` is asked when the server does not know the token any more, and makes what carries
        requests with a newer one, if there is any.
        """
        self.host: Final = host
        self.timeouts: Final = timeouts
        self.clock: Final = clock
        self.readonly: Final = readonly
        self.breaker: Final = Breaker(timeouts)
        self._connect: Final = connect
        self._let_in_again: Final = let_in_again
        self._transport: Transport | None = None
        self._former: Final[list[Transport]] = []
        """Those whose token is not known any more, with what is still under way on them."""
        self._entering: Final = asyncio.Lock()
        self._known: Final = LastKnown()

    def open(self) -> None:
        """Make ready to ask; nothing is sent yet."""
        self._transport = self._connect()

    async def close(self) -> None:
        """End its connections, and forget what was answered: nothing can be asked any more."""
        transports = [each for each in (*self._former, self._transport) if each is not None]
        self._transport = None
        self._former.clear()
        self.forget()
        for transport in transports:
            await transport.close()

    @property
    def transport(self) -> Transport:
        """What carries the requests. Raises ``Unavailable`` where it is not open."""
        if self._transport is None:
            raise Unavailable("this client is not open")
        return self._transport

    async def read(self, answer: type[T], path: str) -> T:
        """Read what is at ``path``."""
        return await self._call(Call(answer, "GET", path))

    async def trial(self, answer: type[T], path: str, body: BaseModel) -> T:
        """Ask with a body; nothing is saved by it."""
        return await self._call(Call(answer, "POST", path, encoded(body), JSON))

    async def write(
        self,
        answer: type[T],
        path: str,
        body: BaseModel | None = None,
        *,
        key: str | None,
        method: str = "POST",
        only_set: bool = False,
    ) -> T:
        """Create or move something, once for each ``key``; without one this call makes its own.

        ``only_set`` sends of a model what was set: where what is left out has a meaning.
        """
        headers = {**JSON, IDEMPOTENCY_KEY: key_header(uuid.uuid4().hex if key is None else key)}
        content = None if body is None else encoded(body, only_set=only_set)
        return await self._call(
            Call(answer, method, path, content, headers, writes=True, keyed=key is not None)
        )

    async def write_unkeyed(
        self,
        answer: type[T],
        path: str,
        body: BaseModel | None = None,
        *,
        method: str = "POST",
        only_set: bool = False,
    ) -> T:
        """Do what has no key: it is sent once, unless it is certain that it was not sent at all."""
        content = None if body is None else encoded(body, only_set=only_set)
        call = Call(answer, method, path, content, JSON, writes=True, repeatable=False)
        return await self._call(call)

    async def write_again(self, answer: type[T], path: str, body: BaseModel) -> T:
        """Do what has no key and may be done twice: it is sent until it is answered."""
        return await self._call(Call(answer, "POST", path, encoded(body), JSON, writes=True, keyed=True))

    def forget(self) -> None:
        """Forget every answer: a purge is to reach what was kept of it, too."""
        self._known.clear()

    async def _call(self, call: Call[T]) -> T:
        """Try until there is an answer, or no more time; with a newer token where there is one by now."""
        transport = self.transport
        try:
            return await self._answered(transport, call)
        except Unauthenticated:
            newer = await self._after(transport)
            if newer is None:
                raise
        return await self._answered(newer, call)

    async def _after(self, refused: Transport) -> Transport | None:
        """What carries requests instead of one whose token is not known any more; ``None``: nothing does."""
        async with self._entering:
            if self._transport is refused:
                newer = await self._let_in_again()
                if newer is None:
                    return None
                self._former.append(refused)
                self._transport = newer
        return self._transport

    async def _answered(self, transport: Transport, call: Call[T]) -> T:
        """Try until there is an answer, or no more time."""
        if call.writes and self.readonly:
            raise Forbidden("Nothing was changed: you work read-only here, by --read-only or by the profile.")
        within = self.timeouts.long_work if call.is_long_work else self.timeouts.whole
        deadline = asyncio.get_running_loop().time() + within
        done = False

        async def attempt() -> T:
            nonlocal done
            try:
                return await self._attempt(transport, call, deadline)
            except FailedAttempt as failed:
                done = done or failed.done
                raise

        try:
            return await tried(attempt, self.timeouts, deadline, repeatable=call.repeatable)
        except FailedAttempt as failed:
            raise self._unavailable(call, failed, done=done) from None

    async def _attempt(self, transport: Transport, call: Call[T], deadline: float) -> T:
        """Send it once, unless the server is known to be away."""
        known = self._known.get(call.path) if call.is_kept else None
        headers = dict(call.headers)
        if known is not None and known.etag is not None:
            headers["If-None-Match"] = known.etag
        silence = self.timeouts.long_work if call.is_long_work else None
        request = Request(call.method, call.path, headers, call.body, silence)
        with self.breaker.attempt():
            try:
                async with asyncio.timeout_at(deadline):
                    answer = await transport.exchange(request)
            except TimeoutError:
                raise FailedAttempt("did not answer in time") from None
            return self._taken(call, answer, known)

    def _taken(self, call: Call[T], answer: Answer, known: Known | None) -> T:
        """The value of an answer, which is kept where it tells how something is now."""
        if answer.status == 304 and known is not None:
            self._known.put(call.path, replace(known, as_of=self.clock()))
            return cast("T", known.value)
        raise_for(answer, self.host, self.clock)
        value = value_of(call.answer, answer)
        if call.is_kept:
            etag = answer.headers.get("etag")
            self._known.put(call.path, Known(value, self.clock(), etag, len(answer.body)))
        elif call.writes:
            self._known.put_saved(value, self.clock(), len(answer.body))
        return value

    def _unavailable(self, call: Call[T], failed: FailedAttempt, *, done: bool) -> Unavailable:
        """What the caller is told, with what this very read was answered last."""
        known = self._known.get(call.path) if call.is_kept else None
        return Unavailable(
            failed.told(self.host, writes=call.writes, repeats=call.keyed, done=done),
            last_known=None if known is None else known.value,
            as_of=None if known is None else known.as_of,
            retry_after=failed.retry_after,
        )


def encoded(body: BaseModel, *, only_set: bool = False) -> bytes:
    """A model as the body of a request."""
    return codec(type(body)).encode(body, only_set=only_set)
