"""Waking those who follow the changes of a database, when somebody wrote."""

import asyncio
import threading
from contextlib import suppress
from typing import Final

from cartui.model.errors import Unavailable
from cartui.store.watching import Watch, watch

AGAIN_SECONDS: Final = 1.0
"""How often one looks, and tries to watch again, while the database cannot be watched."""

_LAST_SECONDS: Final = 2.0
"""How long closing waits for a watch that is just being made: its thread ends by itself later."""


class ChangeSignal:
    """One thread watches, however many wait. Nothing happens before somebody does.

    Whoever follows looks first and then waits, with the number that it had *before* looking, so that nothing
    is missed that was written in between.
    """

    def __init__(self, location: str) -> None:
        """Watch that database, a path or a URL, once somebody waits."""
        self._location = location
        self.heard = 0
        """Rises whenever something may have been written."""
        self._rung = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self._watch: Watch | None = None
        self._guard = threading.Lock()
        """Between the thread, which changes what it watches with, and whoever ends it."""

    async def after(self, heard: int) -> None:
        """Wait until something may have been written since that number was read."""
        self._begin()
        while self.heard == heard:
            await self._rung.wait()

    def ring(self) -> None:
        """Tell, from any thread, that something was written."""
        loop = self._loop
        if loop is not None:
            with suppress(RuntimeError):  # closed meanwhile: nobody waits any more
                loop.call_soon_threadsafe(self._wake)

    async def close(self) -> None:
        """Stop watching; whoever waits is woken and finds the database closed."""
        thread, self._thread = self._thread, None
        self._wake()
        if thread is None:
            return
        self._ended.set()
        with self._guard:
            if self._watch is not None:
                self._watch.wake()
        await asyncio.to_thread(thread.join, _LAST_SECONDS)

    def _begin(self) -> None:
        """Start the thread, unless it is there."""
        if self._thread is None:
            self._loop = asyncio.get_running_loop()
            self._ended = threading.Event()
            self._thread = threading.Thread(
                target=self._follow, args=(self._ended,), name="cartui-changes", daemon=True
            )
            self._thread.start()

    def _wake(self) -> None:
        """Let all who wait look."""
        self.heard += 1
        rung, self._rung = self._rung, asyncio.Event()
        rung.set()

    def _follow(self, ended: threading.Event) -> None:
        """Watch until the end; a watch that is lost is made anew, and meanwhile one looks now and then."""
        while not ended.is_set():
            try:
                self._listen(ended)
            except Unavailable:
                self.ring()
                ended.wait(AGAIN_SECONDS)

    def _listen(self, ended: threading.Event) -> None:
        """Watch as long as that works. Raises ``Unavailable`` when it does not any more."""
        made = watch(self._location)
        try:
            with self._guard:
                self._watch = made
            while not ended.is_set():
                self.ring()  # the first time for what was written before the watch began
                made.wait()
        finally:
            with self._guard:
                self._watch = None
            made.close()
