"""One request: who asks, the client that acts for them, and the bytes that they are answered with."""

from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from cartui.client.local import LocalClient
from cartui.model.agent import Actor
from cartui.model.errors import Invalid
from cartui.server.answers import answer
from cartui.server.house import House
from cartui.wire.encoding import codec
from cartui.wire.headers import IDEMPOTENCY_KEY, key_of

T = TypeVar("T")


class KeyMissing(Invalid):
    """A call that creates or moves something came without its idempotency key."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A request whose token was recognised."""

    request: Request
    house: House
    client: LocalClient
    """Acts for whoever asks."""

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

    async def body(self) -> bytes:
        """The body of the request, as large as the gate lets it be."""
        return await self.request.body()

    def answer(self, kind: type[T], value: T, status: int = 200) -> Response:
        """The value as JSON, or that it is what the caller has already."""
        return answer(self.request, codec(kind).encode(value), status)


def asking_of(request: Request) -> Asking:
    """What the door made of the request, before anything else of it was read."""
    asking: Asking = request.state.asking
    return asking


Asked = Annotated[Asking, Depends(asking_of)]
"""For a handler: who asks."""
