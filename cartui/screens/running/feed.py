"""Following what changes in the backend, here and elsewhere, and going on after a lost connection."""

import math
from asyncio import sleep
from collections.abc import Callable, Sequence
from functools import partial
from time import monotonic
from typing import Final

from cartui.client.protocol import ClientError
from cartui.model.changes import GAP, Change
from cartui.screens.desk.desk import Desk
from cartui.screens.desk.reach import WAITS

GATHER: Final = 0.2
"""Seconds for which changes are gathered before the screens are told."""

APART: Final = 0.7
"""Seconds at least between two times that they are told: each one reads and draws what is in sight, and a
key that comes meanwhile waits for that.
"""

STEADY: Final = 5.0
"""Seconds after which a feed that has not broken off counts as one that works."""

MOST_BREAKS: Final = 2
"""How often the feed may break off, while calls are still answered, before the agent is told."""

Later = Callable[[float, Callable[[], None]], object]
"""Calls something in so many seconds."""


class Feed:
    """Asks for changes from the last one on, again whenever the connection was lost."""

    def __init__(
        self,
        desk: Desk,
        *,
        later: Later,
        tell: Callable[[Sequence[Change]], None],
        missed: Callable[[], None],
        doubt: Callable[[ClientError], None],
        told: Callable[[], None],
    ) -> None:
        """``tell`` gets what was changed; ``missed`` is called where something may have been missed.

        ``doubt`` gets what the feed broke off with; ``told`` shows what ``desk.reach`` says.
        """
        self._desk = desk
        self._later = later
        self._tell = tell
        self._missed = missed
        self._doubt = doubt
        self._told = told
        self._last: int | None = None
        self._gathered: list[Change] = []
        self._told_at = -math.inf
        """When the screens were told last, by the monotonic clock."""
        self._breaks = 0
        self._round = 0

    async def follow(self) -> None:
        """Follow the changes until cancelled; nothing where the backend tells of none."""
        desk = self._desk
        if not desk.client.capabilities.changes_feed:
            return
        while True:
            self._round += 1
            self._later(STEADY, partial(self._is_steady, self._round))
            try:
                async for change in desk.client.changes(self._last):
                    self._take(change)
                await sleep(WAITS[0])  # it should not end; where one does, it is not asked without a pause
            except ClientError as error:
                self._round += 1
                desk.note_trouble(error.message)
                self._breaks += 1
                if self._breaks >= MOST_BREAKS and not desk.reach.is_away:
                    desk.reach.unheard = True
                    self._told()
                self._doubt(error)
                await desk.reach.pause(self._breaks - 1, error)
                if self._last is None and not desk.reach.is_away:  # nobody knows from where on
                    self._later(GATHER, self._catch_up)

    def _take(self, change: Change) -> None:
        """Gather a change; the screens are told of all that come within a moment."""
        self._last = change.seq
        self._is_steady(self._round)
        if not self._gathered:
            self._later(max(GATHER, self._told_at + APART - monotonic()), self._pass_on)
        self._gathered.append(change)

    def _is_steady(self, began: int) -> None:
        """The feed that began then has not broken off."""
        if began != self._round:
            return
        self._breaks = 0
        if self._desk.reach.unheard:
            self._desk.reach.unheard = False
            self._told()
            self._catch_up()

    def _pass_on(self) -> None:
        """Tell of what was gathered; what is read only now has it already."""
        changes, self._gathered = tuple(self._gathered), []
        self._told_at = monotonic()
        if not self._desk.is_open:
            return
        if any(change.kind == GAP for change in changes):
            self._missed()
        else:
            self._tell(changes)

    def _catch_up(self) -> None:
        """Something may have been missed."""
        if self._desk.is_open:
            self._missed()
