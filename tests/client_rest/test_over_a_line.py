"""The remote client over real connections: a server that goes and comes back, and ends that are none."""

import asyncio
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr

from cartui.client.protocol import Client, Conflict, Unauthenticated, Unavailable
from cartui.client.rest import RestClient
from cartui.client.rest.timeouts import USUAL, Timeouts
from cartui.model.actions import SetNote
from cartui.model.agent import ActorOrigin, Role
from cartui.model.cart import Cart, NewCart
from cartui.model.changes import Change
from cartui.model.query import CartQuery, CartSort
from cartui.wire.bodies import Me
from cartui.wire.encoding import codec
from tests.client_rest.far_end import ME
from tests.contract.shop import furnish
from tests.ports import free_port
from tests.serving import Served, serving
from tests.waiting import PATIENCE

PATIENT = replace(USUAL, rest=0.05, longest_rest=0.1, connect=10.0, silence=20.0, whole=60.0)
"""For a real server on a machine that has much to do."""

HASTY = replace(PATIENT, silence=0.5, whole=1.5)


def client_of(server: Served, name: str = "alice", role: Role = Role.ADMIN) -> RestClient:
    """A client of somebody at that server."""
    token = SecretStr(server.token(role, name=name))
    return RestClient(server.url, token, origin=ActorOrigin.DESK, timeouts=PATIENT)


async def some_cart(client: Client) -> Cart:
    """A cart in a furnished shop."""
    await furnish(client)
    return await client.carts.create(NewCart(market="BD"))


async def until_it_answers(ask: Callable[[], Awaitable[Cart]]) -> Cart:
    """Ask as a desk does, until there is an answer."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                return await ask()
            except Unavailable:
                await asyncio.sleep(0.05)


async def until_lost(changes: AsyncIterator[Change]) -> list[Change]:
    """The changes that still come, until the feed is lost."""
    told: list[Change] = []
    try:
        async for change in changes:
            told.append(change)  # noqa: PERF401  it ends in an error
    except (Unauthenticated, Unavailable):
        return told
    raise AssertionError("a feed never ends by itself")


async def test_a_server_that_goes_is_remembered_and_found_again(tmp_path: Path) -> None:
    location, port = str(tmp_path / "shop.sqlite3"), free_port()
    with serving(location, port=port) as server:
        client = client_of(server)
        await client.__aenter__()
        cart = await client.carts.get((await some_cart(client)).id)
        page = await client.carts.list(CartQuery(), sort=CartSort())
        changes = client.changes(0)
        first = await anext(changes)

    with pytest.raises(Unavailable) as error:
        await client.carts.get(cart.id)
    assert error.value.last_known == cart
    with pytest.raises(Unavailable) as error:
        await client.carts.list(CartQuery(), sort=CartSort())
    assert error.value.last_known == page
    with pytest.raises(Unavailable, match="nothing was saved"):
        await client.carts.edit(cart.id, cart.version, [SetNote(note="now")], key="k1")
    told = [first, *await until_lost(changes)]

    with serving(location, port=port):
        edited = await until_it_answers(
            lambda: client.carts.edit(cart.id, cart.version, [SetNote(note="now")], key="k1")
        )
        assert (edited.note, edited.version) == ("now", cart.version + 1)
        change = await anext(client.changes(told[-1].seq))
        assert (change.kind, change.id, change.agent) == ("cart", cart.id, "alice")
        await client.__aexit__(None, None, None)


async def test_others_changes_come_while_calls_are_made(tmp_path: Path) -> None:
    with serving(str(tmp_path / "shop.sqlite3")) as server:
        async with client_of(server) as alice, client_of(server, "bob", Role.AGENT) as bob:
            cart = await some_cart(alice)
            seen: list[Change] = []

            async def follow() -> None:
                async for change in alice.changes():
                    seen.append(change)
                    if change.version == cart.version + 20:
                        return

            following = asyncio.ensure_future(follow())
            while not seen:  # until the feed has begun
                cart = await bob.carts.edit(cart.id, cart.version, [SetNote(note=f"first {cart.version}")])
                await asyncio.sleep(0.02)
            begun = cart.version
            for number in range(25):
                cart = await bob.carts.edit(cart.id, cart.version, [SetNote(note=str(number))])
                assert (await alice.carts.get(cart.id)).version == cart.version
                if following.done():
                    break
            following.cancel()
            versions = [change.version for change in seen]
            assert versions == list(range(versions[0], versions[-1] + 1))
            assert versions[-1] > begun
            assert {change.agent for change in seen} == {"bob"}


async def test_a_token_that_is_taken_back_ends_everything(tmp_path: Path) -> None:
    with serving(str(tmp_path / "shop.sqlite3")) as server:
        async with client_of(server) as client:
            changes = client.changes(0)
            await anext(changes)
            server.revoke("alice")
            with pytest.raises(Unauthenticated):
                await client.shop.get()
            await asyncio.wait_for(until_lost(changes), 60)
            with pytest.raises(Unauthenticated):
                await anext(client.changes())


async def test_many_calls_at_once_are_answered_each_with_its_own(tmp_path: Path) -> None:
    with serving(str(tmp_path / "shop.sqlite3")) as server:
        async with client_of(server) as client:
            await furnish(client)
            carts = [await client.carts.create(NewCart(market="BD")) for _ in range(5)]
            got = await asyncio.gather(*(client.carts.get(cart.id) for cart in carts * 8))
            assert got == carts * 8
            answers = await asyncio.gather(
                *(client.carts.edit(carts[0].id, 1, [SetNote(note=str(n))]) for n in range(8)),
                return_exceptions=True,
            )
            assert sum(isinstance(answer, Cart) for answer in answers) == 1
            assert sum(isinstance(answer, Conflict) for answer in answers) == 7


async def test_a_proxy_of_the_environment_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with serving(str(tmp_path / "shop.sqlite3")) as server:
        async with client_of(server) as client:
            assert client.actor.name == "alice"


def known_to(url: str, timeouts: Timeouts = PATIENT) -> RestClient:
    """A client of whatever is at that address."""
    return RestClient(url, SecretStr("t"), origin=ActorOrigin.CLI, timeouts=timeouts)


Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def end_that(
    talks: Talk, *, secured: ssl.SSLContext | None = None
) -> AsyncIterator[tuple[str, list[int]]]:
    """An address where somebody talks like that, and the connections it has had."""
    had: list[int] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        had.append(len(had))
        try:
            await talks(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=secured)
    port = server.sockets[0].getsockname()[1]
    try:
        yield f"http{'s' if secured else ''}://127.0.0.1:{port}", had
    finally:
        server.close()


def answering(body: bytes, *, head: bytes = b"HTTP/1.1 200 OK", length: int | None = None) -> Talk:
    """Answer every request like that."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            await reader.readuntil(b"\r\n\r\n")
            said = len(body) if length is None else length
            writer.write(head + b"\r\nContent-Length: %d\r\n\r\n" % said + body)
            await writer.drain()
            if said != len(body):
                return

    return talk


