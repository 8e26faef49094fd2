"""Closing a remote client in the middle of calls: each is told so, and no connection is left behind."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace

import httpx
import pytest

from cartui.client.protocol import Unavailable
from cartui.client.rest import RestClient
from cartui.client.rest.failed_attempt import FailedAttempt
from cartui.client.rest.timeouts import USUAL
from cartui.client.rest.transport import HttpTransport, Request
from cartui.model.actions import SetNote
from cartui.wire.bodies import Me
from cartui.wire.encoding import codec
from tests.client_rest.far_end import ME, QUICK, opened
from tests.client_rest.test_over_a_line import end_that, known_to

CONNECTIONS = 10
"""As many as a client begins at most."""

CALLS = 15
"""More than that, so that some still wait for one."""

STEPS = 40
"""Turns of the loop within which a call on loopback has been answered."""


Call = Callable[[RestClient], Awaitable[object]]


class Listener:
    """Lets clients in, says nothing else, and knows how many of their connections are open."""

    def __init__(self) -> None:
        """Nobody has come."""
        self.met: Counter[str] = Counter()
        self.asked = asyncio.Event()
        self.full = asyncio.Event()
        self._ended = asyncio.Event()

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Tell a client who it is, and take the rest."""
        self.met["begun"] += 1
        self._ended.clear()
        if self.met["begun"] == CONNECTIONS:
            self.full.set()
        body = codec(Me).encode(ME)
        try:
            while said := await reader.read(10_000):
                self.asked.set()
                if said.startswith(b"GET /v1/me "):
                    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        finally:
            self.met["ended"] += 1
            if self.met["ended"] == self.met["begun"]:
                self._ended.set()

    async def nobody_left(self) -> None:
        """Wait until every connection has been ended."""
        await asyncio.wait_for(self._ended.wait(), 30)


async def ask(client: RestClient) -> object:
    """What a read gives."""
    return await client.shop.get()


async def edit(client: RestClient) -> object:
    """What a write gives."""
    return await client.carts.edit("C-1", 3, [SetNote(note="x")], key="k")


async def follow(client: RestClient) -> object:
    """What the feed of changes gives."""
    return await anext(client.changes())


async def test_a_connection_that_is_only_begun_is_ended() -> None:
    listener = Listener()
    async with end_that(listener.talk) as (url, _):
        transport = HttpTransport(url.replace("http:", "https:"), {}, USUAL)
        call = asyncio.create_task(transport.exchange(Request("GET", "/v1/me", {})))
        await listener.asked.wait()  # its half of the beginning of TLS, to which nobody says anything
        await transport.close()

        with pytest.raises(FailedAttempt) as error:
            await call
        assert (error.value.sentence, error.value.again) == ("This client is not open.", False)
        await listener.nobody_left()


async def test_a_connection_on_which_nobody_waits_for_tls_any_more_is_ended() -> None:
    listener = Listener()
    async with end_that(listener.talk) as (url, _):
        transport = HttpTransport(url.replace("http:", "https:"), {}, USUAL)
        call = asyncio.create_task(transport.exchange(Request("GET", "/v1/me", {})))
        await listener.asked.wait()
        call.cancel()
        await listener.nobody_left()
        assert call.cancelled()
        await transport.close()


async def test_calls_under_way_are_told_and_those_in_the_row_too() -> None:
    listener = Listener()
    async with end_that(listener.talk) as (url, _):
        async with known_to(url) as client:
            kinds: list[Call] = [ask, edit, follow]
            calls = [asyncio.ensure_future(kinds[number % 3](client)) for number in range(CALLS)]
            await listener.full.wait()
        for call, kind in zip(calls, kinds * CALLS, strict=False):
            with pytest.raises(Unavailable, match="not open") as error:
                await call
            assert ("not known whether this was saved" in error.value.message) == (kind is edit)
        await listener.nobody_left()


@pytest.mark.parametrize("kind", [ask, edit, follow])
async def test_no_moment_of_a_call_leaves_a_connection_behind(kind: Call) -> None:
    listener = Listener()
    async with end_that(listener.talk) as (url, _):
        for steps in range(STEPS):
            client = known_to(url)
            async with client:
                call = asyncio.ensure_future(kind(client))
                other = asyncio.ensure_future(kind(client))
                for _ in range(steps):
                    await asyncio.sleep(0)
            for each in await asyncio.gather(call, other, return_exceptions=True):
                assert isinstance(each, Unavailable), each
            await listener.nobody_left()


async def test_a_call_that_would_be_tried_again_is_told_that_the_client_was_closed() -> None:
    asked = asyncio.Event()

    def lose(_: httpx.Request) -> httpx.Response:
        asked.set()
        raise httpx.ReadError("gone")

    async with opened(replace(QUICK, pause=0.2, longest_pause=0.2)) as (client, end):
        end.will(lose)
        call = asyncio.ensure_future(edit(client))
        await asked.wait()
    with pytest.raises(Unavailable, match=r"not open.* not known whether this was saved"):
        await call
    assert len(end.asked) == 1
