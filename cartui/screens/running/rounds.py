"""What an open desk does now and then: the background's work, and a look for carts locked by themselves."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from cartui.client.protocol import Client, ClientError
from cartui.model.agent import Role
from cartui.screens.desk.desk import Desk
from cartui.screens.running.waiting import LOCKED

FIRST: Final = 60.0
"""Seconds after the client was opened; a start has better things to do."""

EVERY: Final = 300.0
"""Seconds between two rounds."""


LOOKS: Final = 10.0
"""Seconds between two looks at how many carts are locked."""


async def keep_up(client: Client, *, first: float = FIRST, every: float = EVERY) -> None:
    """Let the backend do what is due, again and again, until cancelled; nothing where nothing may be written.

    It says nothing: what cannot be done now is done in the next round or by another desk, and if the
    backend is out of reach, whatever the agent does next says so.
    """
    if not client.capabilities.writes or not client.actor.role.covers(Role.AGENT):
        return
    await asyncio.sleep(first)
    while True:
        with suppress(ClientError):
            await client.upkeep.run()
        await asyncio.sleep(every)


async def watch_locks(desk: Desk, changed: Callable[[], None], *, every: float = LOOKS) -> None:
    """Call ``changed`` whenever other carts are locked than the first line says, until cancelled.

    A cart locks when its customer is away for too long, and nothing is written then that a feed could tell.
    """
    while True:
        await asyncio.sleep(every)
        known = desk.waiting.locked
        if not desk.is_open or desk.reach.is_away or known is None:
            continue
        with suppress(ClientError):
            if await desk.client.carts.count(LOCKED) != known and desk.waiting.locked == known:
                changed()
