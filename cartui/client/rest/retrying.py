"""Trying again: with growing pauses that chance spreads, or after the time that the server asks for."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import stamina
from stamina.instrumentation import set_on_retry_hooks

from cartui.client.rest.failed_attempt import FailedAttempt
from cartui.client.rest.timeouts import Timeouts

T = TypeVar("T")

set_on_retry_hooks(())  # it would tell of each retry on the screen


async def tried(
    attempt: Callable[[], Awaitable[T]], timeouts: Timeouts, deadline: float, *, repeatable: bool
) -> T:
    """The first answer there is. Raises the last ``FailedAttempt`` when there was none in time.

    ``deadline`` is a time of the loop. What is not ``repeatable`` is tried again only where it was not sent.
    """
    try:  # nearly always the only one, and to prepare for others would take as long as to clean the answer
        return await attempt()
    except FailedAttempt as failed:
        first = failed
    now = asyncio.get_running_loop().time

    def pause(error: Exception) -> bool | float:
        """Whether to try again, or after how many seconds."""
        if not isinstance(error, FailedAttempt) or not error.again or (error.sent and not repeatable):
            return False
        wanted = error.retry_after
        if wanted is None:
            return now() + timeouts.longest_pause < deadline
        return wanted if wanted <= timeouts.longest_wanted_pause and now() + wanted < deadline else False

    trying = stamina.retry_context(
        on=pause,
        attempts=timeouts.attempts,
        timeout=None,
        wait_initial=timeouts.pause,
        wait_max=timeouts.longest_pause,
        wait_jitter=timeouts.pause,
    )
    async for each in trying:
        with each:
            if each.num == 1:
                raise first
            return await attempt()
    raise AssertionError("the last attempt ends in a value or an error")
