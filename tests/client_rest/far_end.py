"""A server that says whatever the test wants, without a network: what a real one says only on bad days."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial

import httpx
from pydantic import SecretStr

from cartui.client.rest import RestClient
from cartui.client.rest.timeouts import USUAL, Timeouts
from cartui.client.rest.transport import HttpTransport
from cartui.model.actions import action_kinds
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.capabilities import Capabilities
from cartui.model.cart import Cart, CartState, Origin
from cartui.model.errors import ClientError
from cartui.model.query import SortKey
from cartui.rules.query.keys import KEYS
from cartui.wire.bodies import Me
from cartui.wire.encoding import codec
from cartui.wire.problems import MEDIA_TYPE, details_of

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TOKEN = SecretStr("cartui_not-a-real-one")

QUICK = replace(USUAL, pause=0.0, longest_pause=0.0, silence=2.0, whole=4.0, rest=0.05, longest_rest=0.2)
"""The usual patience without the pauses."""

ME = Me(
    actor=Actor(name="alice", role=Role.AGENT, origin=ActorOrigin.SERVER),
    capabilities=Capabilities(
        backend="local",
        actions=frozenset(action_kinds()),
        filters=frozenset(KEYS),
        sorts=frozenset(SortKey),
    ),
)

CART = Cart(
    id="c1",
    number="C-000001",
    version=3,
    state=CartState.OPEN,
    origin=Origin.AGENT,
    market="BD",
    currency="BDT",
    price_level="retail",
    created_at=NOW,
    updated_at=NOW,
)


@dataclass(frozen=True)
class Raw:
    """An answer as the bytes of the line."""

    body: bytes
    headers: dict[str, str]


Reply = httpx.Response | Raw | Exception | Callable[[httpx.Request], httpx.Response]
"""What the far end does with a request: answers, is not there, or looks at it first."""


def json_of(value: object, status: int = 200, **headers: str) -> httpx.Response:
    """An answer that holds a model."""
    body = codec(type(value)).encode(value)
    return httpx.Response(status, content=body, headers={"Content-Type": "application/json", **headers})


def problem(error: ClientError, **headers: str) -> httpx.Response:
    """An answer that tells of an error, as our server does."""
    details = details_of(error)
    body = details.model_dump_json()
    return httpx.Response(details.status, text=body, headers={"Content-Type": MEDIA_TYPE, **headers})


@dataclass
class FarEnd:
    """Answers what is next in the row, the last for ever; it remembers what it was asked."""

    replies: list[Reply] = field(default_factory=list)
    asked: list[httpx.Request] = field(default_factory=list)
    now: datetime = NOW
    hang: bool = False
    """Whether it takes what it is asked and says nothing."""

    def will(self, *replies: Reply) -> None:
        """Answer like that from now on."""
        self.replies = list(replies)
        self.asked.clear()

    def clock(self) -> datetime:
        """The client's time."""
        return self.now

    def advance(self, **parts: float) -> None:
        """Let the client's time pass."""
        self.now += timedelta(**parts)

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        self.asked.append(request)
        await asyncio.sleep(0)  # as a line does it, so that others get their turn
        if self.hang:
            await asyncio.Event().wait()
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if isinstance(reply, Exception):
            raise reply
        return _fresh(reply(request) if callable(reply) else reply)

    def client(
        self,
        url: str = "https://carts.example.com",
        *,
        token: SecretStr = TOKEN,
        timeouts: Timeouts = QUICK,
        insecure: bool = False,
    ) -> RestClient:
        """A client that asks here."""
        return RestClient(
            url,
            token,
            origin=ActorOrigin.DESK,
            insecure=insecure,
            timeouts=timeouts,
            clock=self.clock,
            connect=partial(HttpTransport, over=httpx.MockTransport(self)),
        )


def _fresh(reply: httpx.Response | Raw) -> httpx.Response:
    """The same answer once more, as it comes over the line: each can be read only once."""
    if isinstance(reply, Raw):
        return httpx.Response(200, headers=reply.headers, stream=httpx.ByteStream(reply.body))
    stream = httpx.ByteStream(reply.content)
    return httpx.Response(reply.status_code, headers=reply.headers, stream=stream)


@asynccontextmanager
async def opened(timeouts: Timeouts = QUICK) -> AsyncIterator[tuple[RestClient, FarEnd]]:
    """A client of a far end that has let it in."""
    end = FarEnd([json_of(ME)])
    async with end.client(timeouts=timeouts) as client:
        end.asked.clear()
        yield client, end
