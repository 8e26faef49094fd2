"""Every screen of the desk that is open, and what all of them are told."""

from collections.abc import Callable, Coroutine, Iterator, Sequence

from textual.worker import Worker

from cartui.client.protocol import ClientError
from cartui.model.changes import EXPORT, HISTORY, OUTBOX, PRESENCE, Change
from cartui.screens.desk.desk import DeskApp
from cartui.screens.desk.desk_screen import DeskScreen
from cartui.screens.running.waiting import count_waiting


class OpenScreens:
    """The open screens of an app, in whatever mode."""

    def __init__(self, app: DeskApp) -> None:
        """Tell the screens of this app."""
        self._app = app
        self._desk = app.desk

    def __iter__(self) -> Iterator[DeskScreen[object]]:
        """Each of them, those behind others too; one being taken down has lost its widgets."""
        for mode in self._app.MODES:
            for screen in self._app._screen_stacks.get(mode, ()):
                if isinstance(screen, DeskScreen) and screen.is_attached:
                    yield screen

    def opened(self) -> None:
        """The client is open: let them read."""
        for screen in self:
            screen.refresh_header()
            screen.refresh_hints()
            screen.when_open()  # a list counts what waits after its first rows

    def not_opened(self) -> None:
        """The client could not be opened; ``desk.trouble`` says why."""
        for screen in list(self):
            screen.when_not_opened()
            screen.refresh_hints()

    def show_reach(self) -> None:
        """Show in every first line whether the backend answers, and what is not saved."""
        for screen in list(self):
            screen.refresh_header()

    def back(self) -> None:
        """The backend answers again: read what is shown, and go on with what waited."""
        for edits in self._desk.at_hand.values():
            edits.try_now()
        for screen in list(self):
            screen.when_missed()
        self.count_waiting()

    def catch_up(self) -> None:
        """The feed of changes goes on after a pause, in which anything may have happened."""
        self._anew(self._read_shop, "shop")
        for screen in list(self):
            screen.when_missed()
        self.count_waiting()

    def tell(self, changes: Sequence[Change]) -> None:
        """Tell every screen what was changed.

        Who comes, comments or exports, and what becomes of a message, is no reason to read carts again.
        """
        by_kind: dict[str, list[Change]] = {PRESENCE: [], HISTORY: [], EXPORT: [], OUTBOX: []}
        others: list[Change] = []
        for change in changes:
            by_kind.get(change.kind, others).append(change)
        if any(change.kind == "shop" for change in others):
            self._anew(self._read_shop, "shop")
        for screen in list(self):
            if by_kind[PRESENCE]:
                screen.when_present({change.id for change in by_kind[PRESENCE]})
            if by_kind[HISTORY]:
                screen.when_commented(by_kind[HISTORY])
            if by_kind[EXPORT]:
                screen.when_exported(by_kind[EXPORT])
            if by_kind[OUTBOX]:
                screen.when_messages(by_kind[OUTBOX])
            if others:
                screen.when_changed(others)
        if others:
            self.count_waiting()

    def count_waiting(self) -> None:
        """Count what waits, for the first line."""
        self._anew(self._count_waiting, "waiting")

    async def _count_waiting(self) -> None:
        """Count it; while that cannot be done, the line keeps what it said."""
        try:
            self._desk.waiting = await count_waiting(self._desk.client)
        except ClientError as error:
            self._app.doubt(error, is_read=True)
            return
        for screen in self:
            screen.refresh_header()

    async def _read_shop(self) -> None:
        """The business decided something else."""
        try:
            self._desk.shop = await self._desk.client.shop.get()
        except ClientError as error:
            self._app.doubt(error, is_read=True)  # the next change, or the next start, reads it

    def _anew(self, work: Callable[[], Coroutine[None, None, None]], group: str) -> None:
        """Do it from the beginning, in place of what is under way of it."""
        _worker: Worker[None] = self._app.run_worker(work, group=group, exclusive=True)
