"""The whole desk on a bad line: every key is answered on the screen, and what was typed is saved once."""

import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import pytest
from pydantic import SecretStr

from cartui.app import CartuiApp
from cartui.client.local import LocalClient
from cartui.client.rest import RestClient
from cartui.model.agent import ActorOrigin, Role
from cartui.model.cart import Cart
from cartui.model.history import HistoryEntry
from cartui.screens.desk import reach
from cartui.screens.desk.desk import Desk, Display
from tests.desk.driving import Agent
from tests.scale import full_or_tenth
from tests.serving import Served, serving
from tests.storms.fault_proxy import CALM, Fault, FaultProxy
from tests.storms.shared_carts import assert_file_is_sound, prepare
from tests.storms.test_faulty_network import HURRIED, STORM, port_of

KEYS: Final = 200
"""Pressed in each weather."""

FIRST: Final = 2
"""The quantity that the cart begins with."""

LOOKS: Final = 500
"""At the screen, a moment apart, until what a key did has to stand there."""

SLOWER: Final = 5.0
"""What a key may take in bad weather, as a multiple of what it takes in good weather; medians. One that
waits for an answer would take as long as the clients are patient."""


@asynccontextmanager
async def desk_behind(proxy: FaultProxy, server: Served) -> AsyncIterator[Agent]:
    """A desk that knows the server only through the network, and opens its own client."""
    token = SecretStr(server.token(Role.AGENT, name="alice"))
    client = RestClient(proxy.url, token, origin=ActorOrigin.DESK, timeouts=HURRIED)
    app = CartuiApp(Desk(client, Display(timezone="UTC")))
    async with app.run_test(size=(110, 32), notifications=True) as pilot:
        agent = Agent(pilot, app)
        for _ in range(200):
            if app.desk.is_open:
                break
            await pilot.pause(0.05)
        await agent.quiet()
        yield agent


async def press_plus(agent: Agent, quantity: int, keys: int) -> list[float]:
    """Press + so often, and see after each key what it did; gives what each took, in seconds."""
    taken = []
    [edits] = agent.app.desk.at_hand.values()
    for wanted in range(quantity + 1, quantity + keys + 1):
        began = time.perf_counter()
        await agent.pilot.press("+")
        for _ in range(LOOKS):
            if f" {wanted:,} " in agent.screen:
                break
            await agent.pilot.pause(0.01)
        taken.append(time.perf_counter() - began)
        assert edits.quantity(edits.cart.lines[0].id) == wanted, agent.screen
        assert f" {wanted:,} " in agent.screen, agent.screen
    return taken


async def as_it_is(client: LocalClient, ref: str) -> tuple[Cart, list[HistoryEntry]]:
    """The cart in the database, and its history from the beginning."""
    cart = await client.carts.get(ref)
    return cart, [*reversed(await client.history.of_cart(ref, limit=10_000))]


def assert_saved_once(cart: Cart, history: list[HistoryEntry], quantity: int) -> None:
    """Fail unless the first line only rose to that quantity, and no version is missing or there twice.

    An edit that came twice, or late, would have set the quantity back.
    """
    [line, *_] = cart.lines
    assert line.quantity == quantity
    assert [entry.version for entry in history] == list(range(1, cart.version + 1))
    field = f"lines.{line.id}.quantity"
    saved = [change for entry in history for change in entry.changes if change.field == field]
    quantities = [FIRST, *(change.after for change in saved if isinstance(change.after, int))]
    assert [change.before for change in saved] == quantities[:-1]
    assert quantities == sorted(set(quantities)), quantities


@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_every_key_is_answered_in_any_weather_and_what_it_meant_is_saved_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "WAITS", (0.1, 0.2))
    database, keys = tmp_path / "shop.sqlite3", full_or_tenth(KEYS)
    with serving(str(database)) as server:
        [ref] = server.run(lambda client: prepare(client, 1))
        async with FaultProxy(port_of(server)) as proxy, desk_behind(proxy, server) as agent:
            await agent.open(await agent.client.carts.get(ref))
            calm = await press_plus(agent, FIRST, keys)
            proxy.weather = STORM
            stormy = await press_plus(agent, FIRST + keys, keys)
            assert proxy.met.total() > proxy.met[Fault.NONE]
            proxy.go_away()
            alone = await press_plus(agent, FIRST + 2 * keys, keys)
            assert "NOT SAVED" in agent.screen
            proxy.come_back()
            [edits] = agent.app.desk.at_hand.values()
            await edits.settled()  # in the storm
            assert not edits.refusals
            proxy.weather = CALM
            await agent.quiet()
            assert "NOT SAVED" not in agent.screen
        cart, history = server.run(lambda client: as_it_is(client, ref))
    assert_saved_once(cart, history, FIRST + 3 * keys)
    assert_file_is_sound(database, 0)
    usual = statistics.median(calm)
    slower = {"storm": statistics.median(stormy) / usual, "away": statistics.median(alone) / usual}
    assert max(slower.values()) < SLOWER, slower
