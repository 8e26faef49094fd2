"""The first start's third way: a server's address and a token, tried before anything is kept."""

import tomllib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from cartui.app import CartuiApp
from cartui.cli.config_writes import connect, places_of, remember_shop
from cartui.client.local import LocalClient
from cartui.model.agent import Actor, Role
from cartui.screens.desk.desk import Desk, Display
from cartui.screens.start.connect_server import ConnectServer
from cartui.screens.start.first_start import Beginning, FirstStart, FirstTime
from cartui.settings import system_keyring
from cartui.settings.loading import load_configuration
from cartui.settings.paths import Paths
from cartui.settings.tokens import find_token
from tests.contract.shop import furnish
from tests.desk.driving import Agent
from tests.serving import Served, serving
from tests.waiting import until


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(str(tmp_path_factory.mktemp("served") / "shop.sqlite3")) as served:
        served.run(furnish)
        yield served


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """The folders of somebody who has no keyring."""

    def no_keyring(*_arguments: object) -> None:
        raise system_keyring.NoKeyring("there is none")

    monkeypatch.setattr("cartui.settings.kept_secrets.keep_secret", no_keyring)
    return Paths(config=tmp_path / "config", data=tmp_path / "data", state=tmp_path / "state")


@asynccontextmanager
async def first_day(paths: Paths, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Agent]:
    """A first start that stands in the form for a server."""
    configuration = load_configuration(environment={}, paths=paths)
    first = FirstTime(
        places_of(configuration), partial(remember_shop, configuration), partial(connect, configuration)
    )
    client = LocalClient(configuration.database, Actor(name="alice"))
    app = CartuiApp(Desk(client, Display(timezone="UTC")), first_start=first)
    async with app.run_test(size=size, notifications=True) as pilot:
        agent = Agent(pilot, app)
        await agent.quiet()
        await agent.press("end", "enter")
        agent.sees(ConnectServer)
        yield agent


async def fill(agent: Agent, url: str, token: str, name: str | None = None) -> None:
    """Fill the form and send it."""
    await agent.write(url)
    await agent.press("enter")
    await agent.write(token)
    await agent.press("enter")
    if name is not None:
        await agent.press("ctrl+u")
        await agent.write(name)
    await agent.press("enter")
    await until(
        lambda: not isinstance(agent.app.screen, ConnectServer) or not agent.app.screen._connecting,
        lambda: agent.screen,
        pause=agent.pilot.pause,
    )
    await agent.quiet()


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_server_that_lets_one_in_is_kept_and_named(
    server: Served, paths: Paths, size: tuple[int, int]
) -> None:
    token = server.token(Role.AGENT)
    async with first_day(paths, size) as agent:
        await agent.write("x")
        await agent.press("backspace")
        await fill(agent, server.url, token)
        assert agent.app.beginning is Beginning.SERVER
    assert tomllib.loads(paths.config_file.read_text())["profiles"] == {"team": {"url": server.url}}
    configuration = load_configuration(environment={}, paths=paths)
    assert (configuration.backend.url, configuration.backend.profile) == (server.url, "team")
    found = find_token(server.url, "team", environment={}, paths=paths)
    assert found is not None
    assert found.token.get_secret_value() == token
    assert token not in paths.config_file.read_text()


async def test_the_token_is_never_on_the_screen_and_is_no_draft(server: Served, paths: Paths) -> None:
    token = server.token(Role.AGENT)
    async with first_day(paths) as agent:
        await agent.write("https://carts.example.com")
        await agent.press("enter")
        await agent.write(token)
        assert token not in agent.screen
        assert "•••" in agent.screen
        await agent.press("escape")
        first = agent.sees(FirstStart)
        assert token not in str(first._drafts)
        await agent.press("enter")
        assert "https://carts.example.com" in agent.screen
        assert "•••" not in agent.screen
    assert not paths.config_file.exists()


async def test_a_token_that_is_not_known_there_is_told_beside_it(server: Served, paths: Paths) -> None:
    async with first_day(paths) as agent:
        await fill(agent, server.url, "cartui_nobodys")
        form = agent.sees(ConnectServer)
        assert form.rows[1].has_class("-wrong")
        assert not form.rows[0].has_class("-wrong")
        assert "cartui_nobodys" not in agent.screen
    assert not paths.config_file.exists()
    assert find_token(server.url, "team", environment={}, paths=paths) is None


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("carts", "This must be an address such as https://carts.example.com"),
        ("https://u:geheim@carts.example.com", "This must not hold a name or password"),
        ("http://carts.example.com", "it has to be https"),
        ("http://127.0.0.1:9", "cannot be reached"),
    ],
)
async def test_what_is_wrong_with_the_address_is_told_beside_it(paths: Paths, url: str, said: str) -> None:
    async with first_day(paths) as agent:
        await fill(agent, url, "cartui_x")
        form = agent.sees(ConnectServer)
        assert form.rows[0].has_class("-wrong")
        assert said in agent.words
    assert not paths.config_file.exists()


async def test_what_cannot_be_kept_is_told_and_can_be_tried_again(server: Served, paths: Paths) -> None:
    paths.config.mkdir()
    paths.config_file.write_text('profile = "x"\n[profiles]\nx = ')
    async with first_day_of_broken(paths) as agent:
        await fill(agent, server.url, server.token(Role.AGENT))
        agent.sees(ConnectServer)
        assert "The server lets you in, but that was not kept" in agent.words
        paths.config_file.unlink()
        await agent.press("ctrl+s")
        await until(lambda: agent.app.beginning is not None, lambda: agent.screen, pause=agent.pilot.pause)
        assert agent.app.beginning is Beginning.SERVER


@asynccontextmanager
async def first_day_of_broken(paths: Paths) -> AsyncIterator[Agent]:
    """A first start whose config file breaks after it was read."""
    broken = paths.config_file.read_text()
    paths.config_file.unlink()
    async with first_day(paths) as agent:
        paths.config_file.write_text(broken)
        yield agent
