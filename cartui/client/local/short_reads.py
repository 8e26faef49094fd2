"""Which reads are begun on the event loop: those that were short the last time, while no thread is at work.

Such a read costs more around it than in it: a thread has to wake up, and hands the interpreter back and forth
with the loop for every row. So what is probably short is read where it is asked for. It is given up after
:data:`SECONDS`, and done from its beginning in a thread. What is short is found out by doing: a kind of read
is done in a thread until that took little of the processor, since the first time loads modules, makes
statements and fetches pages of the disk; and each time it was given up, more of them go to a thread.
"""

from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from cartui.model.errors import Unavailable
from cartui.store.kept_connection import GivenUp, KeptConnection, Stopwatch, TimeLimit

if TYPE_CHECKING:
    from sqlalchemy import Connection

T = TypeVar("T")

SECONDS: Final = 0.003
"""Of the processor, what a read may take on the loop: several times a page, and a fifth of a frame."""

HELD_UP: Final = 0.008
"""Seconds by the clock after which it is given up where it had to wait for the disk or for a thread: half of
a frame, for which a key waits then. That another program has the processor is no reason: a thread would wait
for that as well, and the work would be done twice.
"""

MOST_LEFT: Final = 64
"""So many of a kind that is never short go to a thread before one is begun here again."""

_KINDS: Final = 256
"""Kinds that are remembered; then they are found out anew."""


@dataclass(slots=True)
class Kind:
    """What is known of reads that are like each other."""

    left: int = 1
    """So many more have to be short in a thread before one is begun on the loop."""
    penalty: int = 1
    """So many it will be when the next one is given up."""

    @property
    def is_short(self) -> bool:
        """Whether the next one is probably short."""
        return not self.left

    def was_long(self) -> None:
        """One that was begun on the loop was not short."""
        self.left, self.penalty = self.penalty, min(self.penalty * 2, MOST_LEFT)

    def took(self, seconds: float) -> None:
        """A thread has done one, in so many seconds of the processor."""
        self.left = max(self.left - 1, 0) if seconds <= SECONDS else max(self.left, 1)


class ShortReads:
    """Reads on the loop what is short; to be asked there, but for :meth:`measured`."""

    def __init__(self, kept: KeptConnection, time: Stopwatch) -> None:
        """Read over that connection, whenever it is open."""
        self._kept: Final = kept
        self._time: Final = time
        self._kinds: Final[dict[Hashable, Kind]] = {}

    def kind(self, like: Hashable) -> Kind:
        """What is known of reads that are like that."""
        known = self._kinds.get(like)
        if known is None:
            if len(self._kinds) >= _KINDS:
                self._kinds.clear()
            known = self._kinds[like] = Kind()
        return known

    @property
    def is_ready(self) -> bool:
        """Whether there is a connection to read with."""
        return self._kept.is_open

    def measured(self, kind: Kind, read: Callable[[], T]) -> tuple[T, float]:
        """What that gives, in a thread, and what it took of the processor, in seconds.

        Where that kind is short, the next one finds a connection.
        """
        began = self._time.processor()
        done = read()
        seconds = self._time.processor() - began
        if kind.is_short:
            with suppress(Unavailable):  # whoever asked has their answer
                self._kept.open()
        return done, seconds

    def do(self, kind: Kind, work: "Callable[[Connection], T]") -> T:
        """What ``work`` reads, in a snapshot. Raises ``GivenUp``, and whatever ``work`` finds wrong."""
        limit = TimeLimit(self._time, processor=SECONDS, seconds=HELD_UP)
        try:
            done = self._kept.at_once(work, limit)
        except GivenUp:
            kind.was_long()
            raise
        if limit.is_over:  # by what it did beside reading, or at the disk
            kind.was_long()
        else:
            kind.penalty = 1
        return done
