"""Leaving the desk by itself when nobody has pressed a key for as long as it may be left alone (decision 28).

There is no password to ask for: over SSH the key is the proof of who comes in, and it is asked for by coming
in again. So everything is hidden at once, what is being saved is saved, and the desk ends; the next start
has what was half typed.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Final

from cartui.screens.desk.desk import DeskApp
from cartui.screens.desk.unsaved import quit_lines, unsaved
from cartui.screens.running.cover import Cover
from cartui.screens.running.leaving import PATIENCE, is_saving, until_saved

STATUS: Final = 9
"""The exit status of a desk that was left alone."""

NOTICE: Final = 60.0
"""Seconds before the end in which it is said; half of the time where that is shorter."""

LOOK: Final = 15.0
"""Seconds at most between two looks at the clock: it goes on while the machine sleeps, and timers do not."""

MOMENT: Final = 0.1
"""Seconds between two looks at whether everything is saved."""

LONGEST_CALL: Final = 60.0
"""Seconds for which a call that is under way is waited for; what waits for the backend is for ever."""


class IdleLock:
    """Counts from the last key on."""

    def __init__(self, app: DeskApp, limit: timedelta, *, take_down: Callable[[], None]) -> None:
        """Leave this app after that time.

        ``take_down`` notes what the next start is to have, before anything is hidden.
        """
        self._app: Final = app
        self._limit: Final = limit
        self._take_down = take_down
        self._last = 0.0
        """When somebody was here, by the desk's clock."""
        self._notice = ""
        """What was said before the end, while it is shown."""

    def start(self) -> None:
        """Begin to count."""
        self._last = self._app.desk.passing()
        self._app.heeds = self.heeds
        self._look()

    def heeds(self) -> bool:
        """Somebody pressed a key; false where that came too late."""
        if self._app.cover is None and self._left() <= 0:
            self._hide()
        if self._app.cover is not None:
            return False
        self._last = self._app.desk.passing()
        if self._notice:
            self._app.take_back(self._notice)
            self._notice = ""
        return True

    def _left(self) -> float:
        """Seconds until the desk has been left alone for too long."""
        return self._last + self._limit.total_seconds() - self._app.desk.passing()

    def _look(self) -> None:
        """Look how long nobody was here, and when to look again."""
        if self._app.cover is not None:
            return
        left, before = self._left(), min(NOTICE, self._limit.total_seconds() / 2)
        if left <= 0:
            self._hide()
            return
        if left <= before and not self._notice:
            self._notice = f"No key for a while: this desk is left in {_words(left)}. Any key stays."
            self._app.notify(self._notice, severity="warning", timeout=left)
        until = left if left <= before else left - before
        self._app.set_timer(max(MOMENT, min(LOOK, until)), self._look)

    def _hide(self) -> None:
        """Hide everything at once, and leave as soon as what is being saved is saved."""
        app = self._app
        self._take_down()
        app.type_ahead.forget()
        app.clear_notifications()
        why = f"No key was pressed for {span_words(self._limit)}, so this desk is hidden, and then left."
        app.cover = cover = Cover(why)
        app.run_worker(self._leave(cover, app.push_screen(cover)), group="idle")

    async def _leave(self, cover: Cover, shown: Awaitable[None]) -> None:
        """End, once nothing waits to be saved; all is hidden first, as some terminals keep what was last."""
        app, desk = self._app, self._app.desk
        await shown
        drawn = asyncio.Event()
        cover.call_after_refresh(drawn.set)
        with suppress(TimeoutError):
            await asyncio.wait_for(drawn.wait(), PATIENCE)
        if desk.is_open and not desk.reach.is_away:
            await desk.attendance.leave_all(desk.client)
        await until_saved(app)
        await desk.half_typed.keep_now()
        began = asked = desk.passing()
        while unsaved(desk) or (is_saving(app) and desk.passing() - began < LONGEST_CALL):
            cover.say(_waiting(len(unsaved(desk))))
            if desk.reach.stranger and desk.passing() - asked >= LOOK:
                asked = desk.passing()  # whoever logs in again elsewhere can press no key here
                desk.reach.try_now()
            await asyncio.sleep(MOMENT)
        lost = quit_lines(desk, is_saving=is_saving(app))
        kept = "What was saved is saved, and what was half typed is there at the next start."
        said = [
            f"No key was pressed for {span_words(self._limit)}, so the desk was left.",
            *(lost or (kept,)),
        ]
        desk.trouble = "\n".join([*said, *([desk.trouble] if desk.trouble else [])])
        app.exit(return_code=STATUS)


def _waiting(changes: int) -> str:
    """What keeps the desk from ending, without a word of what it is about."""
    if not changes:
        return "Something is still being saved."
    what = "1 change waits" if changes == 1 else f"{changes} changes wait"
    return f"{what} for the shop, which does not answer. The desk ends when that is saved."


def span_words(limit: timedelta) -> str:
    """How long that is: ``15 minutes``."""
    minutes = int(limit.total_seconds()) // 60
    if minutes % 60:
        return "1 minute" if minutes == 1 else f"{minutes} minutes"
    return "1 hour" if minutes == 60 else f"{minutes // 60} hours"


def _words(seconds: float) -> str:
    """About how long that is: ``a minute``."""
    return "a minute" if seconds > 45 else "half a minute" if seconds > 20 else "a moment"
