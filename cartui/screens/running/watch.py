"""Finding out whether the backend is away, and when it is back: one question at a time, for all screens."""

from collections.abc import Callable, Coroutine
from time import monotonic
from typing import Final

from cartui.client.protocol import ClientError, Unauthenticated, Unavailable
from cartui.screens.desk.desk import Desk

CALM: Final = 30.0
"""Seconds for which the backend has to answer before the pauses between tries begin small again."""


class Watch:
    """Asks the backend for something small until it answers; doubts come from whoever was not answered."""

    def __init__(
        self,
        desk: Desk,
        *,
        start: Callable[[Coroutine[None, None, None]], object],
        told: Callable[[], None],
        back: Callable[[], None],
    ) -> None:
        """``start`` runs the asking; ``told`` shows what ``desk.reach`` says; ``back``: it answers again."""
        self._desk = desk
        self._start = start
        self._told = told
        self._back = back
        self._asking = False
        self._tries = 0
        self._found_at = -CALM

    def doubt(self, error: ClientError, *, is_read: bool) -> None:
        """A call ended in this error: ask whether the backend is there.

        A read that is not answered is enough to take it for away; a write may have a reason of its own, such
        as a full disk.
        """
        if not isinstance(error, (Unavailable, Unauthenticated)) or not self._desk.is_open:
            return
        if is_read or isinstance(error, Unauthenticated):
            self._desk.reach.lost(error, self._desk.now())
        self._told()
        if not self._asking:
            self._asking = True
            if monotonic() - self._found_at >= CALM:
                self._tries = 0
            self._start(self._ask(error))

    async def _ask(self, error: ClientError) -> None:
        """Ask until it answers."""
        desk = self._desk
        try:
            while True:
                if desk.reach.is_away:
                    await desk.reach.pause(self._tries, error)
                    self._tries += 1
                try:
                    desk.shop = await desk.client.shop.get()
                except (Unavailable, Unauthenticated) as another:
                    error = another
                    desk.reach.lost(another, desk.now())
                    self._told()
                except ClientError:
                    break  # a refusal is an answer, too
                else:
                    break
        finally:
            self._asking = False
        was_away = desk.reach.is_away
        self._found_at = monotonic()
        if was_away:  # else it was only that one write, which is tried again in its own time
            desk.reach.found()
            self._back()
        self._told()
