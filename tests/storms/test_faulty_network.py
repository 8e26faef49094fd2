"""A bad network between agents and their server: nothing twice, nothing lost without a word."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

import pytest
from pydantic import SecretStr

from cartui.client.protocol import Client
from cartui.client.rest import RestClient
from cartui.client.rest.timeouts import Timeouts
from cartui.model.agent import ActorOrigin, Role
from tests.scale import full_or_tenth
from tests.serving import Served, serving
from tests.storms.fault_proxy import CALM, EVERYTHING, FaultProxy, Weather
from tests.storms.shared_carts import HOT, Storm, assert_file_is_sound, prepare

AGENTS: Final = ("alice", "bob", "carol")
EDITS: Final = 1_000
ORDERS: Final = 50

HURRIED: Final = Timeouts(
    silence=0.5, pause=0.005, longest_pause=0.05, failures=6, rest=0.01, longest_rest=0.05
)
"""The client's usual timeouts, so much shorter as the storm's faults are."""

STORM: Final = Weather.stormy(0.35, longest=0.1)
"""One request in three goes wrong; a few percent meet each fault."""

SLOWEST: Final = Weather.stormy(0.02, longest=1.5)
"""What is slow here takes longer than the clients wait."""


@asynccontextmanager
async def agents_behind(
    proxy: FaultProxy, server: Served, names: Sequence[str]
) -> AsyncIterator[dict[str, Client]]:
    """A client for each agent, which knows the server only through the network."""
    async with AsyncExitStack() as stack:
        weather, proxy.weather = proxy.weather, CALM  # nobody sits down before the weather gets bad
        clients: dict[str, Client] = {}
        for name in names:
            token = SecretStr(server.token(Role.AGENT, name=name))
            client = RestClient(proxy.url, token, origin=ActorOrigin.DESK, timeouts=HURRIED)
            clients[name] = await stack.enter_async_context(client)
        proxy.weather = weather
        yield clients


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("weather", "shop_database"),
    [(STORM, "sqlite"), (SLOWEST, "sqlite"), (STORM, "postgresql")],
    ids=["storm", "slower than anybody waits", "storm over PostgreSQL"],
    indirect=["shop_database"],
)
async def test_every_edit_is_there_once_or_was_refused_and_no_order_is_there_twice(
    shop_database: str, weather: Weather
) -> None:
    edits, orders = full_or_tenth(EDITS), full_or_tenth(ORDERS)
    with serving(shop_database) as server:
        storm = Storm(server.run(lambda client: prepare(client, HOT + orders)), placed=orders)
        async with (
            FaultProxy(port_of(server), weather) as proxy,
            agents_behind(proxy, server, AGENTS) as clients,
        ):
            await storm.rage(clients, edits)
        server.run(storm.assert_nothing_lost_or_twice)
    if "://" not in shop_database:
        assert_file_is_sound(Path(shop_database), orders)
    told = storm.ledger
    assert len(told.applied) + len(told.refused) + len(told.unknown) == edits // len(AGENTS) * len(AGENTS)
    assert len(told.applied) > edits / 2
    assert weather is not STORM or edits < EDITS or set(proxy.met) >= set(EVERYTHING), proxy.met


def port_of(server: Served) -> int:
    """Where it listens."""
    return int(server.url.rpartition(":")[2])
