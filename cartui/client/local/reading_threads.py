"""The threads that read: as many at once as gain by it, and one more whenever one of them is held up.

Reading a file of SQLite that the system has in its memory is work for the processor, and of that Python does
one thing at a time: threads that do it side by side only take it from each other, row by row, which made a
page under load cost twice of what it costs alone. What waits for a server, or a search that looks through
half of a table, must not keep the others waiting all the same: who is at it for long is left to it, and
another thread goes on with what waits.
"""

import asyncio
import math
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, TypeVar, cast

T = TypeVar("T")

THREADS: Final = 4
"""Those that may read at once, held up or not."""

HELD_UP_SECONDS: Final = 0.02
"""Seconds after which another thread takes over from one that is at its work: a page takes a tenth."""


@dataclass(slots=True)
class _Work:
    """Something to be done, and who waits for it."""

    do: Callable[[], object]
    loop: asyncio.AbstractEventLoop
    waiting: "asyncio.Future[object]"
    quick: bool
    """Whether it is probably over in a moment."""


@dataclass(slots=True, eq=False)
class _Turn:
    """One thread's turn to take what waits, until nothing does or it is held up."""

    began: float = math.inf
    """When it took what it is at, by the monotonic clock; it may still have to wait for a thread."""


class ReadingThreads:
    """Does what it is given in threads of its own, in the order in which it comes."""

    def __init__(self, at_once: int) -> None:
        """Let that many work at once, besides those that are held up."""
        self._at_once: Final = at_once
        self._pool: Final = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="cartui-local")
        self._guard: Final = threading.Lock()
        """Between the loop, which gives work and turns, and the threads, which take and end them."""
        self._waiting: Final[deque[_Work]] = deque()
        self._turns: Final[set[_Turn]] = set()
        self._at_length = 0
        self._look: asyncio.TimerHandle | None = None
        self._closed = False

    @property
    def at_length(self) -> bool:
        """Whether any of them is at work that was not said to be quick."""
        return self._at_length > 0

    async def do(self, work: Callable[[], T], *, quick: bool = False) -> T:
        """Do ``work`` in one of the threads. What nobody waits for any more is not begun.

        ``quick``: it is probably over in a moment.
        """
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[object] = loop.create_future()
        with self._guard:
            self._waiting.append(_Work(told(work), loop, waiting, quick))
            if len(self._turns) < self._at_once:
                self._give_turn()
            elif self._look is None:
                self._look = loop.call_later(HELD_UP_SECONDS, self._help, loop)
        return cast("T", await waiting)

    def close(self) -> None:
        """End the threads after all that was given to them; it waits for that."""
        with self._guard:
            self._closed = True
        self._pool.shutdown(wait=True)

    def _give_turn(self) -> None:
        """Let one more thread take what waits; with the guard."""
        turn = _Turn()
        self._turns.add(turn)
        self._pool.submit(self._take, turn)

    def _help(self, loop: asyncio.AbstractEventLoop) -> None:
        """Let another thread take the queue over from each that is at its work for long; run by a timer."""
        with self._guard:
            self._look = None
            if not self._waiting or self._closed:
                return
            now = time.monotonic()
            for turn in [turn for turn in self._turns if now - turn.began > HELD_UP_SECONDS]:
                self._turns.remove(turn)
                self._give_turn()
            self._look = loop.call_later(HELD_UP_SECONDS, self._help, loop)

    def _take(self, turn: _Turn) -> None:
        """Do one thing after another, as long as it is this thread's turn."""
        while (work := self._next(turn)) is not None:
            if work.waiting.cancelled():
                self._end(work)
                continue
            try:
                done = work.do()
            except BaseException as error:  # noqa: BLE001 (it is told to whoever waits)
                self._end(work)
                _tell(work, None, error)
            else:
                self._end(work)
                _tell(work, done, None)

    def _next(self, turn: _Turn) -> _Work | None:
        """What this turn takes next; ``None``: it is over."""
        with self._guard:
            if turn not in self._turns:
                return None
            if not self._waiting:
                self._turns.remove(turn)
                return None
            turn.began = time.monotonic()
            work = self._waiting.popleft()
            self._at_length += not work.quick
            return work

    def _end(self, work: _Work) -> None:
        """It is at that no more; before anybody is told, who may ask at once whether all are at rest."""
        with self._guard:
            self._at_length -= not work.quick


def _tell(work: _Work, done: object, error: BaseException | None) -> None:
    """Tell whoever waits what came of it, in their loop."""

    def tell() -> None:
        if work.waiting.done():  # given up meanwhile
            return
        if error is None:
            work.waiting.set_result(done)
        else:
            work.waiting.set_exception(error)

    with suppress(RuntimeError):  # their loop is closed: nobody waits any more
        work.loop.call_soon_threadsafe(tell)


def told(work: Callable[[], T]) -> Callable[[], T]:
    """The work, which tells of an exhausted iterator: a future cannot, and whoever waits would for ever."""

    def done() -> T:
        try:
            return work()
        except StopIteration as ended:
            raise RuntimeError("something that has to be there was not") from ended

    return done
