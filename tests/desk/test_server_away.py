"""A desk on a real server that is stopped and started again under it: nothing is lost, nothing done twice."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr

from cartui.app import CartuiApp
from cartui.client.local import LocalClient
from cartui.client.rest import RestClient
from cartui.client.rest.timeouts import Timeouts
from cartui.model.actions import Action, AddLine, SetCustomer
from cartui.model.agent import ActorOrigin, Role
from cartui.model.cart import Cart, NewCart
from cartui.model.order import Order
from cartui.model.query import CartQuery, CartSort
from cartui.screens.desk import reach
from cartui.screens.desk.desk import Desk, Display
from cartui.screens.one_cart.cart_screen import CartScreen
from cartui.screens.one_cart.placed_order import PlacedOrder
from tests.contract.shop import NOW, furnish
from tests.desk.driving import Agent
from tests.desk.test_random_keys import KEYS
from tests.ports import free_port
from tests.scale import full_or_tenth
from tests.serving import Served, serving

HASTE = Timeouts(
    connect=1.0, silence=2.0, whole=3.0, pause=0.02, longest_pause=0.05, rest=0.1, longest_rest=0.2
)
"""Little timeouts, so that the tests need little, too."""


class Site:
    """A server that can be stopped and started again at the same address."""

    def __init__(self, path: Path) -> None:
        """Start it over the database at that path."""
        self._path = path
        self._stack = ExitStack()
        self._port = free_port()
        self.server = self._begin()

    @property
    def is_up(self) -> bool:
        """Whether it runs."""
        return self._up

    def _begin(self) -> Served:
        """Start it."""
        self._up = True
        return self._stack.enter_context(serving(str(self._path), clock=lambda: NOW, port=self._port))

    async def stop(self) -> None:
        """Stop it."""
        self._up = False
        await asyncio.to_thread(self._stack.close)

    async def start(self) -> None:
        """Start it again."""
        self.server = await asyncio.to_thread(self._begin)

    def close(self) -> None:
        """Stop it for good."""
        self._stack.close()


@pytest.fixture(autouse=True)
def little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses between tries that a test can wait for."""
    monkeypatch.setattr(reach, "WAITS", (0.2,))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A furnished shop, served."""
    there = Site(tmp_path / "shop.sqlite3")
    there.server.run(furnish)
    yield there
    there.close()


@asynccontextmanager
async def at_a_remote_desk(site: Site, size: tuple[int, int]) -> AsyncIterator[Agent]:
    """A desk of a lead on that server."""
    token = SecretStr(site.server.token(Role.LEAD))
    client = RestClient(site.server.url, token, origin=ActorOrigin.DESK, timeouts=HASTE, clock=lambda: NOW)
    app = CartuiApp(Desk(client, Display(timezone="UTC"), now=lambda: NOW))
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        agent = Agent(pilot, app)
        await until(agent, lambda: app.desk.is_open)
        await agent.quiet()
        yield agent


async def until(agent: Agent, true: Callable[[], bool]) -> None:
    """Wait until that is so."""
    for _ in range(1_000):
        if true():
            return
        await agent.pilot.pause(0.02)
    assert true(), agent.screen


async def sees(agent: Agent, words: str) -> None:
    """Wait until these words stand on the screen."""
    await until(agent, lambda: words in agent.words)


async def a_cart(client: LocalClient) -> Cart:
    """Two shirts for Rahim."""
    rahim = (await client.customers.search("Rahim"))[0]
    empty = await client.carts.create(NewCart(market="BD"))
    actions: list[Action] = [SetCustomer(customer=rahim.id), AddLine(sku="SHIRT-LB", quantity=2)]
    return await client.carts.edit(empty.id, empty.version, actions)


async def all_orders(client: LocalClient) -> tuple[Order, ...]:
    """Every order there is."""
    page = await client.orders.list(limit=1_000)
    return tuple([await client.orders.get(row.id) for row in page.items])


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_edits_made_while_the_server_is_away_are_saved_when_it_is_back(
    site: Site, size: tuple[int, int]
) -> None:
    cart = site.server.run(a_cart)
    async with at_a_remote_desk(site, size) as agent:
        await agent.press("enter")
        await site.stop()
        for _ in range(3):
            await agent.pilot.press("+")
        await sees(agent, "NOT SAVED ▲")
        await sees(agent, "not reached since")
        assert agent.notices == []
        await site.start()
        await until(agent, lambda: not agent.app.desk.at_hand[cart.id].busy)
        await until(agent, lambda: "not reached" not in agent.words)
        assert site.server.run(lambda client: client.carts.get(cart.id)).lines[0].quantity == 5


async def test_what_others_did_while_the_server_was_away_is_seen(site: Site) -> None:
    site.server.run(a_cart)
    async with at_a_remote_desk(site, (120, 40)) as agent:
        await site.stop()
        await sees(agent, "not reached since")
        await site.start()
        another = site.server.run(a_cart)
        await sees(agent, another.number)


async def test_an_order_asked_for_while_the_server_is_away_is_placed_once(site: Site) -> None:
    cart = site.server.run(a_cart)
    async with at_a_remote_desk(site, (80, 24)) as agent:
        await agent.press("enter", "P")
        await site.stop()
        await agent.pilot.press("enter")
        await sees(agent, "Not known yet whether it was placed")
        await site.start()
        await until(agent, lambda: isinstance(agent.app.screen, PlacedOrder))
        orders = site.server.run(all_orders)
        assert [order.cart.id for order in orders] == [cart.id]


async def test_a_token_that_was_taken_back_keeps_what_was_typed(site: Site) -> None:
    cart = site.server.run(a_cart)
    async with at_a_remote_desk(site, (80, 24)) as agent:
        await agent.press("enter")
        await asyncio.to_thread(site.server.revoke, "lead")
        await agent.pilot.press("+")
        await sees(agent, "NOT LOGGED IN ANY MORE")
        assert agent.app.desk.at_hand[cart.id].left == 1
        assert agent.app.is_running


@pytest.mark.parametrize("seed", range(full_or_tenth(10)))
async def test_random_keys_while_the_server_comes_and_goes_lose_nothing(site: Site, seed: int) -> None:
    cart = site.server.run(a_cart)
    chance = random.Random(seed)
    keys = [key for key in KEYS if key not in {"q", "ctrl+q"}]
    async with at_a_remote_desk(site, (80, 24)) as agent:
        await agent.press("enter")
        for _ in range(12):
            if chance.random() < 0.4:
                await (site.stop() if site.is_up else site.start())
            for key in (chance.choice(keys) for _ in range(chance.randint(1, 6))):
                await agent.pilot.press(key)
            if not any(isinstance(screen, CartScreen) for screen in agent.app.screen_stack):
                agent.app.screen.set_focus(None)
                await agent.pilot.press("enter")
        if not site.is_up:
            await site.start()
        desk = agent.app.desk
        await until(agent, lambda: not any(edits.busy for edits in desk.at_hand.values()))
        await until(agent, lambda: not desk.unanswered)
        for edits in desk.at_hand.values():
            stored = site.server.run(lambda client, ref=edits.cart.id: client.carts.get(ref))  # type: ignore[misc]
            assert edits.cart.version <= stored.version
        orders = [order.cart.id for order in site.server.run(all_orders)]
        assert len(orders) == len(set(orders))
        listed = site.server.run(lambda client: client.carts.list(CartQuery(), sort=CartSort()))
        assert all(row.id != cart.id or cart.id not in orders for row in listed.items)
