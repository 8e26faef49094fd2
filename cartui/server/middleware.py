"""What stands before everything else: bounds on size and time, one line in the log, and no fault gets out."""

import asyncio
import logging
import math
import time
from collections import Counter
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cartui.model.errors import ClientError, OutcomeUnknown, Unavailable
from cartui.server.call import Call
from cartui.server.limits import TooMuch
from cartui.server.problems import client_problem, fault_problem, http_problem, new_fault
from cartui.server.state import ServerState
from cartui.wire.headers import IDEMPOTENCY_KEY
from cartui.wire.long_work import LONG
from cartui.wire.paths import VERSION

STREAMED: Final = f"{VERSION}/changes"
"""The path whose answer never ends."""

_UNCOUNTED: Final = frozenset({STREAMED, "/health", "/ready"})
"""Paths that are answered however much there is to do: a busy server is alive."""

_TOO_LONG: Final = "The server could not answer in time."

_MORE_THAN_A_SHARE: Final = (
    "Too much is asked with this token at once. Nothing was done; try again in a moment."
)


class RequestLimits:
    """Lets requests in one by one, and answers for what goes wrong behind it."""

    def __init__(self, app: ASGIApp, server: ServerState) -> None:
        """Stand before that app."""
        self._app = app
        self._server = server
        self._under_way = 0
        self._of_one: Counter[tuple[bytes, bool]] = Counter()
        """The same of each token, those that follow the changes apart."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(scope, receive, send, self._server)
        streamed = scope["path"] == STREAMED
        counted = scope["path"] not in _UNCOUNTED
        caller = (_token(scope), streamed)
        self._under_way += counted
        self._of_one[caller] += 1
        try:
            if counted and self._under_way > self._server.limits.requests:
                await exchange.refuse(Unavailable("The server has too much to do. Nothing was done."))
            elif (
                caller[0] and (counted or streamed) and self._of_one[caller] > self._share(streamed=streamed)
            ):
                await exchange.refuse(TooMuch(_MORE_THAN_A_SHARE, retry_after=1))
            else:
                await exchange.answer_by(self._app, None if streamed else exchange.seconds)
        finally:
            self._under_way -= counted
            self._of_one[caller] -= 1
            if not self._of_one[caller]:
                del self._of_one[caller]
            exchange.tell()

    def _share(self, *, streamed: bool) -> int:
        """How many requests one token may have under way."""
        limits = self._server.limits
        return limits.readers_of_one if streamed else limits.requests_of_one


class _Exchange:
    """One request on its way through."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, server: ServerState) -> None:
        """Begin to measure it."""
        limits = server.limits
        self._scope = scope
        self._receive = receive
        self._send = send
        self._server = server
        self._began = time.perf_counter()
        self._left = limits.body_at(scope["path"])
        self._complete = False
        self._status = 0
        self._bound = asyncio.timeout(None)
        self._ends_at = math.inf
        """When all of it has to be over, by the loop's clock."""
        self._answered_in = (
            math.inf if scope["path"] in LONG or scope["path"] == STREAMED else limits.answer_seconds
        )
        self.seconds = limits.long_seconds if scope["path"] in LONG else limits.seconds

    async def answer_by(self, app: ASGIApp, seconds: float | None) -> None:
        """Have it answered in that time; what goes wrong is answered here."""
        loop = asyncio.get_running_loop()
        self._ends_at = math.inf if seconds is None else loop.time() + seconds
        bound = self._bound = asyncio.timeout_at(None if seconds is None else self._ends_at)
        try:
            async with bound:
                try:
                    if self._announced() > self._left:
                        raise HTTPException(413)
                    if self._scope["method"] in _READING:
                        self._expect_answer()
                    await app(self._scope, self.receive, self.send)
                finally:
                    self._ends_at = math.inf  # what is answered from here on is short
        except ClientError as error:
            await self._answer(client_problem(Request(self._scope), error))
        except HTTPException as error:
            await self._answer(http_problem(Request(self._scope), error))
        except ClientDisconnect:
            pass  # whoever hung up is told nothing any more
        except Exception as error:  # noqa: BLE001 (an outermost edge: a fault must not leave with its words)
            if isinstance(error, TimeoutError) and bound.expired():
                await self.refuse(self._cut_off())
            else:
                await self._answer_fault(error)

    async def receive(self) -> Message:
        """The next part of the body, if it comes in time and is not too much."""
        if self._complete:
            return await self._receive()
        try:
            async with asyncio.timeout(self._server.limits.silence_seconds):
                message = await self._receive()
        except TimeoutError:
            raise HTTPException(408) from None
        if message["type"] == "http.request":
            self._left -= len(message.get("body", b""))
            if self._left < 0:
                raise HTTPException(413)
            self._complete = not message.get("more_body", False)
            if self._complete:
                self._expect_answer()
        return message

    def _expect_answer(self) -> None:
        """From now on the answer has to begin in time."""
        begins_by = asyncio.get_running_loop().time() + self._answered_in
        if not self._status and begins_by < self._ends_at:
            self._bound.reschedule(begins_by)

    async def send(self, message: Message) -> None:
        """Send a part of the answer, and remember how it went."""
        if message["type"] == "http.response.start":
            self._status = message["status"]
            if math.isfinite(self._ends_at):
                self._bound.reschedule(self._ends_at)
        await self._send(message)

    async def refuse(self, error: Unavailable) -> None:
        """Answer with that error, if nothing was answered yet."""
        await self._answer(client_problem(Request(self._scope), error))

    async def _answer_fault(self, error: Exception) -> None:
        """Write a fault into the log, and answer with nothing but its number."""
        fault = new_fault()
        if self._server.log is not None:
            self._server.log.fault("request failed", error, fault=fault)
        await self._answer(fault_problem(fault))

    async def _answer(self, response: Response) -> None:
        """Answer with that, if nothing was answered yet."""
        if not self._status:
            await response(self._scope, self._receive, self.send)

    def _cut_off(self) -> Unavailable:
        """What can be said of a request that took too long, by what is seen of it from here."""
        if self._scope["method"] in _READING:
            return Unavailable(_TOO_LONG)
        if any(name == _KEY for name, _ in self._scope["headers"]):
            return OutcomeUnknown(
                _TOO_LONG,
                "It is not known whether it was done: repeat it with the same key, and it is done once.",
            )
        return OutcomeUnknown(_TOO_LONG, "It is not known whether it was done: look before you do it again.")

    def tell(self) -> None:
        """Write the line of the log: nothing of what was asked or answered stands in it."""
        log = self._server.log
        if log is None:
            return
        call = self._scope.get("state", {}).get("call")
        route = self._scope.get("route")
        log.record(
            "request",
            level=logging.WARNING if self._status >= 500 else logging.INFO,
            method=_method(self._scope),
            route=getattr(route, "path", "unknown"),
            status=self._status,
            seconds=round(time.perf_counter() - self._began, 6),
            agent=call.actor.name if isinstance(call, Call) else "",
        )

    def _announced(self) -> int:
        """Bytes that the body has by what its head says; 0 where that says nothing."""
        for name, value in self._scope["headers"]:
            if name == b"content-length":
                return int(value) if value.isdigit() and len(value) < 20 else 0
        return 0


def _token(scope: Scope) -> bytes:
    """The token that a request names, known or not; empty without one."""
    for name, value in scope["headers"]:
        if name == b"authorization":
            said: bytes = value
            return said.split()[-1] if said.strip() else b""
    return b""


_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods by which nothing is changed."""

_KEY: Final = IDEMPOTENCY_KEY.lower().encode()

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def _method(scope: Scope) -> str:
    """The method; one that nobody knows is somebody's own words."""
    method = str(scope["method"])
    return method if method in _METHODS else "OTHER"
