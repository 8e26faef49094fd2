"""HTTP/1.1 messages as bytes, read whole from a stream, so that a proxy can spoil them."""

import asyncio
from dataclasses import dataclass, replace
from typing import Final, Self

LINE: Final = b"\r\n"

EVENTS: Final = "text/event-stream"

LONGEST_HEAD: Final = 65_536
"""Bytes of a head that nobody sends."""

_CONNECTION: Final = frozenset({"connection", "keep-alive"})
"""Headers that are about one connection."""

_LENGTH: Final = frozenset({"transfer-encoding", "content-length"})
"""Headers that say where a body ends."""

_WITHOUT_BODY: Final = frozenset({204, 304})


@dataclass(frozen=True)
class Message:
    """A request or an answer. The body is whole, whatever pieces it came in."""

    start: str
    """The request line or the status line, without its end."""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    streams: bool = False
    """Whether a body follows that is not read, since it never ends: that of an event stream."""

    @classmethod
    def answer(cls, status: str, body: str, **headers: str) -> Self:
        """An answer of one's own making: ``status`` is ``502 Bad Gateway``."""
        named = [(name.replace("_", "-"), value) for name, value in headers.items()]
        return cls(f"HTTP/1.1 {status}", (("content-type", "text/html"), *named), body.encode())

    def header(self, name: str) -> str | None:
        """The first header of that name, in whatever letters it was written."""
        return next((value for each, value in self.headers if each.lower() == name), None)

    @property
    def has_body(self) -> bool:
        """Whether an answer with this status says how long its body is."""
        return not (self.start.startswith("HTTP/") and self.status in _WITHOUT_BODY)

    @property
    def status(self) -> int:
        """The status of an answer."""
        return int(self.start.split(" ", 2)[1])

    @property
    def closes(self) -> bool:
        """Whether its sender wants to use the connection no more."""
        return (self.header("connection") or "").lower() == "close"

    def with_body(self, body: bytes) -> Self:
        """The same with another body, of which the length is right."""
        return replace(self, body=body)

    def as_bytes(self, *, closes: bool = False) -> bytes:
        """As it goes over the wire, in one piece with its length."""
        hop = _CONNECTION if self.streams else _CONNECTION | _LENGTH
        headers = [(name, value) for name, value in self.headers if name.lower() not in hop]
        if not self.streams and self.has_body:
            headers.append(("content-length", str(len(self.body))))
        headers.append(("connection", "close" if closes else "keep-alive"))
        lines = [self.start, *(f"{name}: {value}" for name, value in headers)]
        return LINE.join(line.encode("latin-1") for line in lines) + LINE + LINE + self.body


async def read_message(stream: asyncio.StreamReader) -> Message | None:
    """The next message of a connection; ``None`` where there is none any more.

    Raises ``IncompleteReadError`` for half a message.
    """
    try:
        head = await stream.readuntil(LINE + LINE)
    except asyncio.IncompleteReadError as error:
        if error.partial:
            raise
        return None
    start, *rest = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    headers = tuple((name, value.strip()) for name, _, value in (line.partition(":") for line in rest))
    message = Message(start, headers)
    if not message.has_body:
        return message
    if (message.header("content-type") or "").startswith(EVENTS):
        return replace(message, streams=True)
    if (message.header("transfer-encoding") or "").lower() == "chunked":
        return message.with_body(await _chunks(stream))
    return message.with_body(await stream.readexactly(int(message.header("content-length") or 0)))


async def _chunks(stream: asyncio.StreamReader) -> bytes:
    """A body that came in chunks, joined."""
    body = b""
    while size := int((await stream.readuntil(LINE)).split(b";")[0], 16):
        body += (await stream.readexactly(size + len(LINE))).removesuffix(LINE)
    await stream.readuntil(LINE)
    return body
