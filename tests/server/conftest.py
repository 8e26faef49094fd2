"""A furnished shop behind a real server, and people who call it."""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from cartui.model.agent import Role
from tests.contract.shop import furnish
from tests.serving import Served, serving
from tests.smtp_server import RunningMailServer
from tests.smtp_server import mail_server as running_mail_server

Caller = Callable[..., httpx.Client]
"""Gives a client of HTTP with the token of a role: ``caller(Role.LEAD)``."""


@pytest.fixture
def mail_server() -> Iterator[RunningMailServer]:
    """A mail server for the server to send by."""
    with running_mail_server() as running:
        yield running


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    """A server over a furnished shop."""
    with serving(str(tmp_path / "shop.sqlite3")) as served:
        served.run(furnish)
        yield served


@pytest.fixture
def caller(server: Served) -> Iterator[Caller]:
    """Makes callers of that server."""
    with ExitStack() as stack:

        def call(role: Role = Role.AGENT) -> httpx.Client:
            headers = {"Authorization": f"Bearer {server.token(role)}"}
            return stack.enter_context(httpx.Client(base_url=server.url, headers=headers, timeout=30))

        yield call


@contextmanager
def talking(server: Served, said: bytes) -> Iterator[socket.socket]:
    """A bare line to the server on which that was said."""
    address, _, port = server.url.removeprefix("http://").partition(":")
    with socket.create_connection((address, int(port)), timeout=30) as line:
        line.sendall(said)
        yield line
