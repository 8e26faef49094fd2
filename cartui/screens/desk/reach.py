"""Whether the backend answers: since when it does not, and when it is asked again.

The desk goes on while its backend is away: what is shown stays, what is asked for waits. This is what the
screens know of it; :class:`cartui.screens.running.watch.Watch` finds it out.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from cartui.client.protocol import ClientError, Unauthenticated, Unavailable

WAITS: Final = (1.0, 2.0, 4.0, 8.0, 15.0)
"""Seconds between tries while the backend is away; the last one repeats."""

LONGEST_WAIT: Final = 60.0
"""Seconds for which a backend that asks for patience is believed."""


LOG_IN_AGAIN: Final = "log in again in another terminal (cartui login), then "
"""What is to be done where the backend does not know the agent any more; what tries it again follows."""


@dataclass(slots=True)
class Reach:
    """What is known of the backend's whereabouts."""

    away_since: datetime | None = None
    """Since when it does not answer (UTC); ``None``: it does."""
    why: str = ""
    """Why it does not, in the words of the last try."""
    stranger: str = ""
    """Why it does not know any more who is asking; empty: it does."""
    slow: bool = False
    """Whether an answer takes so long that the keys wait for it."""
    unheard: bool = False
    """Whether it answers, but does not tell what others change."""
    _hurry: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_away(self) -> bool:
        """Whether it does not answer, or not to this agent."""
        return self.away_since is not None or bool(self.stranger)

    def lost(self, error: ClientError, now: datetime) -> None:
        """It did not answer, or not to this agent; ``now`` is aware UTC."""
        self.why = error.message
        if isinstance(error, Unauthenticated):
            self.stranger = error.message
        elif self.away_since is None:
            self.away_since = now

    def found(self) -> None:
        """It answers again: whoever waits for it tries now."""
        self.away_since, self.why, self.stranger = None, "", ""
        self.try_now()

    def try_now(self) -> None:
        """End every pause: somebody asked for another try."""
        self._hurry.set()
        self._hurry = asyncio.Event()

    async def pause(self, tries: int, error: ClientError) -> None:
        """Wait before another try, after so many: longer each time, or as long as the backend asked for.

        An agent whom it does not know is not tried again before somebody asks for it.
        """
        hurry = self._hurry
        try:
            await asyncio.wait_for(hurry.wait(), seconds_before_next(tries, error))
        except TimeoutError:
            return


def is_silence(error: ClientError) -> bool:
    """Whether the sign in the first line says enough.

    An error that names a command to run needs its own message.
    """
    return isinstance(error, (Unavailable, Unauthenticated)) and "`" not in error.message


def seconds_before_next(tries: int, error: ClientError) -> float | None:
    """Seconds to wait after ``tries`` calls that ended in this error; ``None``: until somebody asks."""
    if isinstance(error, Unauthenticated):
        return None
    asked_for = error.retry_after if isinstance(error, Unavailable) else None
    if asked_for is not None:
        return min(max(asked_for, WAITS[0]), LONGEST_WAIT)
    return WAITS[min(tries, len(WAITS) - 1)]


def said_of_no_answer(not_known: str, once: str, error: ClientError, key: str) -> str:
    """What is said of something that got no answer, as ``not known whether …`` and ``it is done once``.

    ``key`` is what tries it again, empty where none does: for an agent whom the backend does not know,
    nothing is tried by itself.
    """
    if isinstance(error, Unauthenticated):
        return f"{not_known}: {LOG_IN_AGAIN}{f'press {key}' if key else 'read again'}, and {once}."
    return f"{not_known}; trying again, and {once}."
