"""Keys typed faster than screens open: each waits until what the one before it did is done.

Textual hands a key to whatever has the focus at that moment, so ``n``, ``enter`` and a phone number typed in
one go would end up in three wrong places. Here keys stand in a line. The next one is given out when the one
before has passed through every queue that it can reach, the screens it opened are there with their focus,
and nothing holds the line (``hold``, for a screen that opens only after the backend has answered).
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Final, Self

from textual.app import App
from textual.dom import DOMNode
from textual.events import Event, Key
from textual.message_pump import MessagePump
from textual.screen import Screen

MOST_ROUNDS: Final = 12
"""Rounds through the queues before a key is taken for handled whatever still moves."""

TURNS: Final = 8
"""Turns of the event loop after each round, in which a task that was just woken gets on with its work."""

LONGEST_ROUND: Final = 2.0
"""Seconds after which a queue that does not answer is no longer waited for."""


LONG_HOLD: Final = 1.0
"""Seconds after which it is said that something is waited for, and escape gives it up."""

LONGEST_HOLD: Final = 10.0
"""Seconds after which keys are given out whatever is still being opened."""


class Hold:
    """Keeps the keys standing until it is released, by hand or at the end of a ``with``."""

    def __init__(self, ahead: "TypeAhead") -> None:
        """Begin to hold."""
        self._ahead: TypeAhead | None = ahead
        self.give_up: Callable[[], None] = _nothing
        """Stops what is waited for, where that changes nothing in the backend."""
        ahead.holders.add(self)
        ahead.released.clear()

    @property
    def holds(self) -> bool:
        """Whether the keys stand for its sake: it is neither released nor given up."""
        return self._ahead is not None and self in self._ahead.holders

    def release(self) -> None:
        """Let the keys go, unless somebody else holds them; doing it twice is fine."""
        if self._ahead is not None:
            self._ahead.holders.discard(self)
            if not self._ahead.holders:
                self._ahead.released.set()
            self._ahead = None

    def __enter__(self) -> Self:
        """Hold inside the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Release."""
        self.release()


class TypeAhead:
    """The keys that wait, and what they wait for."""

    def __init__(
        self,
        app: App[None],
        give: Callable[[Event], Awaitable[None]],
        waits_long: Callable[[bool], None] = lambda _waits: None,
    ) -> None:
        """``give`` hands one event to the focus, as the app would have done at once.

        ``waits_long`` is told when the keys stand for so long that it has to be said, and when no more.
        """
        self._app = app
        self._give = give
        self._waits_long = waits_long
        self._is_long = False
        self._waiting: deque[Event] = deque()
        self._task: asyncio.Task[None] | None = None
        self.holders: set[Hold] = set()
        self.released = asyncio.Event()
        self.released.set()

    def add(self, event: Event) -> None:
        """Put a key or a paste at the end of the line; escape gives up what has been waited for too long."""
        if self._is_long and isinstance(event, Key) and event.key == "escape":
            self._give_up()
            return
        self._waiting.append(event)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._deliver(), name="type ahead")
            self._task.add_done_callback(self._ended)

    @property
    def idle(self) -> bool:
        """Whether every key so far has been handled; for tests, which wait for it."""
        return self._task is None or self._task.done()

    @property
    def has_more(self) -> bool:
        """Whether keys stand in the line."""
        return bool(self._waiting)

    def forget(self) -> None:
        """Drop what was typed so far: it was not meant for the question that comes now."""
        self._waiting.clear()

    def hold(self) -> Hold:
        """Keep the line standing from now on: the next key is meant for a screen that is not there yet."""
        return Hold(self)

    def _give_up(self) -> None:
        """Wait no longer, and forget the keys that were meant for what would have come."""
        self.forget()
        for hold in tuple(self.holders):
            hold.give_up()
            hold.release()

    def _ended(self, task: asyncio.Task[None]) -> None:
        """A fault while a key was given out is a fault of the app."""
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self._app.call_later(_raise, error)

    async def _deliver(self) -> None:
        """Give out one key after the other."""
        while self._waiting:
            if self.holders:
                await self._nobody_holds()
                continue  # what was typed may have been forgotten
            event = self._waiting.popleft()
            await self._give(event)
            await self._handled()

    async def _handled(self) -> None:
        """Wait until the key has passed, its screens are open, and nobody holds the line."""
        before: tuple[Screen[object] | None, DOMNode | None] | None = None
        for _ in range(MOST_ROUNDS):
            await self._nobody_holds()
            await self._round()
            now = (self._app.screen, self._app.focused) if self._app.screen_stack else (None, None)
            if now == before and not self.holders:
                return
            before = now

    async def _nobody_holds(self) -> None:
        """Wait until the line may move on, but not for ever."""
        try:
            await asyncio.wait_for(self.released.wait(), LONG_HOLD)
        except TimeoutError:
            await self._nobody_holds_any_more()

    async def _nobody_holds_any_more(self) -> None:
        """Say that it takes long, and wait on."""
        self._is_long = True
        self._waits_long(True)
        try:
            await asyncio.wait_for(self.released.wait(), LONGEST_HOLD - LONG_HOLD)
        except TimeoutError:
            self.holders.clear()
            self.released.set()
        finally:
            self._is_long = False
            self._waits_long(False)

    async def _round(self) -> None:
        """Wait until each queue between the focus and the app has come to what is in it now."""
        if not self._app.screen_stack:
            return
        start: DOMNode = self._app.focused or self._app.screen
        for node in start.ancestors_with_self:
            if isinstance(node, MessagePump):
                passed = asyncio.Event()
                if node.call_later(passed.set):
                    try:
                        await asyncio.wait_for(passed.wait(), LONGEST_ROUND)
                    except TimeoutError:
                        return
        for _ in range(TURNS):
            await asyncio.sleep(0)


def _nothing() -> None:
    """What is waited for cannot be stopped."""


def _raise(error: BaseException) -> None:
    """Bring an error to where the app handles errors."""
    raise error
