"""One request: who asks, the client that acts for them, and the bytes that they are answered with."""

import asyncio
from dataclasses import dataclass
from typing import Annotated, Final, TypeVar

from fastapi import Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from cartui.client.local import LocalClient
from cartui.model.agent import Actor
from cartui.model.errors import Invalid
from cartui.server.kept_answers import Asked
from cartui.server.responses import JsonBody, json_response
from cartui.server.state import ServerState
from cartui.wire.encoding import codec
from cartui.wire.headers import IDEMPOTENCY_KEY, key_of

T = TypeVar("T")

IN_THREAD: Final = 100_000
"""Bytes from which a body is understood in a thread: others must not wait for it."""


class KeyMissing(Invalid):
    """A call that creates or moves something came without its idempotency key."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request whose token was recognised."""

    request: Request
    server: ServerState
    client: LocalClient
    """Acts for whoever asks."""
    kept_as: tuple[Asked, str] | None = None
    """Under what the answer is kept, and with which mark; ``None``: it is not."""

    @property
    def actor(self) -> Actor:
        """Who asks."""
        return self.client.actor

    @property
    def key(self) -> str:
        """The idempotency key. Raises ``KeyMissing`` without one."""
        header = self.request.headers.get(IDEMPOTENCY_KEY)
        if header is None:
            raise KeyMissing(
                f"This takes the header {IDEMPOTENCY_KEY}: make one for each intention, and repeat a call "
                "that got no answer with the same one. Nothing was done."
            )
        return key_of(header)

    async def body(self, kind: type[T]) -> T:
        """What the body says. Raises ``Invalid`` with the field of each problem."""
        body = await self.json()
        if len(body) > IN_THREAD:
            return await asyncio.to_thread(codec(kind).decode, body)
        return codec(kind).decode(body)

    async def json(self) -> bytes:
        """The body, which says that it is JSON."""
        written = self.request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if written != "application/json":
            raise HTTPException(415)
        return await self.request.body()

    def answer(self, kind: type[T], value: T, status: int = 200) -> Response:
        """The value as JSON, or that it is what the caller has already."""
        body = JsonBody(codec(kind).encode(value))
        if self.kept_as is not None:
            asked, mark = self.kept_as
            self.server.answers.keep(asked, body, mark)
        return json_response(self.request, body, status)


def _found_by_route(request: Request) -> Call:
    """What the route found out about the request. Told to FastAPI: a call stands nowhere in the query."""
    call: Call = request.state.call
    return call


CurrentCall = Annotated[Call, Depends(_found_by_route)]
"""For a handler: who asks."""
