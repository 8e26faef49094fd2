"""The bad network does what it says: else a storm through it shows nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
import pytest

from tests.storms.fault_proxy import EVERYTHING, UNKNOWN_OUTCOME, Fault, FaultProxy, Weather
from tests.storms.http_bytes import Message, read_message
from tests.waiting import until

BODY = "0123456789" * 50


@dataclass
class TinyServer:
    """Answers everything with the same, and keeps what it was asked."""

    asked: list[Message] = field(default_factory=list)
    halves: int = 0
    port: int = 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        try:
            request = await read_message(reader)
            assert request is not None
            self.asked.append(request)
            if request.start.startswith("GET /events"):
                await self._events(writer)
            else:
                writer.write(Message.answer("200 OK", BODY, content_type="text/plain").as_bytes(closes=True))
        except asyncio.IncompleteReadError:
            self.halves += 1
        except ConnectionError:
            return  # the network dropped the stream
        finally:
            writer.close()

    async def _events(self, writer: asyncio.StreamWriter) -> None:
        """Ten events in chunks, then the end."""
        writer.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
        )
        for number in range(10):
            event = f"id:{number}\n\n".encode()
            writer.write(b"%x\r\n%s\r\n" % (len(event), event))
            await writer.drain()
            await asyncio.sleep(0.02)
        writer.write(b"0\r\n\r\n")


@asynccontextmanager
async def network(weather: Weather) -> AsyncIterator[tuple[TinyServer, FaultProxy, httpx.AsyncClient]]:
    """The tiny server, the bad network before it, and a client that knows only the network."""
    tiny = TinyServer()
    server = await asyncio.start_server(tiny.answer, "127.0.0.1", 0)
    tiny.port = server.sockets[0].getsockname()[1]
    async with (
        FaultProxy(tiny.port, weather) as proxy,
        httpx.AsyncClient(base_url=proxy.url, timeout=10) as client,
    ):
        yield tiny, proxy, client
    server.close()


async def put(client: httpx.AsyncClient) -> httpx.Response | None:
    """What came of one request; ``None`` for no answer."""
    try:
        return await client.put("/thing", content="x" * 1_000)
    except httpx.TransportError:
        return None


def always(fault: Fault) -> Weather:
    """A network in which each request meets the same."""
    return Weather.stormy(1.0, fault)


async def test_without_faults_everything_passes_on_one_connection() -> None:
    async with network(Weather()) as (server, proxy, client):
        for _ in range(3):
            answer = await put(client)
            assert answer is not None
            assert (answer.status_code, answer.text) == (200, BODY)
        assert len(server.asked) == 3
        assert server.asked[0].start == "PUT /thing HTTP/1.1"
        assert server.asked[0].body == b"x" * 1_000
        assert proxy.met == {Fault.NONE: 3}


@pytest.mark.parametrize("fault", [Fault.DELAY, Fault.SLOW_REQUEST, Fault.SLOW_ANSWER])
async def test_what_is_late_arrives_whole(fault: Fault) -> None:
    async with network(always(fault)) as (server, _, client):
        answer = await put(client)
        assert answer is not None
        assert answer.text == BODY
        assert [each.body for each in server.asked] == [b"x" * 1_000]


@pytest.mark.parametrize("fault", [Fault.CUT_AFTER, Fault.HALF_ANSWER, Fault.GARBAGE])
async def test_the_server_has_done_it_and_the_client_never_hears(fault: Fault) -> None:
    async with network(always(fault)) as (server, _, client):
        assert [await put(client) for _ in range(8)] == [None] * 8
        assert len(server.asked) == 8


async def test_a_cut_before_never_reaches_the_server() -> None:
    async with network(always(Fault.CUT_BEFORE)) as (server, _, client):
        assert await put(client) is None
        assert server.asked == []


async def test_half_a_request_is_none() -> None:
    async with network(always(Fault.HALF_REQUEST)) as (server, _, client):
        assert await put(client) is None
        await until(lambda: server.halves)
        assert (server.asked, server.halves) == ([], 1)


async def test_a_late_request_arrives_after_its_client_has_gone() -> None:
    async with network(always(Fault.LATE)) as (server, proxy, client):
        assert await put(client) is None
        assert server.asked == []
        await proxy.delivered()
        assert len(server.asked) == 1


async def test_a_short_answer_looks_whole() -> None:
    async with network(always(Fault.SHORT_ANSWER)) as (_, _, client):
        answer = await put(client)
        assert answer is not None
        assert answer.text == BODY[: len(BODY) // 2]


@pytest.mark.parametrize(("fault", "heard"), [(Fault.ERROR_BEFORE, 0), (Fault.ERROR_AFTER, 1)])
async def test_an_error_of_the_network_says_nothing_of_what_was_done(fault: Fault, heard: int) -> None:
    async with network(always(fault)) as (server, _, client):
        answer = await put(client)
        assert answer is not None
        assert answer.status_code in {500, 502, 503, 504}
        assert len(server.asked) == heard


async def test_too_many_names_when_to_come_again() -> None:
    async with network(always(Fault.TOO_MANY)) as (server, _, client):
        answer = await put(client)
        assert answer is not None
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "0")
        assert server.asked == []


@pytest.mark.parametrize("fault", [Fault.TWICE, Fault.AT_ONCE])
async def test_a_request_may_arrive_twice_and_is_answered_once(fault: Fault) -> None:
    async with network(always(fault)) as (server, _, client):
        answer = await put(client)
        assert answer is not None
        assert answer.text == BODY
        assert len(server.asked) == 2
        assert server.asked[0] == server.asked[1]


async def events(client: httpx.AsyncClient, seen: list[str]) -> None:
    """Read the event stream to its end, line by line."""
    async with client.stream("GET", "/events", headers={"accept": "text/event-stream"}) as answer:
        async for line in answer.aiter_lines():
            seen.extend(line.split())  # an empty line ends each event


async def test_an_event_stream_comes_piece_by_piece_and_is_dropped_in_the_middle() -> None:
    async with network(Weather(events=3)) as (_, proxy, client):
        seen: list[str] = []
        with pytest.raises(httpx.RemoteProtocolError):
            await events(client, seen)
        assert proxy.dropped_streams == 1
        assert len(seen) <= 4


async def test_an_event_stream_that_nobody_drops_ends_when_the_server_ends_it() -> None:
    async with network(Weather()) as (_, proxy, client):
        seen: list[str] = []
        await events(client, seen)
        assert seen == [f"id:{number}" for number in range(10)]
        assert proxy.dropped_streams == 0


async def test_a_server_that_goes_away_cuts_everybody_and_comes_back() -> None:
    async with network(Weather()) as (_, proxy, client):
        assert await put(client) is not None
        proxy.go_away()
        assert [await put(client) for _ in range(2)] == [None, None]
        proxy.come_back()
        assert await put(client) is not None


async def test_where_no_server_answers_the_network_says_so() -> None:
    async with network(Weather()) as (server, proxy, client):
        free = await asyncio.start_server(server.answer, "127.0.0.1", 0)
        proxy.port = free.sockets[0].getsockname()[1]
        free.close()
        answer = await put(client)
        assert answer is not None
        assert answer.status_code == 502


async def test_every_fault_happens_in_a_storm_about_as_often_as_was_said_and_the_same_in_each_run() -> None:
    schedules = []
    for _ in range(2):
        async with network(Weather.stormy(0.8, longest=0.001)) as (_, proxy, client):
            for _ in range(400):
                await put(client)
            schedules.append(dict(proxy.met))
    assert schedules[0] == schedules[1]
    assert set(schedules[0]) == set(Fault)
    assert 40 < schedules[0][Fault.NONE] < 120
    assert set(EVERYTHING) > UNKNOWN_OUTCOME
