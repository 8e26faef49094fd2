"""What a desk remembers of its agent from one start to the next."""

import asyncio
from contextlib import suppress
from typing import Final

from cartui.screens.desk.desk import Desk
from cartui.settings.errors import NotWritten
from cartui.settings.sessions import Session, Sessions

MOMENT: Final = 1.0
"""Seconds from a change until it is saved: soon, as a desk may be killed; not at each of many moves."""


class Memory:
    """Restores the session once the agent is known, and saves changes of it: soon, and at the end."""

    def __init__(self, desk: Desk, sessions: Sessions | None) -> None:
        """Without ``sessions`` nothing is remembered."""
        self._desk = desk
        self._sessions = sessions
        self._recalled: tuple[str, Session] | None = None
        self._keeping: asyncio.Task[None] | None = None

    async def recall(self) -> None:
        """Let the desk go on with what is remembered; once, since from then on it knows better."""
        if self._sessions is None or self._recalled is not None:
            return
        agent = self._desk.client.actor.name
        remembered = await asyncio.to_thread(self._sessions.load, agent)
        chosen = self._desk.session
        self._recalled = agent, remembered
        self._desk.session = remembered
        if chosen.theme:  # while one waited for the backend
            self._desk.session = remembered.model_copy(
                update={"theme": chosen.theme, "theme_said": chosen.theme_said}
            )
            self.soon()

    def soon(self) -> None:
        """Something is to be remembered: keep it in a moment, beside what the desk is doing."""
        if self._recalled is not None and (self._keeping is None or self._keeping.done()):
            self._keeping = asyncio.create_task(self._keep_soon(), name="session")

    async def _keep_soon(self) -> None:
        """Keep what there is in a moment; what changes while it is written is kept after that."""
        while self._has_changed:
            await asyncio.sleep(MOMENT)
            await asyncio.to_thread(self._keep)

    async def end(self) -> None:
        """Keep what has changed, now."""
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.wait({self._keeping})
        self._keep()

    @property
    def _has_changed(self) -> bool:
        """Whether anything is not kept yet."""
        return self._recalled is not None and self._desk.session != self._recalled[1]

    def _keep(self) -> None:
        """Keep what has changed; where that fails, the next start begins as usual."""
        if self._sessions is None or self._recalled is None:
            return
        (agent, before), session = self._recalled, self._desk.session
        if session != before:
            self._recalled = agent, session
            with suppress(NotWritten):
                self._sessions.save(agent, session, since=before)
