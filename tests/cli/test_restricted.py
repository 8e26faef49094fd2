"""A login that is for the desk alone: no commands, no shop to set up, and the role of its account."""

from datetime import timedelta
from pathlib import Path

import pytest

from cartui.app import Ending
from cartui.client.local import LocalClient
from cartui.client.protocol import Forbidden, Unauthenticated
from cartui.model.actions import SetLinePrice
from cartui.model.agent import Actor, Role
from cartui.model.cart import NewCart
from cartui.screens.desk.desk import Desk
from cartui.settings.errors import NotWritten
from cartui.settings.model import OwnView, View
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


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Desk]:
    """The desks that are opened, which end at once."""
    desks: list[Desk] = []

    def run_desk(desk: Desk, **_other: object) -> Ending:
        desks.append(desk)
        return Ending(0)

    monkeypatch.setattr("cartui.app.run_desk", run_desk)
    monkeypatch.setattr("cartui.cli.desk.has_screen", lambda: True)
    monkeypatch.setattr("cartui.cli.desk.shorten_pauses", lambda: None)
    return desks


def test_the_keys_line_says_how_long_a_desk_may_be_left_alone_and_no_settings_say_longer(
    run: Run, path: Path, home: Path, opened: list[Desk]
) -> None:
    line = ("--restricted", "--db", str(path), "--agent", "alice", "--idle-lock", "15m")
    assert run(*line).status == 0
    home.mkdir(exist_ok=True)
    for said in ("8h", "5m"):
        (home / "config.toml").write_text(f'[display]\nidle_lock = "{said}"\n')
        assert run(*line).status == 0
    assert [desk.display.idle_lock for desk in opened] == [timedelta(minutes=least) for least in (15, 15, 5)]


def test_nothing_of_the_last_time_is_shown_or_kept_and_views_stay_here(
    run: Run, path: Path, home: Path, tmp_path: Path, opened: list[Desk]
) -> None:
    home.mkdir(exist_ok=True)
    own = tmp_path / "alice.toml"
    own.write_text("")
    line = ("--restricted", "--db", str(path), "--agent", "alice")
    assert run(*line).status == 0
    assert run(*line, "--config", str(own)).status == 0
    assert [desk.saved_rows.keeps for desk in opened] == [False, False]
    shared, alone = opened
    view = OwnView("mine", View(query="is:guest"))
    with pytest.raises(NotWritten, match="everybody who logs in like you"):
        shared.own_views.write(view, "")
    alone.own_views.write(view, "")
    assert "is:guest" in own.read_text()
    assert not (home / "config.toml").exists()


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


async def test_nobody_works_at_a_desk_as_a_shop(path: Path) -> None:
    async with LocalClient(str(path), Actor(name="owner")) as owner:
        await owner.agents.add("GospelShop", Role.STOREFRONT)
    with pytest.raises(Forbidden, match="This is the account of the shop GospelShop"):
        async with LocalClient(str(path), Actor(name="gospelshop"), as_account=True):
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