async def slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Say a little, again and again, and never enough."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.1)


async def silently(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Take everything and say nothing."""
    while await reader.read(1_000):
        pass


async def rudely(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """End it at once."""
    writer.transport.abort()


async def strangely(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Speak another language."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"220 mail.example.com ESMTP\x1b[2J\r\n")
    await writer.drain()


STRANGE: dict[str, tuple[Talk, str]] = {
    "one that drips": (slowly, "did not answer in time"),
    "one that is silent": (silently, "did not answer in time"),
    "one that hangs up": (rudely, "broke off"),
    "one that speaks no HTTP": (strangely, "does not speak HTTP"),
    "one that stops in the middle": (answering(b'{"actor"', length=500), "broke off"),
    "a head without end": (answering(b"", head=b"HTTP/1.1 200 OK\r\nX: " + b"y" * 500_000), "HTTP"),
}


@pytest.mark.parametrize(("talks", "said"), STRANGE.values(), ids=STRANGE)
async def test_an_end_that_is_no_server_is_named_within_the_time(talks: Talk, said: str) -> None:
    async with end_that(talks) as (url, _):
        client = known_to(url, HASTY if "in time" in said else PATIENT)
        with pytest.raises(Unavailable, match=rf"^127\.0\.0\.1:\d+ .*{said}") as error:
            await asyncio.wait_for(client.__aenter__(), 30)
    assert "\x1b" not in error.value.message


async def test_an_address_where_nobody_listens_says_why() -> None:
    client = known_to(f"http://127.0.0.1:{free_port()}")
    with pytest.raises(Unavailable, match=r"cannot be reached \(connection refused\)"):
        await client.__aenter__()


async def test_one_line_is_kept_for_all_calls() -> None:
    async with end_that(answering(codec(Me).encode(ME))) as (url, had), known_to(url) as client:
        for _ in range(5):
            with pytest.raises(Unavailable, match="does not understand"):
                await client.upkeep.run()
    assert had == [0]


@pytest.fixture(scope="module")
def own_certificate(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """A certificate that nobody vouches for."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("making a certificate takes the program openssl")
    folder = tmp_path_factory.mktemp("certificate")
    made = folder / "made.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    new = [
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
    ]
    subprocess.run(
        [openssl, *new, *subject, "-keyout", str(folder / "key.pem"), "-out", str(made)],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, folder / "key.pem")
    return context


async def test_a_certificate_that_nobody_vouches_for_is_refused_and_nothing_is_sent(
    own_certificate: ssl.SSLContext,
) -> None:
    heard: list[bytes] = []

    async def listen(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(1_000))

    async with end_that(listen, secured=own_certificate) as (url, _):
        client = known_to(url)
        with pytest.raises(Unavailable, match=r"certificate is not to be trusted: self.signed certificate"):
            await client.__aenter__()
    assert heard == []


async def test_an_authority_of_this_system_is_trusted(
    own_certificate: ssl.SSLContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with end_that(answering(codec(Me).encode(ME)), secured=own_certificate) as (url, _):
        port = urlsplit(url).port or 0
        theirs = tmp_path / "company.pem"
        theirs.write_text(await asyncio.to_thread(ssl.get_server_certificate, ("127.0.0.1", port)))
        monkeypatch.setenv("SSL_CERT_FILE", str(theirs))
        async with known_to(url) as client:
            assert client.actor.name == "alice"


async def test_an_end_that_speaks_no_tls_is_not_reached() -> None:
    async with end_that(strangely) as (url, _):
        wrong = url.replace("http:", "https:")
        client = known_to(wrong, replace(PATIENT, connect=1.0, attempts=1))
        with pytest.raises(Unavailable, match=r"does not speak TLS as it should: is it http://127") as caught:
            await asyncio.wait_for(client.__aenter__(), 30)
    assert f"is it {url}?" in str(caught.value)
