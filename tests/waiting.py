"""Waiting in a test for what it means: as long as that takes on a busy machine, never for a while."""

import asyncio
import time
from collections.abc import Awaitable, Callable

PATIENCE = 60.0
"""Seconds after which what is waited for will not come any more, on the slowest machine."""

_PAUSE = 0.02
"""Seconds between two looks."""


def wait_until(is_so: Callable[[], object], seen: Callable[[], object] = lambda: "it never came") -> None:
    """Wait, and let other threads and programs work meanwhile; fails with what is seen instead."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, seen()
        time.sleep(_PAUSE)


async def until(
    is_so: Callable[[], object],
    seen: Callable[[], object] = lambda: "it never came",
    *,
    pause: Callable[[], Awaitable[object]] = lambda: asyncio.sleep(_PAUSE),
) -> None:
    """Wait, and let the event loop work meanwhile; fails with what is seen instead.

    Between two looks is paused in another way where that helps, as the pilot of a desk does.
    """
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, seen()
        await pause()
