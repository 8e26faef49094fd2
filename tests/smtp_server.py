"""A real SMTP server for tests: aiosmtpd on a free loopback port, in a thread of its own.

with mail_server() as server:
    server.settings()                     # settings of mail that lead to it
    server.received                       # what it took: server.received[0].mail["Subject"]

It speaks STARTTLS or TLS with a certificate that :func:`make_certificate` makes, wants a user and password,
and refuses or breaks off as a test says.
"""

import asyncio
import email
import email.policy
import shutil
import ssl
import subprocess
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Literal

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from cartui.settings.model import Mail
from tests.waiting import wait_until

HOST = "127.0.0.1"

USER, PASSWORD = "shop@example.com", "correct horse"


@dataclass(frozen=True)
class Received:
    """One message as the server was given it."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    secured: bool
    """Whether the line was encrypted."""

    @property
    def mail(self) -> EmailMessage:
        """The message, parsed."""
        parsed = email.message_from_bytes(self.content, policy=email.policy.SMTPUTF8)
        assert isinstance(parsed, EmailMessage)
        return parsed

    def text(self, kind: str = "plain") -> str:
        """What it says, as plain text or HTML."""
        part = self.mail.get_body((kind,))
        assert part is not None
        said = part.get_content()
        assert isinstance(said, str)
        return said.replace("\r\n", "\n")


@dataclass
class RunningMailServer:
    """A mail server that takes messages."""

    port: int = 0
    security: Literal["starttls", "tls", "none"] = "none"
    received: list[Received] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)
    """Answers to recipients (``{"rahim@example.com": "550 no such"}``), to ``MAIL``, ``DATA`` or ``END``."""
    break_off: bool = False
    """Whether it ends the line when it has a whole message, without a word."""
    hold: threading.Event = field(default_factory=threading.Event)
    """Messages are answered while it is set, as it is at the beginning."""
    held: int = 0
    """Messages that wait, or waited, to be answered."""

    def settings(self, **others: Any) -> Mail:
        """Settings that lead to it."""
        told = {"host": HOST, "port": self.port, "security": self.security, "sender": "shop@example.com"}
        return Mail.model_validate(told | others)

    def wait_for(self, count: int) -> list[Received]:
        """Wait until so many messages have come, and give them."""
        wait_until(lambda: len(self.received) >= count)
        return self.received


class _Handler:
    """What the server does at each step."""

    def __init__(self, running: RunningMailServer) -> None:
        self._running = running

    async def handle_MAIL(  # noqa: N802 (aiosmtpd's name)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a sender, or not."""
        refusal = self._running.refusals.get("MAIL")
        if refusal is None:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return refusal or "250 OK"

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take a recipient, or not."""
        refusal = self._running.refusals.get(address)
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 OK"

    async def handle_DATA(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take a message, or not."""
        running = self._running
        running.held += 1
        await asyncio.to_thread(running.hold.wait, 30)
        if "END" in running.refusals:
            return running.refusals["END"]
        content = envelope.original_content
        assert content is not None
        assert envelope.mail_from is not None
        recipients = tuple(str(each) for each in envelope.rcpt_tos)
        secured = session.ssl is not None or running.security == "tls"
        running.received.append(Received(envelope.mail_from, recipients, content, secured))
        if running.break_off:
            assert server.transport is not None
            server.transport.close()
        return "250 taken"


def _authenticated(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
) -> AuthResult:
    """Let the one user in."""
    known = LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=data == known, handled=False)


@contextmanager
def mail_server(
    *,
    security: Literal["starttls", "tls", "none"] = "none",
    certificate: ssl.SSLContext | None = None,
    logs_in: bool = False,
    international: bool = False,
    prepare: Callable[[RunningMailServer], None] = lambda _: None,
) -> Iterator[RunningMailServer]:
    """A mail server on a free port; ``certificate`` is for the secured ones."""
    running = RunningMailServer(security=security)
    running.hold.set()
    prepare(running)
    loop = asyncio.new_event_loop()

    def protocol() -> SMTP:
        with warnings.catch_warnings():
            # On loopback a test may log in over an open line.
            warnings.filterwarnings("ignore", message="Requiring AUTH while not requiring TLS")
            return SMTP(
                _Handler(running),
                tls_context=certificate if security == "starttls" else None,
                require_starttls=security == "starttls",
                auth_required=logs_in,
                auth_require_tls=False,
                authenticator=_authenticated if logs_in else None,
                enable_SMTPUTF8=international,
                hostname="mail.example",
                ident="a mail server of a test",
                loop=loop,
            )

    async def begin() -> asyncio.Server:
        secured = certificate if security == "tls" else None
        return await loop.create_server(protocol, HOST, 0, ssl=secured)

    thread = threading.Thread(target=loop.run_forever, name="mail server under test")
    thread.start()
    try:
        server = asyncio.run_coroutine_threadsafe(begin(), loop).result(30)
        running.port = server.sockets[0].getsockname()[1]
        try:
            yield running
        finally:
            running.hold.set()
            asyncio.run_coroutine_threadsafe(_end(server), loop).result(30)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
        loop.close()


async def _end(server: asyncio.Server) -> None:
    """Take no more lines, and end those that there are."""
    server.close()
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_default_executor()


def make_certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A certificate for loopback that vouches for itself: what a server uses, and its file to trust it by."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("making a certificate takes the program openssl")
    made, key = folder / "certificate.pem", folder / "key.pem"
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    named = ["-subj", "/CN=localhost", "-addext", f"subjectAltName=DNS:localhost,IP:{HOST}"]
    subprocess.run(
        [openssl, "req", "-x509", "-days", "2", *kind, *named, "-keyout", str(key), "-out", str(made)],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, key)
    return context, made
