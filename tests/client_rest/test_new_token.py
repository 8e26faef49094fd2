"""Whose token was taken back logs in again, and goes on where they were."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from cartui.client.protocol import Unauthenticated
from cartui.client.rest import RestClient
from cartui.model.agent import ActorOrigin, Role
from cartui.model.cart import NewCart
from cartui.model.query import CartQuery, CartSort
from tests.contract.shop import furnish
from tests.serving import Served, serving


class Keyring:
    """Where tokens are kept at somebody's machine."""

    def __init__(self) -> None:
        self.token: SecretStr | None = None

    def __call__(self) -> SecretStr | None:
        return self.token


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    """A served shop."""
    with serving(str(tmp_path / "shop.sqlite3")) as served:
        served.run(furnish)
        yield served


@pytest.fixture
def keyring() -> Keyring:
    return Keyring()


def token_of(server: Served, name: str, role: Role = Role.AGENT) -> SecretStr:
    """A token that was just given to somebody."""
    return SecretStr(server.token(role, name=name))


@pytest.fixture
async def alice(server: Served, keyring: Keyring) -> AsyncIterator[RestClient]:
    """Her desk, whose token is taken back once it is open."""
    token = keyring.token = token_of(server, "alice")
    async with RestClient(server.url, token, origin=ActorOrigin.DESK, kept_token=keyring) as client:
        server.revoke("alice")
        yield client


async def test_a_desk_goes_on_with_the_token_that_was_kept_meanwhile(
    server: Served, alice: RestClient, keyring: Keyring
) -> None:
    with pytest.raises(Unauthenticated):
        await alice.carts.create(NewCart(market="BD"), key="one cart")
    keyring.token = token_of(server, "alice", Role.LEAD)
    cart = await alice.carts.create(NewCart(market="BD"), key="one cart")
    assert [each.id for each in await alice.carts.list(CartQuery(), sort=CartSort())] == [cart.id]
    assert (alice.actor.name, alice.actor.role, alice.actor.origin) == ("alice", Role.LEAD, ActorOrigin.DESK)
    assert (await anext(aiter(alice.changes(0)))).seq


async def test_without_a_new_token_nobody_is_let_in(alice: RestClient, keyring: Keyring) -> None:
    for kept in (keyring.token, None, SecretStr("cartui_" + "x" * 43)):
        keyring.token = kept
        with pytest.raises(Unauthenticated):
            await alice.shop.get()


async def test_what_one_has_open_is_not_done_in_the_name_of_another(
    server: Served, alice: RestClient, keyring: Keyring
) -> None:
    keyring.token = token_of(server, "bob")
    with pytest.raises(Unauthenticated) as refused:
        await alice.carts.create(NewCart(market="BD"))
    assert "bob's" in refused.value.message
    assert "alice" in refused.value.message
    assert keyring.token.get_secret_value() not in refused.value.message
    assert server.run(lambda host: host.carts.count(CartQuery())).value == 0


async def test_who_was_refused_at_the_door_comes_in_with_a_new_token(
    server: Served, keyring: Keyring
) -> None:
    old = SecretStr("cartui_" + "x" * 43)
    client = RestClient(server.url, old, origin=ActorOrigin.DESK, kept_token=keyring)
    with pytest.raises(Unauthenticated):
        await client.__aenter__()
    keyring.token = token_of(server, "alice")
    async with client:
        assert client.actor.name == "alice"
