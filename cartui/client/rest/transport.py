"""The one module that knows httpx: requests to answers, and its errors to :class:`FailedAttempt`.

**Whom it talks to.** Only the host of the profile. Redirects are not followed, so that a token never goes
where somebody else sends it. Nothing of the environment is asked: no proxy that a variable names (a host
that no profile names would see who works with what, and on plain http the token), and no ``.netrc``, whose
password would stand in the place of the token. TLS is always verified, against the well-known authorities
and those of this system, to which a company adds its own (OpenSSL's ``SSL_CERT_FILE`` counts there).
"""

import asyncio
import logging
import os
import ssl
import zlib
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Final, Protocol, cast

import httpx
from pydantic import SecretStr

from cartui.client.rest.failed_attempt import FailedAttempt
from cartui.client.rest.timeouts import Timeouts
from cartui.model.text import clean_line
from cartui.settings.server_urls import needs_insecure

LARGEST_ANSWER: Final = 64_000_000
"""Bytes of an answer, unpacked: far more than any page, and too few to fill a memory."""

_LONGEST_PATH: Final = 32_000
"""Characters with which httpx takes any path, with the address before it; an address alone has fewer."""

_CONNECTIONS: Final = 10
_KEPT_SECONDS: Final = 60.0
"""How long a connection is kept for the next key; a server that ends it earlier is noticed."""

for _name in ("httpx", "httpcore"):  # they write addresses, and so names that were searched for, and headers
    logging.getLogger(_name).setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent: the path is beneath the server's address, and encoded."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes | None = None
    silence: float | None = None
    """Seconds without a sign of life after which it is lost, where that is not the usual."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, unpacked; names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Stream:
    """An answer that goes on: its parts come as they are sent."""

    status: int
    headers: Mapping[str, str]
    parts: AsyncIterator[bytes]


class Transport(Protocol):
    """What carries requests; tests have one of their own."""

    async def exchange(self, request: Request) -> Answer:
        """Send it and give the answer. Raises ``FailedAttempt``."""
        ...

    def stream(self, request: Request) -> AbstractAsyncContextManager[Stream]:
        """Send it and give the answer while it comes, for ``async with``. Raises ``FailedAttempt``."""
        ...

    async def close(self) -> None:
        """End all connections."""
        ...


class HttpTransport:
    """One pool of connections to one server, kept alive between calls."""

    def __init__(
        self,
        address: str,
        headers: Mapping[str, str],
        timeouts: Timeouts,
        token: SecretStr | None = None,
        *,
        over: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Prepare it, with token and headers that every request has; ``over`` stands in for the network."""
        self._address: Final = address
        self._timeouts: Final = timeouts
        self._http: Final = httpx.AsyncClient(
            headers={"Accept-Encoding": "gzip", **headers, **_authorization(token)},
            timeout=self._timeout(timeouts.silence),
            limits=httpx.Limits(max_connections=_CONNECTIONS, keepalive_expiry=_KEPT_SECONDS),
            verify=_trust(address if over is None else ""),
            follow_redirects=False,
            trust_env=False,
            transport=over,
        )
        self._closed = False
        self._sending: Final[set[asyncio.Timeout]] = set()
        """The requests whose answer has not begun; each ends when its time does."""
        self._nothing_sent: Final = asyncio.Event()

    async def exchange(self, request: Request) -> Answer:
        """Send it and read the answer to its end, up to the largest there may be."""
        async with self.stream(request) as stream:
            packed = stream.headers.get("content-encoding", "identity")
            body = await _whole(stream.parts, packed)
        return Answer(stream.status, stream.headers, body)

    @asynccontextmanager
    async def stream(self, request: Request) -> AsyncIterator[Stream]:
        """Send it and give the answer's parts as they come over the line."""
        timeout = self._timeout(self._timeouts.silence if request.silence is None else request.silence)
        try:
            sent = self._http.build_request(
                request.method,
                self._address + request.path,
                headers=request.headers,
                content=request.body,
                timeout=timeout,
                extensions={"trace": _Beginning().follow} if self._address.startswith("https://") else None,
            )
            response = await self._send(sent)
            try:
                yield Stream(response.status_code, response.headers, response.aiter_raw())
            finally:
                await response.aclose()
        except httpx.HTTPError as error:
            raise _failure_of(error) from None
        except httpx.InvalidURL:
            raise _unaskable() if len(request.path) > _LONGEST_PATH else _unusable() from None

    async def _send(self, request: httpx.Request) -> httpx.Response:
        """Send it and wait for the beginning of its answer, or until this is closed."""
        if self._closed:
            raise _closed(sent=False)
        try:
            async with asyncio.timeout(None) as sending:
                self._sending.add(sending)
                try:
                    return await self._http.send(request, stream=True)
                finally:
                    self._sending.remove(sending)
                    if not self._sending:
                        self._nothing_sent.set()
        except TimeoutError:
            raise _closed(sent=True) from None

    async def close(self) -> None:
        """End all connections, and the calls under way with them.

        Those that wait for their answer to begin are ended first: httpx would let go of a connection that
        is only begun, without ending it, and begin others for the calls in its row.
        """
        self._closed = True
        try:
            if self._sending:
                self._nothing_sent.clear()
                for sending in self._sending:
                    sending.reschedule(asyncio.get_running_loop().time())
                await self._nothing_sent.wait()
        finally:
            await self._http.aclose()

    def _timeout(self, silence: float) -> httpx.Timeout:
        """How long each step may take."""
        connect = self._timeouts.connect
        return httpx.Timeout(connect=connect, pool=connect, read=silence, write=silence)


