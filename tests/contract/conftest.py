"""Every client that cartui has, over an empty backend of its own. The suite knows only the protocol."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, AsyncExitStack, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from zlib import crc32

import pytest
from pydantic import SecretStr

from cartui.client.local import LocalClient
from cartui.client.protocol import Client
from cartui.client.rest import RestClient
from cartui.client.rest.timeouts import USUAL
from cartui.client.rest.transport import HttpTransport
from cartui.mail.delivery import MailServer
from cartui.model.actions import AddLine, SetCustomer
from cartui.model.agent import Actor, ActorOrigin, Role, origin_of
from cartui.model.cart import Cart, NewCart
from cartui.model.customer import Customer
from cartui.model.sharing import Links
from cartui.store.database import Database
from cartui.store.leases import release_lease, take_lease
from tests.contract.shop import NOW
from tests.contract.two_servers import InTurn
from tests.furnished import FurnishedFile, FurnishedTables
from tests.scale import is_full
from tests.serving import end_together, serving
from tests.smtp_server import RunningMailServer
from tests.smtp_server import mail_server as running_mail_server

OpenAs = Callable[..., Awaitable[Client]]
"""Opens one more client on the same backend: ``await open_as("bob", role=Role.AGENT)``."""

AnotherAt = Callable[[str], AbstractContextManager[None]]
"""Another process is at a kind of background work for the time of it: ``with another_at("trash"):``."""

BACKENDS = ("local-sqlite", "local-postgresql", "rest-sqlite", "rest-postgresql")
"""The backends that the suite runs over; a new client is one more name here and one more branch below."""

PAGES = "https://quotes.example.com"
"""Where customers reach the pages of a backend that has some."""

PATIENT = replace(USUAL, connect=10.0, silence=20.0, whole=60.0)
"""The usual patience on a machine that many tests share."""


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        """Start at the suite's moment."""
        self.now = NOW

    def __call__(self) -> datetime:
        """The time."""
        return self.now

    def advance(self, **parts: float) -> None:
        """Let time pass."""
        self.now += timedelta(**parts)


@pytest.fixture
def clock() -> Clock:
    """The time of the backend under test."""
    return Clock()


def backends_of(test: str) -> tuple[str, ...]:
    """What a test runs over: SQLite as at most desks, and PostgreSQL and the remote client.

    By the test's name it meets these two together or each by itself: so each pair of engine and client meets
    half of the suite at least. On a full run all of it.
    """
    if is_full():
        return BACKENDS
    together = crc32(test.encode()) % 2 == 0
    return ("local-sqlite", *(("rest-postgresql",) if together else ("local-postgresql", "rest-sqlite")))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let tests run over the backends, but for those that name theirs."""
    named = (mark.args[0] for mark in metafunc.definition.iter_markers("parametrize"))
    if "backend" in metafunc.fixturenames and "backend" not in named:
        metafunc.parametrize("backend", backends_of(metafunc.definition.nodeid), indirect=True)


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> str:
    """Which client on what the suite runs over."""
    return str(request.param)


@pytest.fixture
def furnished(backend: str, request: pytest.FixtureRequest) -> FurnishedFile | FurnishedTables:
    """The furnished shop, as the engine under test is given it."""
    name = "furnished_tables" if backend.endswith("-postgresql") else "furnished_file"
    made: FurnishedFile | FurnishedTables = request.getfixturevalue(name)
    return made


@pytest.fixture
def location(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """The database behind the client: a path or a URL. The shop is in it where the test asks for Rahim."""
    furnished = "rahim" in request.fixturenames
    if backend.endswith("-postgresql"):
        kind = "lent_furnished_database" if furnished else "lent_postgres_database"
        return str(request.getfixturevalue(kind))
    path = tmp_path / "shop.sqlite3"
    if furnished:
        request.getfixturevalue("furnished_file").lay(path)
    else:
        path.write_bytes(request.getfixturevalue("empty_file"))
    return str(path)


@pytest.fixture
async def open_as(
    backend: str, location: str, clock: Clock, request: pytest.FixtureRequest
) -> AsyncIterator[OpenAs]:
    """Open clients for several actors on one backend.

    It sends mail where the test has a server for that, and has pages for customers where it has links.
    """
    mail = None
    if "mail_server" in request.fixturenames:
        settings = request.getfixturevalue("mail_server").settings()
        mail = partial(MailServer, settings)
    links = request.getfixturevalue("links") if "links" in request.fixturenames else None
    async with AsyncExitStack() as stack:
        count = {"rest-sqlite": 1, "rest-postgresql": 2}.get(backend, 0)
        servers = [
            stack.enter_context(serving(location, clock=clock, mail=mail, links=links)) for _ in range(count)
        ]
        urls = tuple(server.url for server in servers)
        stack.callback(end_together, servers)

        async def open_client(name: str, role: Role = Role.ADMIN) -> Client:
            origin = origin_of(role, ActorOrigin.DESK)
            if servers:
                token = SecretStr(servers[0].token(role, name=name))
                connect = HttpTransport if len(urls) == 1 else lambda _, *others: InTurn(urls, *others)
                return await stack.enter_async_context(
                    RestClient(
                        urls[0],
                        token,
                        origin=origin,
                        timeouts=PATIENT,
                        clock=clock,
                        connect=connect,
                    )
                )
            actor = Actor(name=name, role=role, origin=origin)
            return await stack.enter_async_context(
                LocalClient(location, actor, clock=clock, mail=mail, links=links)
            )

        yield open_client


@pytest.fixture
def mail_server() -> Iterator[RunningMailServer]:
    """A mail server that the backend under test sends by."""
    with running_mail_server() as running:
        yield running


@pytest.fixture
def links() -> Links:
    """Customers reach the pages of the backend under test."""
    return Links(pages=PAGES)


@pytest.fixture
def another_at(open_as: OpenAs, location: str, clock: Clock) -> AnotherAt:
    """Let another process be at some background work of the backend."""

    @contextmanager
    def working(kind: str) -> Iterator[None]:
        with Database(location) as database:
            with database.write() as conn:
                take_lease(conn, kind, "another process", clock())
            yield
            with database.write() as conn:
                release_lease(conn, kind, "another process")

    return working


@pytest.fixture
async def client(open_as: OpenAs) -> Client:
    """Alice's client on an empty backend."""
    return await open_as("alice")


@pytest.fixture
def rahim(furnished: FurnishedFile | FurnishedTables) -> Customer:
    """The customer of a furnished shop."""
    return furnished.customer


@pytest.fixture
async def cart(client: Client, rahim: Customer) -> Cart:
    """A cart that is ready to be placed: two shirts for Rahim, delivery and payment on the defaults."""
    empty = await client.carts.create(NewCart(market="BD"))
    return await client.carts.edit(
        empty.id, empty.version, [SetCustomer(customer=rahim.id), AddLine(sku="SHIRT-LB", quantity=2)]
    )
