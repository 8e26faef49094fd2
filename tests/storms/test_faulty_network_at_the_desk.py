"""A bad network behind the desk: what its queue took is saved once or shown as refused."""

import asyncio
import random
import uuid
from collections.abc import Coroutine
from pathlib import Path
from typing import Final

import pytest

from cartui.client.protocol import Client
from cartui.screens.desk import reach
from cartui.screens.desk.cart_edits import CartEdits
from tests.scale import full_or_tenth
from tests.serving import serving
from tests.storms.fault_proxy import FaultProxy
from tests.storms.marked_edits import Ledger, MarkedEdit, Marker
from tests.storms.shared_carts import HOT, Storm, answered, assert_file_is_sound, prepare
from tests.storms.test_faulty_network import STORM, agents_behind, port_of

EDITS: Final = 500

DESKS: Final = ("alice", "bob")


class Desk:
    """One agent's queues, one for each cart, as the desk keeps them."""

    def __init__(self, client: Client, marker: Marker, ledger: Ledger) -> None:
        """Sit down."""
        self._client = client
        self._marker = marker
        self._ledger = ledger
        self._chance = random.Random(client.actor.name)
        self._running: set[asyncio.Task[None]] = set()
        self._at_hand: dict[str, CartEdits] = {}

    async def work(self, carts: list[str], count: int) -> None:
        """Ask for so many things, a few at a time, and note what is shown of them."""
        for ref in carts:
            cart = await answered(lambda ref=ref: self._client.carts.get(ref))  # type: ignore[misc]
            self._at_hand[ref] = CartEdits(
                self._client.carts, self._client.history, cart, lambda: uuid.uuid4().hex, self._start
            )
        while count > 0:
            edits = self._at_hand[self._chance.choice(carts)]
            asked = self._ask(edits, min(count, self._chance.randint(1, 4)))
            count -= len(asked)
            await edits.settled()
            for edit in asked:
                if refusal := edits.refusals.get(edit.area):
                    self._ledger.refused[edit.mark] = refusal
                else:
                    self._ledger.applied[edit.mark] = None
            edits.forget_refusals()  # given up: what clashes would be shown until it is settled

    def _ask(self, edits: CartEdits, count: int) -> list[MarkedEdit]:
        """Queue so many edits at once, each about another part of the cart, where a refusal has one place."""
        asked: dict[object, MarkedEdit] = {}
        while len(asked) < count:
            edit = self._marker.edit(edits.cart)
            if edit.area not in asked:
                asked[edit.area] = edit
                edits.ask(edit.area, *edit.actions)
        return list(asked.values())

    def _start(self, work: Coroutine[None, None, None]) -> None:
        """Run it for as long as the desk lives."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)


@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_what_the_queue_of_a_desk_took_is_saved_once_or_shown_as_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "WAITS", (0.02, 0.05))
    database = tmp_path / "shop.sqlite3"
    edits = full_or_tenth(EDITS)
    with serving(str(database)) as server:
        storm = Storm(server.run(lambda client: prepare(client, HOT)), placed=0)
        async with (
            FaultProxy(port_of(server), STORM) as proxy,
            agents_behind(proxy, server, DESKS) as clients,
        ):
            desks = [Desk(client, storm.marker, storm.ledger) for client in clients.values()]
            share = edits // len(desks)
            await asyncio.gather(*(desk.work(list(storm.carts), share) for desk in desks))
        server.run(storm.assert_nothing_lost_or_twice)
    assert_file_is_sound(database, 0)
    assert len(storm.ledger.applied) + len(storm.ledger.refused) == edits
    assert len(storm.ledger.applied) > edits / 2
