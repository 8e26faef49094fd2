"""Going from one shop to another: tried first, asked before anything is lost, nothing taken along."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from cartui.app import CartuiApp
from cartui.cli.backends import OtherBackends, backend_name
from cartui.cli.invocation import Invocation
from cartui.client.local import LocalClient
from cartui.client.protocol import Unavailable
from cartui.model.agent import Actor, Role
from cartui.model.cart import NewCart
from cartui.model.shop import Shop
from cartui.screens.cart_list.cart_list import CartList
from cartui.screens.desk.desk import Desk, Display
from cartui.screens.dialogs.confirm import Confirm
from cartui.screens.start.profile_choice import Backends, KnownBackend, ProfileChoice
from cartui.settings.sessions import Sessions
from tests.contract.shop import furnish
from tests.desk.driving import Agent, at_the_desk
from tests.desk.fake_client import NOW, FakeClient, a_summary
from tests.desk.palette import choose_first
from tests.serving import Served, serving
from tests.waiting import until

SIZES = [(80, 24), (120, 40)]

KNOWN = (
    KnownBackend("", "local", "database", "~/data/cartui.sqlite3", is_here=True),
    KnownBackend("team", "team", "server", "carts.example.com", ("read-only", "no token")),
    KnownBackend("branch", "branch", "database", "/srv/branch.sqlite3"),
)


class Others:
    """Other backends of a test."""

    def __init__(self, known: tuple[KnownBackend, ...] = KNOWN) -> None:
        self.there = known
        self.tried: list[str] = []
        self.away: set[str] = set()
        self.answers = asyncio.Event()
        self.answers.set()

    def known(self) -> tuple[KnownBackend, ...]:
        return self.there

    async def try_out(self, profile: str) -> None:
        self.tried.append(profile)
        await self.answers.wait()
        if profile in self.away:
            raise Unavailable(f"{profile} cannot be reached.")

    @property
    def backends(self) -> Backends:
        return Backends(self.known, self.try_out, "~/config.toml")


@asynccontextmanager
async def a_desk(others: Others, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Agent]:
    """A desk on a fake shop from which one can go elsewhere."""
    client = FakeClient([a_summary(n) for n in range(1, 30)]).client
    desk = Desk(client, Display(theme="cartui-dark", timezone="UTC"), now=lambda: NOW)
    app = CartuiApp(desk, backends=others.backends)
    async with app.run_test(size=size, notifications=True) as pilot:
        agent = Agent(pilot, app)
        await agent.quiet()
        yield agent


@pytest.mark.parametrize("size", SIZES)
async def test_the_shops_are_listed_with_what_is_to_be_known_of_each(size: tuple[int, int]) -> None:
    async with a_desk(Others(), size) as agent:
        await agent.press("g", "p")
        agent.sees(ProfileChoice)
        for text in ("● local", "team", "server", "carts.example.com", "read-only · no token", "branch"):
            assert text in agent.words
        assert agent.screen.splitlines()[0].startswith(" local")


async def test_the_palette_finds_it_too() -> None:
    async with a_desk(Others()) as agent:
        await agent.press("ctrl+p")
        await agent.write("another shop")
        await choose_first(agent.app, agent.pilot, "Another shop")
        agent.sees(ProfileChoice)


async def test_one_that_answers_is_gone_to() -> None:
    others = Others()
    async with a_desk(others) as agent:
        await agent.press("g", "p", "down", "enter")
        await agent.quiet()
        assert others.tried == ["team"]
        assert agent.app.goes_to == "team"


async def test_keys_at_machine_speed_reach_the_list() -> None:
    others = Others()
    async with a_desk(others) as agent:
        await agent.burst("g", "p", "down", "down", "enter")
        await agent.quiet()
        assert agent.app.goes_to == "branch"


async def test_one_that_does_not_answer_leaves_the_desk_where_it_is() -> None:
    others = Others()
    others.away.add("team")
    async with a_desk(others) as agent:
        await agent.press("g", "p", "down", "enter")
        await agent.quiet()
        agent.sees(ProfileChoice)
        assert "✗ team cannot be reached." in agent.screen
        await agent.press("escape")
        agent.sees(CartList)
        assert agent.app.goes_to is None
        assert agent.app.desk.is_open
        assert not agent.app.desk.reach.is_away
        await agent.press("g", "p", "end", "enter")
        await agent.quiet()
        assert agent.app.goes_to == "branch"


async def test_waiting_for_one_can_be_given_up() -> None:
    others = Others()
    others.answers.clear()
    async with a_desk(others) as agent:
        await agent.press("g", "p", "down", "enter")
        assert "opening team …" in agent.screen
        await agent.press("enter")
        assert others.tried == ["team"]
        await agent.press("escape")
        others.answers.set()
        await agent.quiet()
        agent.sees(CartList)
        assert agent.app.goes_to is None


async def test_the_one_where_one_is_needs_no_going() -> None:
    others = Others()
    async with a_desk(others) as agent:
        await agent.press("g", "p", "enter")
        agent.sees(CartList)
        assert others.tried == []


async def test_where_there_is_no_other_one_it_is_said_how_to_name_one() -> None:
    async with a_desk(Others(KNOWN[:1])) as agent:
        await agent.press("g", "p")
        assert "[profiles.NAME] in ~/config.toml names one" in agent.words


async def test_what_is_half_typed_is_asked_about_before_it_is_lost(tmp_path: Path) -> None:
    database = tmp_path / "shop.sqlite3"
    async with LocalClient(str(database), Actor(name="owner")) as client:
        await furnish(client)
        cart = await client.carts.create(NewCart(market="BD"))
    async with at_the_desk(database) as agent:
        agent.app._backends = Others().backends
        await agent.open(cart)
        await agent.press("o")
        await agent.write("call back")
        await agent.press("escape")
        await agent.press("g", "p", "down", "enter")
        await agent.quiet()
        agent.sees(Confirm)
        assert "Go to the other shop and lose it?" in agent.screen
        assert cart.number in agent.screen
        await agent.press("escape")
        assert agent.app.goes_to is None
        await agent.press("g", "p", "down", "enter")
        await agent.quiet()
        await agent.press("tab", "enter")
        assert agent.app.goes_to == "team"


# --- two real shops --------------------------------------------------------------------------------


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Served]:
    """A server with a shop of its own."""
    with serving(str(tmp_path / "team.sqlite3")) as server:
        server.run(furnish)
        yield server


@pytest.fixture
def call(tmp_path: Path, team: Served, monkeypatch: pytest.MonkeyPatch) -> Invocation:
    """A call of the program whose settings have two shops; the token for the server is there."""
    home = tmp_path / "home"
    home.mkdir()
    for name in ("CARTUI_DB", "CARTUI_URL", "CARTUI_PROFILE", "CARTUI_AGENT", "CARTUI_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CARTUI_HOME", str(home))
    monkeypatch.setenv("CARTUI_TOKEN", team.token(Role.LEAD, name="carla"))
    (home / "config.toml").write_text(
        f'agent = "alice"\nprofile = "team"\n[profiles.team]\nurl = "{team.url}"\ncolour = "orange"\n'
        f'[profiles.branch]\ndatabase = "{tmp_path / "branch.sqlite3"}"\n'
    )

    async def make() -> None:
        async with LocalClient(str(tmp_path / "branch.sqlite3"), Actor(name="owner")) as client:
            await furnish(client)
            shop: Shop = await client.shop.get()
            named = shop.settings.model_copy(update={"name": "Branch of Mugs"})
            await client.shop.apply(shop.model_copy(update={"settings": named}))

    asyncio.run(make())
    return Invocation()


@asynccontextmanager
async def desk_of(call: Invocation, others: OtherBackends) -> AsyncIterator[Agent]:
    """The desk of the backend that the call is aimed at now, as the program makes it."""
    configuration = call.configuration
    desk = Desk(
        others.open_client(configuration), Display(timezone="UTC"), backend=backend_name(configuration)
    )
    sessions = Sessions(configuration.paths.state, configuration.backend)
    app = CartuiApp(desk, backends=others.for_desk(), sessions=sessions)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        agent = Agent(pilot, app)
        await until(lambda: desk.is_open, lambda: agent.screen, pause=pilot.pause)
        await agent.quiet()
        yield agent


async def gone(agent: Agent, others: OtherBackends) -> None:
    """Wait until one goes to the other shop, and go."""
    await until(lambda: agent.app.goes_to is not None, lambda: agent.screen, pause=agent.pilot.pause)
    assert agent.app.goes_to is not None
    others.aim_at(agent.app.goes_to)


async def test_nothing_of_one_shop_is_seen_in_the_other_and_each_goes_on_where_it_was(
    call: Invocation,
) -> None:
    others = OtherBackends(call)
    async with desk_of(call, others) as agent:
        first = agent.screen.splitlines()[0]
        assert first.startswith("  team ")
        assert "carla · lead" in first
        await agent.press("/")
        await agent.write("rahim")
        await agent.pilot.pause(0.3)
        await agent.press("enter", "g", "p", "down", "enter")
        await gone(agent, others)
    async with desk_of(call, others) as agent:
        first = agent.screen.splitlines()[0]
        assert first.startswith(" branch  shop: Branch of Mugs")
        assert "alice · admin" in first
        assert "rahim" not in agent.screen
        assert agent.app.desk.at_hand == {}
        await agent.press("2", "g", "p", "up", "enter")
        await gone(agent, others)
    async with desk_of(call, others) as agent:
        assert agent.screen.splitlines()[0].startswith("  team ")
        assert "/ rahim" in agent.screen


async def test_a_token_of_the_environment_is_sent_to_nobody_else(call: Invocation, team: Served) -> None:
    others = OtherBackends(call)
    config = call.configuration.file
    config.write_text(config.read_text() + f'[profiles.elsewhere]\nurl = "{team.url}/other"\n')
    listed = {each.profile: each.remarks for each in others.known()}
    assert listed == {"team": (), "branch": (), "elsewhere": ("no token",)}
    with pytest.raises(Exception, match="There is no token for"):
        await others.try_out("elsewhere")


async def test_settings_that_are_broken_meanwhile_are_told(call: Invocation) -> None:
    others = OtherBackends(call)
    async with desk_of(call, others) as agent:
        call.configuration.file.write_text("profile = \n")
        await agent.press("g", "p")
        assert "The settings cannot be used now." in agent.words
        await agent.press("escape")
        agent.sees(CartList)
