"""A real server for tests: uvicorn on a free loopback port, in a thread of its own, over any database.

with serving(str(tmp_path / "shop.sqlite3")) as server:
    server.url                              # "http://127.0.0.1:41234"
    server.token(Role.AGENT)                # a token of the account "agent", made at its first use
    server.token(Role.LEAD, name="alice")   # or of another name
    server.revoke("alice")
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar

from cartui.client.clock import utc_now
from cartui.client.local import LocalClient
from cartui.mail.delivery import MailServer
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.sharing import Links
from cartui.server.app import DEFAULTS
from cartui.server.limits import Limits
from cartui.server.runner import ServerRunner, listen, url_of
from cartui.settings.log import Log

T = TypeVar("T")

OWNER = Actor(name="owner", role=Role.ADMIN, origin=ActorOrigin.CLI)
"""Whose client the server works through."""

SECONDS = 30
"""The longest wait for a server to begin, to end, or to do what a test asks of it."""


class Served:
    """A server that is running."""

    def __init__(
        self, url: str, host: LocalClient, loop: asyncio.AbstractEventLoop, running: ServerRunner
    ) -> None:
        """Keep what tests ask for."""
        self.url = url
        self.host = host
        """The admin's client on the same database; it lives in the server's thread: see :meth:`run`."""
        self.running = running
        self._loop = loop
        self._tokens: dict[str, str] = {}

    def run(self, work: Callable[[LocalClient], Awaitable[T]]) -> T:
        """Do something with the admin's local client, in the server's thread, and give what it gave."""

        async def done() -> T:
            return await work(self.host)

        return asyncio.run_coroutine_threadsafe(done(), self._loop).result(SECONDS)

    def token(self, role: Role = Role.ADMIN, *, name: str | None = None) -> str:
        """The token of an account with that role, named after it unless named; made at its first use."""
        known = name or role.value
        if known not in self._tokens:
            made = self.run(lambda client: client.agents.add(known, role))
            self._tokens[known] = made.token.get_secret_value()
        return self._tokens[known]

    def revoke(self, name: str) -> None:
        """Take that account's token back."""
        self.run(lambda client: client.agents.revoke(name))
        self._tokens.pop(name, None)


@contextmanager
def serving(
    location: str,
    *,
    clock: Callable[[], datetime] = utc_now,
    limits: Limits = DEFAULTS,
    log: Log | None = None,
    port: int = 0,
    mail: Callable[[], MailServer] | None = None,
    links: Links | None = None,
) -> Iterator[Served]:
    """A server over the database of that path or URL, made where there is none; it ends with the block.

    With ``port`` it comes back to where another one was: its address stays, as after a restart.
    """
    listening = listen("127.0.0.1", port)
    up: list[Served] = []
    failed: list[BaseException] = []
    ready = threading.Event()

    async def serve() -> None:
        async with LocalClient(location, OWNER, clock=clock, mail=mail, links=links) as host:
            running = ServerRunner(host, limits=limits, log=log)
            up.append(Served(url_of(listening), host, asyncio.get_running_loop(), running))
            await running.run(listening, ready.set)

    def work() -> None:
        try:
            asyncio.run(serve())
        except BaseException as error:
            failed.append(error)
            raise
        finally:
            ready.set()

    thread = threading.Thread(target=work, name="server under test")
    thread.start()
    try:
        assert ready.wait(SECONDS), "the server does not begin"
        assert not failed, f"the server did not begin: {failed}"
        yield up[0]
    finally:
        if up:
            up[0].running.end()
        thread.join(SECONDS)
        listening.close()
        assert not thread.is_alive(), "the server does not end"


def end_together(servers: Iterable[Served]) -> None:
    """Ask all of them to end before the end of one is waited for: each takes a moment over it."""
    for server in servers:
        server.running.end()
