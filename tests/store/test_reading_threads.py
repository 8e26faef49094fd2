"""Reads take turns in a thread, and nobody waits for one that takes its time."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from functools import partial

import pytest

from cartui.client.local.reading_threads import THREADS, ReadingThreads


@pytest.fixture
async def one_at_once() -> AsyncIterator[ReadingThreads]:
    """Threads of which one works, as long as nothing holds it up."""
    threads = ReadingThreads(at_once=1)
    yield threads
    await asyncio.to_thread(threads.close)


async def test_reads_that_are_quick_are_done_one_after_the_other(one_at_once: ReadingThreads) -> None:
    at_work = 0
    most = 0

    def read() -> None:
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        time.sleep(0)
        at_work -= 1

    await asyncio.gather(*(one_at_once.do(read) for _ in range(200)))
    assert most == 1


async def test_nobody_waits_for_reads_that_take_their_time(one_at_once: ReadingThreads) -> None:
    end = threading.Event()
    slow = [asyncio.ensure_future(one_at_once.do(end.wait)) for _ in range(THREADS - 1)]
    assert await asyncio.gather(*(one_at_once.do(partial(int, at)) for at in range(20))) == list(range(20))
    assert not any(each.done() for each in slow)
    end.set()
    assert await asyncio.gather(*slow) == [True] * (THREADS - 1)
    assert await one_at_once.do(lambda: "afterwards") == "afterwards"


async def test_what_nobody_waits_for_any_more_is_not_read(one_at_once: ReadingThreads) -> None:
    end = threading.Event()
    done: list[str] = []
    first = asyncio.ensure_future(one_at_once.do(end.wait))
    given_up = asyncio.ensure_future(one_at_once.do(lambda: done.append("given up")))
    await asyncio.sleep(0)
    given_up.cancel()
    end.set()
    await first
    await one_at_once.do(lambda: done.append("waited for"))
    assert done == ["waited for"]


async def test_what_goes_wrong_is_told_to_whoever_waits(one_at_once: ReadingThreads) -> None:
    def broken() -> None:
        raise KeyError("gone")

    with pytest.raises(KeyError):
        await one_at_once.do(broken)
    with pytest.raises(RuntimeError):
        await one_at_once.do(lambda: next(iter(())))
    assert await one_at_once.do(lambda: "well") == "well"


async def test_all_that_was_asked_is_read_before_the_end() -> None:
    threads = ReadingThreads(at_once=1)
    done: list[int] = []
    reads = [asyncio.ensure_future(threads.do(partial(done.append, at))) for at in range(50)]
    await asyncio.sleep(0)
    await asyncio.to_thread(threads.close)
    await asyncio.gather(*reads)
    assert done == list(range(50))