class _Line(Protocol):
    """A connection without TLS, as httpcore has it."""

    async def aclose(self) -> None:
        """End it."""
        ...


class _Beginning:
    """Ends a connection on which nobody waits for TLS any more; httpcore does where TLS itself fails."""

    def __init__(self) -> None:
        """There is none."""
        self._line: _Line | None = None

    async def follow(self, event: str, info: Mapping[str, object]) -> None:
        """Hear what httpcore does for a request (its extension ``trace``)."""
        if event == "connection.connect_tcp.complete":
            self._line = cast("_Line", info["return_value"])
        elif event == "connection.start_tls.failed" and self._line is not None:
            await self._line.aclose()


def _authorization(token: SecretStr | None) -> dict[str, str]:
    """The header that says who asks; it is made here, so that nobody else holds it in the open."""
    return {} if token is None else {"Authorization": f"Bearer {token.get_secret_value()}"}


def _trust(address: str) -> ssl.SSLContext:
    """Whom to believe that they are who they say; without TLS nobody, which takes no time to load."""
    if not address.startswith("https://"):
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context


async def _whole(parts: AsyncIterator[bytes], packed: str) -> bytes:
    """All parts together, unpacked."""
    if packed not in {"identity", "gzip"}:
        raise FailedAttempt(
            f"answered in an encoding that nobody asked for ({clean_line(packed[:40])})", away=False
        )
    unpack = zlib.decompressobj(wbits=31) if packed == "gzip" else None
    body = bytearray()
    async for part in parts:
        try:
            body += part if unpack is None else unpack.decompress(part, LARGEST_ANSWER + 1 - len(body))
        except zlib.error:
            raise FailedAttempt("answered with something that cannot be unpacked", away=False) from None
        if len(body) > LARGEST_ANSWER:
            raise FailedAttempt("answered with more than anybody could read", away=False, again=False)
    if unpack is not None and body and not unpack.eof:
        raise FailedAttempt("answered with half of something")
    return bytes(body)


def _failure_of(error: httpx.HTTPError) -> FailedAttempt:
    """What an error of httpx means for a call."""
    match error:
        case httpx.PoolTimeout():
            return FailedAttempt("is asked too much from here at the moment", sent=False, away=False)
        case httpx.LocalProtocolError():
            return _unaskable()
        case httpx.ConnectError() | httpx.ConnectTimeout():
            distrusted = _cause(error, ssl.SSLCertVerificationError)
            again = distrusted is None
            return FailedAttempt(f"cannot be reached ({_reason(error)})", sent=False, again=again)
        case httpx.TimeoutException():
            return FailedAttempt("did not answer in time")
        case httpx.RemoteProtocolError():
            return FailedAttempt("broke off, or does not speak HTTP")
        case _:
            return FailedAttempt("broke off the connection")


def _closed(*, sent: bool) -> FailedAttempt:
    """What to say of a call that the client was closed under."""
    return FailedAttempt("was left", sent=sent, away=False, again=False, sentence="This client is not open.")


def _unaskable() -> FailedAttempt:
    """What to say of a request that HTTP cannot hold."""
    return FailedAttempt("cannot be asked that: it is too long", sent=False, away=False, again=False)


def _unusable() -> FailedAttempt:
    """What to say where the address names no host that there can be."""
    said = "cannot be asked: its address is none that can be used: mend it in the profile"
    return FailedAttempt(said, sent=False, away=False, again=False)


def _reason(error: httpx.HTTPError) -> str:
    """Why there is no connection, in the system's words."""
    cause = _cause(error, OSError)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"its certificate is not to be trusted: {clean_line(cause.verify_message)}"
    if isinstance(cause, ssl.SSLError):
        # Elsewhere plain http is nothing to propose: it would show the token on the way.
        plain = str(error.request.url.copy_with(scheme="http", raw_path=b"/")).rstrip("/")
        here = "" if needs_insecure(plain) else f": is it {plain}?"
        return f"it does not speak TLS as it should{here}"
    if cause is None or not cause.strerror:
        return "no answer"
    number = cause.errno or 0  # names that are not found have one below 0
    return clean_line(os.strerror(number) if number > 0 else cause.strerror).lower()


def _cause(error: BaseException | None, kind: type[OSError]) -> OSError | None:
    """The deepest reason of that kind that an error has, if any; of several attempts, the first one's."""
    found = None
    while error is not None:
        if isinstance(error, kind) and (found is None or error.strerror):
            found = error
        inner = error.exceptions[0] if isinstance(error, BaseExceptionGroup) else None
        error = inner or error.__cause__ or error.__context__
    return found
