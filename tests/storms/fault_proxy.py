"""A bad network on loopback: an HTTP proxy that spoils requests and answers by a seeded schedule."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from types import TracebackType
from typing import Final, Self

from tests.storms.http_bytes import EVENTS, LONGEST_HEAD, Message, read_message

Pipe = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Fault(Enum):
    """What can become of a request."""

    NONE = "none"
    DELAY = "delay"
    """It arrives late, and is answered."""
    CUT_BEFORE = "cut before"
    """The connection ends before the server has heard of it."""
    HALF_REQUEST = "half request"
    """The server gets half of it, and then nobody is there."""
    CUT_AFTER = "cut after"
    """The server has done it, and the connection ends without an answer."""
    LATE = "late"
    """The connection ends at once, and the server gets it a while later: after it was sent again."""
    HALF_ANSWER = "half answer"
    """The connection ends in the middle of the answer's body."""
    SHORT_ANSWER = "short answer"
    """Half of the answer's body, with a length that says this is all."""
    ERROR_BEFORE = "error before"
    """500, 502 or 503 by somebody between, and the server has not heard of it."""
    ERROR_AFTER = "error after"
    """500, 502, 503 or 504 by somebody between, and the server has done it."""
    TOO_MANY = "too many"
    """429 with Retry-After; the server has not heard of it."""
    TWICE = "twice"
    """The server gets it twice, one after the other; the second answer is given."""
    AT_ONCE = "at once"
    """The server gets it twice at the same moment; either answer is given."""
    SLOW_REQUEST = "slow request"
    """The server gets it byte by byte."""
    SLOW_ANSWER = "slow answer"
    """The answer comes in small pieces."""
    GARBAGE = "garbage"
    """The server has done it, and what comes back is no HTTP."""


EVERYTHING: Final = tuple(fault for fault in Fault if fault is not Fault.NONE)

UNKNOWN_OUTCOME: Final = frozenset(
    {
        Fault.CUT_AFTER,
        Fault.LATE,
        Fault.HALF_ANSWER,
        Fault.SHORT_ANSWER,
        Fault.ERROR_AFTER,
        Fault.GARBAGE,
    }
)
"""Faults after which a client cannot know that the server has done, or will do, what was asked."""

_NEVER_ANSWERED: Final = frozenset({Fault.CUT_BEFORE, Fault.HALF_REQUEST, Fault.LATE})

_DUPLICATED: Final = frozenset({Fault.TWICE, Fault.AT_ONCE})

_ERRORS: Final = ("500 Internal Server Error", "502 Bad Gateway", "503 Service Unavailable")

_GARBAGE: Final = (
    b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03",  # TLS where nobody speaks it
    b"SSH-2.0-OpenSSH_9.2\r\n",
    b"HTTP/1.1 abc \x1b]0;title\x07\r\n\r\n",
    b"\x00" * 200,
)


@dataclass(frozen=True)
class Weather:
    """How bad the network is."""

    chances: Mapping[Fault, float] = field(default_factory=dict)
    """How likely each fault is for a request; what is left to 1 is that it passes."""
    longest: float = 0.05
    """Seconds that a delay, a slow request or answer, or a late arrival takes at most."""
    events: int | None = None
    """How many pieces of an event stream come through at most before it is dropped; ``None``: all."""
    retry_after: tuple[int, ...] = (0,)
    """Seconds that a 429 names, one of them."""

    @classmethod
    def stormy(cls, chance: float, *faults: Fault, longest: float = 0.05, events: int | None = None) -> Self:
        """So many of all requests, as a fraction, meet one of the faults (of all, where none is named)."""
        wanted = faults or EVERYTHING
        return cls(dict.fromkeys(wanted, chance / len(wanted)), longest, events)


CALM: Final = Weather()


