"""Opening a remote client: who it is, what it can do, and what is said where that does not work."""

from collections.abc import Callable

import httpx
import pytest
from pydantic import SecretStr

from cartui.client.protocol import Invalid, Unauthenticated, Unavailable
from cartui.client.rest.backend import RestBackend
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.errors import NotFound
from tests.client_rest.far_end import ME, FarEnd, json_of, opened, problem


async def test_the_server_says_who_it_is_and_what_it_can_do() -> None:
    async with opened() as (client, _):
        assert client.actor == Actor(name="alice", role=Role.AGENT, origin=ActorOrigin.DESK)
        assert client.capabilities.actions == ME.capabilities.actions
        assert client.capabilities.backend == "server"


async def test_every_request_says_whose_it_is_and_from_where() -> None:
    end = FarEnd([json_of(ME)])
    async with end.client():
        (asked,) = end.asked

    assert asked.url == "https://carts.example.com/v1/me"
    assert asked.headers["authorization"] == "Bearer cartui_not-a-real-one"
    assert asked.headers["cartui-origin"] == "desk"
    assert asked.headers["accept-encoding"] == "gzip"


async def test_a_server_may_live_beneath_a_path() -> None:
    end = FarEnd([json_of(ME)])
    async with end.client("https://example.com/carts/"):
        assert end.asked[0].url == "https://example.com/carts/v1/me"


async def test_nothing_is_known_of_a_client_that_is_not_open() -> None:
    client = FarEnd([json_of(ME)]).client()

    for known in (lambda: client.actor, lambda: client.capabilities):
        with pytest.raises(Unavailable):
            known()
    with pytest.raises(Unavailable, match="not open"):
        await client.carts.get("C-1")
    async with client:
        pass
    with pytest.raises(Unavailable, match="not open"):
        await client.carts.get("C-1")
    with pytest.raises(Unavailable, match="not open"):
        await anext(client.changes())


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("carts.example.com", "must be an address"),
        ("ftp://carts.example.com", "must be an address"),
        ("https://a b", "no blanks or control characters"),
        ("http://localhost\t.evil.example", "no blanks or control characters"),
        ("https://carts.example.com/\x7f", "no blanks or control characters"),
        ("https://alice:secret@carts.example.com", "name or password"),
        ("https://carts.example.com/?x=1", "nothing after"),
        ("http://carts.example.com", "plain http"),
        ("http://10.0.0.7:8765", "plain http"),
    ],
)
def test_an_address_that_no_token_may_go_to_is_refused_before_anything_is_sent(url: str, said: str) -> None:
    with pytest.raises(Invalid, match=said) as error:
        FarEnd().client(url)
    assert "secret" not in error.value.message
    assert "cartui_not" not in error.value.message


@pytest.mark.parametrize("url", ["http://localhost:8765", "http://127.0.0.1:8765", "http://[::1]:8765"])
async def test_plain_http_is_fine_on_this_machine(url: str) -> None:
    async with FarEnd([json_of(ME)]).client(url) as client:
        assert client.actor.name == "alice"


async def test_plain_http_to_another_machine_has_to_be_wanted() -> None:
    async with FarEnd([json_of(ME)]).client("http://carts.example.com", insecure=True) as client:
        assert client.actor.name == "alice"


@pytest.mark.parametrize("token", ["", "two words", "line\nbreak", "schlüssel", "\x1b[31m"])
def test_a_token_that_no_header_can_hold_is_none(token: str) -> None:
    with pytest.raises(Unauthenticated, match="cartui login") as error:
        FarEnd().client(token=SecretStr(token))
    assert not token or token not in error.value.message


async def test_a_token_that_is_not_known_is_said_in_the_servers_words() -> None:
    end = FarEnd([problem(Unauthenticated("This token is not known here, or it was revoked."))])

    with pytest.raises(Unauthenticated, match="revoked"):
        await end.client().__aenter__()


async def test_a_host_that_is_not_there_is_named() -> None:
    end = FarEnd([httpx.ConnectError("refused")])

    with pytest.raises(Unavailable, match=r"carts\.example\.com cannot be reached"):
        await end.client().__aenter__()


@pytest.mark.parametrize(
    "reply",
    [
        httpx.Response(404, html="<h1>nginx</h1>"),
        problem(NotFound("There is nothing at this path.")),
    ],
)
async def test_a_server_that_is_none_of_ours_is_said_to_be_none(reply: httpx.Response) -> None:
    with pytest.raises(Unavailable, match=r"carts\.example\.com has no cartui of this version"):
        await FarEnd([reply]).client().__aenter__()


async def test_a_redirect_is_not_followed_and_says_where_to() -> None:
    end = FarEnd([httpx.Response(307, headers={"Location": "https://evil.example/v1/me"})])

    with pytest.raises(Unavailable, match=r"sends us on to https://evil\.example/v1/me"):
        await end.client().__aenter__()
    assert [asked.url.host for asked in end.asked] == ["carts.example.com"]


async def test_nothing_of_the_environment_stands_between_us_and_the_server(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    netrc = tmp_path_factory.mktemp("home") / "netrc"
    netrc.write_text("machine carts.example.com login eve password other\n")
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("HTTPS_PROXY", "ALL_PROXY", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://proxy.example:3128")
    end = FarEnd([json_of(ME)])
    async with end.client():
        assert end.asked[0].headers["authorization"] == "Bearer cartui_not-a-real-one"


async def test_an_address_that_nothing_can_be_sent_to_is_called_that() -> None:
    with pytest.raises(Unavailable, match=r"its address is none that can be used: mend it in the profile"):
        await FarEnd([json_of(ME)]).client("https://xn--a..example.com\u0130").__aenter__()


def _parts(client: object) -> object:
    """What it holds of its backend."""
    return repr([vars(part) for part in vars(client).values() if isinstance(part, RestBackend)])


@pytest.mark.parametrize("shown", [repr, str, lambda client: repr(vars(client)), _parts])
def test_the_token_is_in_nothing_that_is_shown(shown: Callable[[object], str]) -> None:
    assert "cartui_not" not in shown(FarEnd().client())
