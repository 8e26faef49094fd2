"""The connection to the backend: opened when the desk starts, followed for changes, kept until its end."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Final

from cartui.client.protocol import ClientError, Unauthenticated
from cartui.model.changes import Change
from cartui.screens.desk.desk import Desk
from cartui.screens.running.draft_keeping import DraftKeeping
from cartui.screens.running.feed import Feed, Later
from cartui.screens.running.memory import Memory
from cartui.screens.running.open_screens import OpenScreens
from cartui.screens.running.rounds import keep_up, watch_locks
from cartui.screens.running.watch import Watch


class BackendConnection:
    """Keeps the client open while the desk is; an unreachable backend is tried again."""

    def __init__(
        self,
        desk: Desk,
        screens: OpenScreens,
        memory: Memory,
        drafts: DraftKeeping,
        *,
        later: Later,
        opened: Callable[[], None],
        fault: Callable[[BaseException], None],
    ) -> None:
        """``opened`` is called each time the client is open; ``fault`` gets an error of the desk itself."""
        self._desk: Final = desk
        self._screens: Final = screens
        self._memory: Final = memory
        self._drafts: Final = drafts
        self._later = later
        self._opened = opened
        self._fault = fault
        self._ending = asyncio.Event()
        self._kept_open: asyncio.Task[None] | None = None
        self._asking: set[asyncio.Task[None]] = set()
        self._watch = Watch(desk, start=self._ask, told=screens.show_reach, back=screens.back)

    def open(self) -> None:
        """Open the client in a task of its own, and keep it open until :meth:`close`."""
        self._kept_open = asyncio.create_task(self._keep_open(), name="client")
        self._kept_open.add_done_callback(self._stopped)

    async def close(self) -> None:
        """Let the client close in good order."""
        self._ending.set()
        if self._kept_open is not None:
            await asyncio.wait({self._kept_open})

    def doubt(self, error: ClientError, *, is_read: bool) -> None:
        """A call ended in this error: see whether the backend is away."""
        self._forget_rows(error)
        self._watch.doubt(error, is_read=is_read)

    async def _keep_open(self) -> None:
        """Open the client until the desk closes, again and again where that fails."""
        desk, tries = self._desk, 0
        while not self._ending.is_set():
            try:
                async with desk.client:
                    await self._work()
                    return
            except ClientError as error:
                desk.is_open = False
                self._forget_rows(error)
                desk.trouble = error.message
                desk.reach.stranger = error.message if isinstance(error, Unauthenticated) else ""
                self._screens.not_opened()
                await self._until_closed(desk.reach.pause(tries, error))
            tries += 1

    async def _work(self) -> None:
        """Follow the client's changes until the end, and tell the screens that it is open.

        The feed begins before anything is read, so that no change falls between the two.
        """
        desk = self._desk
        feed = Feed(
            desk,
            later=self._later,
            tell=self._tell,
            missed=self._screens.catch_up,
            doubt=partial(self.doubt, is_read=False),
            told=self._screens.show_reach,
        )
        tasks = {
            asyncio.create_task(feed.follow(), name="changes"),
            asyncio.create_task(keep_up(desk.client), name="upkeep"),
            asyncio.create_task(watch_locks(desk, self._screens.catch_up), name="locks"),
        }
        for task in tasks:
            task.add_done_callback(self._stopped)
        try:
            desk.shop = await desk.client.shop.get()
            await self._memory.recall()
            await self._drafts.recall()
            desk.is_open, desk.trouble, desk.reach.stranger = True, "", ""
            self._screens.opened()
            self._opened()
            await self._ending.wait()
            if not desk.reach.is_away:
                await desk.attendance.leave_all(desk.client)
        finally:
            tasks |= self._asking
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _tell(self, changes: Sequence[Change]) -> None:
        """These things were changed."""
        self._drafts.when_changed(changes)
        self._screens.tell(changes)

    async def _until_closed(self, pause: Coroutine[None, None, None]) -> None:
        """Wait for the end of a pause, or until the desk closes."""
        tasks = {asyncio.create_task(pause), asyncio.create_task(self._closed())}
        _, late = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in late:
            task.cancel()

    async def _closed(self) -> None:
        """Wait until the desk closes."""
        await self._ending.wait()

    def _forget_rows(self, error: ClientError) -> None:
        """Whom the backend does not know any more is to see no names at the next start."""
        if isinstance(error, Unauthenticated):
            self._desk.saved_rows.forget()

    def _ask(self, asking: Coroutine[None, None, None]) -> None:
        """Ask the backend whether it is there, for as long as the client is open."""
        task = asyncio.create_task(asking, name="watch")
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)
        task.add_done_callback(self._stopped)

    def _stopped(self, task: asyncio.Task[None]) -> None:
        """A task ended; a fault in it is a fault of the desk, not something to pass over."""
        error = None if task.cancelled() else task.exception()
        if error is not None and not self._ending.is_set():
            self._fault(error)
