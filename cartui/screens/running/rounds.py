"""The background's work that an open desk does now and then, for shops that have no cron job for it."""

import asyncio
from contextlib import suppress
from typing import Final

from cartui.client.protocol import Client, ClientError
from cartui.model.agent import Role

FIRST: Final = 60.0
"""Seconds after the client was opened; a start has better things to do."""

EVERY: Final = 300.0
"""Seconds between two rounds."""


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