@dataclass
class FaultProxy:
    """Passes HTTP on to a server at ``host:port``, and spoils what the weather says.

    Used with ``async with``; ``url`` is then where it listens. The order in which requests arrive decides
    which of them meet what: the same seed gives the same schedule, not the same victims.
    """

    port: int
    weather: Weather = CALM
    seed: str = "storm"
    host: str = "127.0.0.1"
    met: Counter[Fault] = field(default_factory=Counter)
    """How many requests met what."""
    dropped_streams: int = 0
    """How many event streams were dropped."""
    _away: bool = False
    _pipes: dict[asyncio.Task[None], asyncio.StreamWriter] = field(default_factory=dict)
    _late: set[asyncio.Task[None]] = field(default_factory=set)

    async def __aenter__(self) -> Self:
        """Listen on a free port of loopback."""
        self._rng = random.Random(self.seed)
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0, limit=LONGEST_HEAD)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Deliver what is late, cut every connection and listen no more."""
        await self.delivered()
        self._server.close()
        serving = tuple(self._pipes)
        self._cut_all()
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)
        await self._server.wait_closed()

    def go_away(self) -> None:
        """Cut every connection, and each new one at once: the server is gone."""
        self._away = True
        self._cut_all()

    def come_back(self) -> None:
        """Be there again."""
        self._away = False

    async def delivered(self) -> None:
        """Wait until everything late has arrived."""
        while self._late:
            await asyncio.gather(*self._late)

    def _cut_all(self) -> None:
        """Cut every connection to a client."""
        for writer in self._pipes.values():
            writer.transport.abort()

    def _fault(self) -> Fault:
        """What the next request meets."""
        chances = self.weather.chances
        passes = 1 - sum(chances.values())
        [fault] = self._rng.choices([Fault.NONE, *chances], [passes, *chances.values()])
        self.met[fault] += 1
        return fault

    def _a_while(self) -> float:
        """A number of seconds."""
        return self._rng.uniform(0, self.weather.longest)

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A client has come."""
        if self._away:
            writer.transport.abort()
            return
        task = asyncio.create_task(self._serve(reader, writer))
        self._pipes[task] = writer
        task.add_done_callback(self._pipes.pop)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection of a client, until it or the weather ends it."""
        try:
            while request := await read_message(reader):
                if not await self._pass_on(request, writer) or request.closes:
                    break
        except (OSError, asyncio.IncompleteReadError):
            return  # the client, or the server in the middle of an answer, is gone
        finally:
            writer.close()

    async def _pass_on(self, request: Message, client: asyncio.StreamWriter) -> bool:
        """Pass one request on and its answer back; gives whether the connection goes on."""
        fault = self._fault()
        if fault in _NEVER_ANSWERED:
            await self._lose(request, fault)
            return False
        if fault is Fault.ERROR_BEFORE:
            return await _send(client, self._error(*_ERRORS))
        if fault is Fault.TOO_MANY:
            wait = str(self._rng.choice(self.weather.retry_after))
            return await _send(client, Message.answer("429 Too Many", "slow down", retry_after=wait))
        if fault is Fault.DELAY:
            await asyncio.sleep(self._a_while())
        if fault in _DUPLICATED and EVENTS not in (request.header("accept") or ""):
            return await _send(client, await self._asked_twice(request, fault))
        async with self._asked(request, slowly=fault is Fault.SLOW_REQUEST) as (answer, rest):
            if answer.streams:
                return await self._stream(answer, rest, client)
            return await self._answer(answer, fault, client)

    async def _lose(self, request: Message, fault: Fault) -> None:
        """Let the server have none of a request, half of it, or all of it but later."""
        if fault is Fault.HALF_REQUEST:
            await self._half_a_request(request)
        elif fault is Fault.LATE:
            late = asyncio.create_task(self._deliver_late(request, self._a_while()))
            self._late.add(late)
            late.add_done_callback(self._late.discard)

    async def _answer(self, answer: Message, fault: Fault, client: asyncio.StreamWriter) -> bool:
        """Give the answer to the client, or what the fault leaves of it."""
        half = len(answer.body) // 2
        match fault:
            case Fault.CUT_AFTER:
                return False
            case Fault.GARBAGE:
                return not await _put(client, self._rng.choice(_GARBAGE))
            case Fault.HALF_ANSWER:
                whole = answer.as_bytes()
                return not await _put(client, whole[: len(whole) - half - 1])
            case Fault.SLOW_ANSWER:
                return await _trickle(client, answer.as_bytes(), self.weather.longest)
            case Fault.ERROR_AFTER:
                answer = self._error(*_ERRORS, "504 Gateway Timeout")
            case Fault.SHORT_ANSWER:
                answer = answer.with_body(answer.body[:half])
            case _:
                pass
        return await _send(client, answer)

    async def _asked_twice(self, request: Message, fault: Fault) -> Message:
        """One of the two answers to a request that arrives twice."""
        if fault is Fault.AT_ONCE:
            return self._rng.choice(await asyncio.gather(self._ask(request), self._ask(request)))
        await self._ask(request)
        return await self._ask(request)

    def _error(self, *statuses: str) -> Message:
        """What a proxy says of a server that it cannot reach."""
        return Message.answer(self._rng.choice(statuses), "<html><h1>\x1b[31mBad Gateway</h1></html>")

    async def _half_a_request(self, request: Message) -> None:
        """Let the server have half of a request."""
        whole = request.as_bytes(closes=True)
        with suppress(OSError):
            _, server = await self._connect()
            try:
                await _put(server, whole[: len(whole) - max(1, len(request.body) // 2)])
            finally:
                server.close()
            await server.wait_closed()

    async def _deliver_late(self, request: Message, seconds: float) -> None:
        """Give the server a request whose client has gone."""
        await asyncio.sleep(seconds)
        await self._ask(request)

    async def _ask(self, request: Message) -> Message:
        """The server's answer."""
        async with self._asked(request) as (answer, _):
            return answer

    @asynccontextmanager
    async def _asked(
        self, request: Message, *, slowly: bool = False
    ) -> AsyncIterator[tuple[Message, asyncio.StreamReader]]:
        """The server's answer, and what follows where that is a stream; 502 where no server answers."""
        server: asyncio.StreamWriter | None = None
        try:
            try:
                reader, server = await self._connect()
                if slowly:
                    await _trickle(server, request.as_bytes(closes=True), self.weather.longest)
                else:
                    await _put(server, request.as_bytes(closes=True))
                answer = await read_message(reader)
            except (OSError, asyncio.IncompleteReadError):
                reader, answer = asyncio.StreamReader(), None
            yield answer or Message.answer("502 Bad Gateway", "nobody is there"), reader
        finally:  # also where it is cancelled before there is an answer
            if server is not None:
                server.close()

    async def _connect(self) -> Pipe:
        """A connection to the server."""
        return await asyncio.open_connection(self.host, self.port, limit=LONGEST_HEAD)

    async def _stream(
        self, answer: Message, events: asyncio.StreamReader, client: asyncio.StreamWriter
    ) -> bool:
        """Pass an event stream on as it comes, until the weather drops it or an end hangs up."""
        await _send(client, answer)
        most = self.weather.events
        left = self._rng.randint(0, most) if most is not None else None
        while left is None or left > 0:
            piece = await events.read(LONGEST_HEAD)
            if not piece:
                return False
            await _put(client, piece)
            left = None if left is None else left - 1
        self.dropped_streams += 1
        return False


async def _put(writer: asyncio.StreamWriter, data: bytes) -> bool:
    """Write all of it; true."""
    writer.write(data)
    await writer.drain()
    return True


async def _send(client: asyncio.StreamWriter, answer: Message) -> bool:
    """Give a whole answer; true, since the connection goes on."""
    return await _put(client, answer.as_bytes())


async def _trickle(writer: asyncio.StreamWriter, data: bytes, seconds: float) -> bool:
    """Write in forty small pieces, over so many seconds; true."""
    size = max(1, len(data) // 40)
    for start in range(0, len(data), size):
        await _put(writer, data[start : start + size])
        await asyncio.sleep(seconds / 40)
    return True
