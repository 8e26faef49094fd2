"""One line to somebody: HTTP/1.1 that does not wait for ever for a request to begin or to end."""

import asyncio
from typing import ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from cartui.server.limits import Limits
from cartui.wire.encoding import codec
from cartui.wire.problems import MEDIA_TYPE, ProblemDetails


class TimedH11Protocol(H11Protocol):
    """A line on which a head has to come in time, and so has what is left of a request that was answered."""

    head_seconds: ClassVar[float] = Limits.head_seconds

    _waiting: asyncio.TimerHandle | None = None
    _refused = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn does
        """Somebody connected."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Some bytes came; those of a head that is not whole yet win no time."""
        if not self._refused:
            super().data_received(data)
        if self._refused or self.conn.their_state is h11.IDLE or self.conn.our_state is h11.DONE:
            self._wait()
        else:
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        """The line is gone."""
        self._stop_waiting()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Tell whoever does not speak HTTP, in the form of all other problems.

        The line stays open for what they are still sending, which goes nowhere: closed with bytes unread it
        would be reset, and the answer lost with it (RFC 9112, section 9.6). They close it, or time does.
        """
        details = ProblemDetails(type="about:blank", title="Bad Request", status=400, detail=msg)
        body = codec(ProblemDetails).encode(details)
        headers = [
            (b"content-type", MEDIA_TYPE.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
        ]
        for event in (
            h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
            h11.Data(data=body),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self._refused = True
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._wait()

    def _wait(self) -> None:
        """Close the line unless what is missing comes in time."""
        if self._waiting is None:
            self._waiting = self.loop.call_later(self.head_seconds, self.transport.close)

    def _stop_waiting(self) -> None:
        """What was missing is there, or nobody is."""
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


def with_limits(limits: Limits) -> type[TimedH11Protocol]:
    """Lines that have these bounds."""

    class Bounded(TimedH11Protocol):
        """With the bounds of one server."""

        head_seconds = limits.head_seconds

    return Bounded
