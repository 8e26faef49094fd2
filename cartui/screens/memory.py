"""What a desk remembers of its agent from one start to the next."""

import asyncio
from contextlib import suppress

from cartui.screens.desk import Desk
from cartui.settings.errors import NotWritten
from cartui.settings.sessions import Session, Sessions


class Memory:
    """Recalls it once it is clear who works here, and keeps what has changed at the end."""

    def __init__(self, desk: Desk, sessions: Sessions | None) -> None:
        """Without ``sessions`` nothing is remembered."""
        self._desk = desk
        self._sessions = sessions
        self._recalled: tuple[str, Session] | None = None

    async def recall(self) -> None:
        """Let the desk go on with what is remembered; once, since from then on it knows better."""
        if self._sessions is None or self._recalled is not None:
            return
        agent = self._desk.client.actor.name
        self._desk.session = await asyncio.to_thread(self._sessions.load, agent)
        self._recalled = agent, self._desk.session

    def keep(self) -> None:
        """Keep what has changed; where that fails, the next start begins as usual."""
        if self._sessions is None or self._recalled is None:
            return
        agent, before = self._recalled
        if self._desk.session != before:
            with suppress(NotWritten):
                self._sessions.save(agent, self._desk.session)
