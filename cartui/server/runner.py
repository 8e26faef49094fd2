"""Running the app: a port, signals, a tidy end, and the background's work meanwhile."""

import asyncio
import errno
import logging
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import uvicorn

from cartui.client.local import LocalClient
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.errors import ClientError, Unavailable
from cartui.rules.accounts import BACKGROUND
from cartui.server.app import DEFAULTS, create_app
from cartui.server.http_protocol import with_limits
from cartui.server.limits import Limits
from cartui.server.listening import BoundedListener, Troubles, take_descriptors
from cartui.server.state import ServerState, state_in
from cartui.settings.log import Log

SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)

GRACE_SECONDS: Final = 30
"""How long the work under way may take when the server is asked to end."""

KEEP_ALIVE_SECONDS: Final = 60
"""How long a line may be idle: a desk in use asks again before."""

BACKLOG: Final = 512
"""Connections that wait to be taken."""

UPKEEP_FIRST: Final = 60.0
UPKEEP_EVERY: Final = 300.0
"""Seconds before the first round of the background's work, and between two."""

UPKEEP_ACTOR: Final = Actor(name=BACKGROUND, role=Role.ADMIN, origin=ActorOrigin.SERVER)
"""Under whose name the background's work is done."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """Paths of a chain and its key, for a server that does TLS by itself."""

    chain: str
    key: str


class Server(uvicorn.Server):
    """Tells when it is ready, ends the endless answers first, and ends well on both signals."""

    def __init__(self, config: uvicorn.Config, server: ServerState, ready: Callable[[], None]) -> None:
        """Run that app; ``ready`` is called once requests are taken."""
        super().__init__(config)
        self._server = server
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets=sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the readers of changes, then finish what is under way."""
        self._server.feed.close()
        await super().shutdown(sockets=sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take both signals as the wish to end, and as nothing more once it has."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


class _IntoLog(logging.Handler):
    """Brings what uvicorn says into our log: its sentences without what is put into them."""

    def __init__(self, log: Log) -> None:
        """Write into that log."""
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Write one."""
        self._log.record("the HTTP server says", level=record.levelno, error=str(record.msg).split("\n")[0])


class ServerRunner:
    """One server of this process."""

    def __init__(
        self,
        host: LocalClient,
        *,
        limits: Limits = DEFAULTS,
        log: Log | None = None,
        certificate: Certificate | None = None,
    ) -> None:
        """Prepare it for that client, which is open."""
        self._host = host
        self._log = log
        self.app = create_app(host, limits=limits, log=log)
        """The app that it runs."""
        self._config = uvicorn.Config(
            self.app,
            http=with_limits(limits),
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=GRACE_SECONDS,
            ssl_certfile=certificate.chain if certificate else None,
            ssl_keyfile=certificate.key if certificate else None,
        )
        try:
            self._config.load()
        except OSError as error:  # ssl's own are of this kind, too
            raise Unavailable(f"Certificate and key cannot be used for TLS: {error.strerror}.") from None
        self._server: Server | None = None

    async def run(self, listening: socket.socket, ready: Callable[[], None]) -> None:
        """Serve on that socket until a signal or :meth:`end`; ``ready`` is called once requests are taken."""
        said = logging.getLogger("uvicorn.error")
        said.propagate = False
        said.handlers = [_IntoLog(self._log) if self._log is not None else logging.NullHandler()]
        if self._log is not None:
            asyncio.get_running_loop().set_exception_handler(Troubles(self._log))
        self._server = Server(self._config, state_in(self.app), ready)
        keeping_up = asyncio.create_task(run_upkeep(self._host, self._log), name="upkeep")
        try:
            await self._server.serve(sockets=[listening])
        finally:
            keeping_up.cancel()

    def end(self) -> None:
        """Ask it to end, from any thread: no new requests, what is under way is finished."""
        if self._server is not None:
            self._server.should_exit = True


async def run_upkeep(host: LocalClient, log: Log | None) -> None:
    """Do the background's work now and then (decision 21); leased, so that others may try as well.

    A round that fails stands in the log, and the next one is tried all the same.
    """
    client = host.acting_as(UPKEEP_ACTOR)
    await asyncio.sleep(UPKEEP_FIRST)
    while True:
        try:
            await client.upkeep.run()
        except ClientError as error:
            if log is not None:
                log.record("upkeep failed", level=logging.WARNING, error=type(error).__name__)
        except Exception as error:  # noqa: BLE001 (an outermost edge: nobody else would hear of it)
            if log is not None:
                log.fault("upkeep failed", error)
        await asyncio.sleep(UPKEEP_EVERY)


def listen(name: str, port: int) -> socket.socket:
    """A socket that listens there; port 0 picks a free one. Raises ``Unavailable`` where that cannot be."""
    take_descriptors()
    try:
        family, kind, number, _, address = socket.getaddrinfo(
            name, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = BoundedListener(family, kind, number)
    except OSError as error:
        raise Unavailable(f"Cannot listen at {name}: {error.strerror}.") from None
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        raise Unavailable(_not_bound(error, name, port)) from None
    return listening


def _not_bound(error: OSError, name: str, port: int) -> str:
    """Why nobody can listen there, for people."""
    match error.errno:
        case errno.EADDRINUSE:
            return f"Port {port} of {name} is taken: another program listens there. Name another --port."
        case errno.EACCES:
            return f"You may not listen at port {port} of {name}. Name a --port above 1023."
        case errno.EADDRNOTAVAIL:
            return f"{name} is no address of this machine. Name another --host."
        case _:
            return f"Cannot listen at port {port} of {name}: {error.strerror}."


def url_of(listening: socket.socket, *, secure: bool = False) -> str:
    """Where it can be reached."""
    address, port = listening.getsockname()[:2]
    shown = f"[{address}]" if ":" in address else address
    return f"http{'s' if secure else ''}://{shown}:{port}"
