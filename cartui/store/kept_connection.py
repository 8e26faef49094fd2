"""A connection to a file that is kept, so that a look at it costs little more than the look.

Taking one from the pool and giving it back costs a short read as much as a third of what it reads. This one
is there already. It belongs to one at a time, and each reads in a snapshot of their own. Whoever may not wait
at all, for the disk, for a lock or for a thread, says how long they have, and hears when that was not enough.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Final, TypeVar, cast

from cartui.store.database import Database
from cartui.store.sqlite import BUSY_SECONDS, CACHE, keep_at_hand
from cartui.store.trouble import explaining, reported

if TYPE_CHECKING:
    import sqlite3

    from sqlalchemy import Connection

T = TypeVar("T")

INSTRUCTIONS: Final = 500
"""So many of SQLite's are done between two looks at the clock: eighteen rows of a page, found and given.

Looking after every hundred costs a filter that tests row after row noticeably more.
"""


class GivenUp(Exception):
    """It could not be read in the time that there was, or not at all; nothing is known of the answer."""


def _waits() -> Callable[[], int]:
    """What tells how often this thread has let go of the processor by itself, to wait for something."""
    try:
        from resource import RUSAGE_THREAD, getrusage
    except ImportError:  # a system that does not tell: it may have waited whenever somebody asks
        return count().__next__
    return lambda: getrusage(RUSAGE_THREAD).ru_nvcsw


_WAITS: Final = _waits()


@dataclass(frozen=True, slots=True)
class Stopwatch:
    """Tells how much time went by."""

    clock: Callable[[], float] = time.monotonic
    """Seconds, for everybody."""
    processor: Callable[[], float] = time.thread_time
    """Seconds that this thread had of the processor."""
    waits: Callable[[], int] = _WAITS
    """How often this thread waited for anything but the processor: a disk, or another thread."""


OF_SYSTEM: Final = Stopwatch()


class TimeLimit:
    """How long something may take, from now on."""

    def __init__(self, time: Stopwatch, *, processor: float, seconds: float) -> None:
        """So many seconds of the ``processor``, and ``seconds`` where it has to wait for something else."""
        now = time.clock()
        self._time: Final = time
        self._look_at = now + processor
        """By the clock, which costs little to look at."""
        self._until: Final = now + seconds
        self._processor_until: Final = time.processor() + processor
        self._waits: Final = time.waits()

    @property
    def is_over(self) -> bool:
        """Whether no time is left."""
        now = self._time.clock()
        if now < self._look_at:
            return False
        left = self._processor_until - self._time.processor()
        if left <= 0 or (now >= self._until and self._time.waits() != self._waits):
            return True
        # Another program had the processor, and would have it in a thread, too; or the disk takes its time.
        self._look_at = now + left
        return False


class KeptConnection:
    """One connection to a file; safe to use from several threads, and :meth:`at_once` from an event loop."""

    def __init__(self, database: Database) -> None:
        """Nothing is opened before :meth:`open`, or :meth:`snapshot`."""
        self._database: Final = database
        self._guard: Final = threading.Lock()
        """Held by whoever reads."""
        self._connection: Connection | None = None
        self._broken = False
        self._limit: TimeLimit | None = None
        """Of whoever reads."""
        self._interrupted = False
        self.connections = 0
        """So many were opened, one after the other: what SQLite counts for each begins anew."""

    @property
    def is_open(self) -> bool:
        """Whether there is one to read at once with."""
        return self._connection is not None and not self._broken

    def open(self) -> None:
        """Connect, in a thread, if that was not done or what there was is broken. Raises ``Unavailable``."""
        with self._guard, explaining(self._database.path):
            self._open()

    @contextmanager
    def snapshot(self) -> Iterator["Connection"]:
        """Read in a thread, waiting for whatever is in the way. Raises ``Unavailable``."""
        with self._guard, explaining(self._database.path):
            connection = self._open()
            try:
                _wait_for_others(connection, BUSY_SECONDS)
                try:
                    with connection.begin():
                        yield connection
                finally:
                    _wait_for_others(connection, 0)
            except reported():
                self._broken = True
                raise

    def at_once(self, work: "Callable[[Connection], T]", limit: TimeLimit) -> T:
        """What ``work`` reads in one snapshot. Raises ``GivenUp`` and whatever ``work`` finds wrong itself.

        SQLite is stopped when its time is over, and where anybody else is in the way. Nothing else is: what
        ``work`` does beside reading has to be short by itself.
        """
        if not self._guard.acquire(blocking=False):
            raise GivenUp
        try:
            if self._connection is None or self._broken:
                raise GivenUp
            return self._read(self._connection, work, limit)
        finally:
            self._guard.release()

    def close(self) -> None:
        """Let go of the file, after whoever reads."""
        with self._guard:
            self._let_go()

    def _read(self, connection: "Connection", work: "Callable[[Connection], T]", limit: TimeLimit) -> T:
        """Read as long as there is time."""
        self._interrupted, self._limit = False, limit
        try:
            with connection.begin():
                done = work(connection)
                self._limit = None
        except reported() as error:
            self._broken = not self._interrupted
            raise GivenUp from error
        finally:
            self._limit = None
            self._broken |= _driver_of(connection).in_transaction  # it could not be ended
        if self._interrupted:  # and whoever was told so went on without what was missing
            raise GivenUp
        return done

    def _is_over(self) -> bool:
        """Whether SQLite has to stop; it is told so once, since ending the snapshot is its work, too."""
        if self._limit is None or not self._limit.is_over:
            return False
        self._limit, self._interrupted = None, True
        return True

    def _open(self) -> "Connection":
        """The connection; with the guard."""
        if self._broken:
            self._let_go()
        if self._connection is None:
            connection = self._database.connect()
            driver = _driver_of(connection)
            keep_at_hand(driver, CACHE)
            driver.set_progress_handler(self._is_over, INSTRUCTIONS)
            _wait_for_others(connection, 0)
            self._connection, self._broken = connection, False
            self.connections += 1
        return self._connection

    def _let_go(self) -> None:
        """Close it: nobody else gets a connection that stops by itself. With the guard."""
        connection, self._connection = self._connection, None
        self._broken = False
        if connection is not None:
            with suppress(*reported()):
                connection.invalidate()
                connection.close()


def _driver_of(connection: "Connection") -> "sqlite3.Connection":
    """SQLite's own connection."""
    return cast("sqlite3.Connection", connection.connection.driver_connection)


def _wait_for_others(connection: "Connection", seconds: float) -> None:
    """Wait so long for a lock from now on."""
    connection.connection.cursor().execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}").close()
