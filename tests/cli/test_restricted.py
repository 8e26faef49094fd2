"""A login that is for the desk alone: no commands, no shop to set up, and the role of its account."""

from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.client.protocol import Forbidden, Unauthenticated
from cartui.model.actions import SetLinePrice
from cartui.model.agent import Actor, Role
from cartui.model.cart import NewCart
from tests.cli.conftest import Run
from tests.contract.shop import furnish


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    """A shop in which alice is an agent."""
    path = tmp_path / "shop.sqlite3"
    async with LocalClient(str(path), Actor(name="owner")) as client:
        await furnish(client)
        await client.agents.add("Alice", Role.AGENT)
    return path


@pytest.mark.parametrize("command", [("carts", "list"), ("config", "init"), ("db", "backup"), ("demo",)])
def test_no_command_is_run(run: Run, command: tuple[str, ...]) -> None:
    outcome = run("--restricted", *command, "--json")
    assert (outcome.status, outcome.out, outcome.error["error"]) == (7, "", "forbidden")


def test_where_there_is_no_shop_none_is_offered_to_be_made(run: Run) -> None:
    outcome = run("--restricted")
    assert (outcome.status, outcome.out) == (2, "")
    assert "whoever runs it has to set it up first" in outcome.err
    assert "shop apply" not in outcome.err


async def test_an_account_is_worked_as_in_its_own_role(path: Path) -> None:
    async with LocalClient(str(path), Actor(name="alice", role=Role.ADMIN), as_account=True) as client:
        assert (client.actor.name, client.actor.role) == ("Alice", Role.AGENT)
        cart = await client.carts.create(NewCart(market="BD"))
        with pytest.raises(Forbidden):
            await client.carts.edit(cart.id, cart.version, [SetLinePrice(line="any", unit_price=1)])
        with pytest.raises(Forbidden):
            await client.agents.list()
        assert [entry.agent for entry in await client.history.of_cart(cart.id)] == ["Alice"]


async def test_without_an_account_nothing_is_opened(path: Path) -> None:
    with pytest.raises(Unauthenticated, match="mallory has no account"):
        async with LocalClient(str(path), Actor(name="mallory"), as_account=True):
            pytest.fail("it was opened")


async def test_an_account_that_is_revoked_meanwhile_does_and_sees_nothing_more(path: Path) -> None:
    async with (
        LocalClient(str(path), Actor(name="owner")) as owner,
        LocalClient(str(path), Actor(name="alice"), as_account=True) as client,
    ):
        await owner.agents.revoke("alice")
        with pytest.raises(Unauthenticated, match="Alice has no account in this shop any more"):
            await client.shop.get()
        with pytest.raises(Unauthenticated, match="any more"):
            await client.carts.create(NewCart(market="BD"))
