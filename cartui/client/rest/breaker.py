"""The circuit breaker: who knows that the server is away need not wait for it with every key.

Closed, everything goes through. After some failures in a row it is open: calls fail at once. After a rest
one call at a time is let through as the probe; its answer closes the breaker, its failure makes the rest
longer. Calls that were under way together and fail together are one failure: what the first of them told,
the others tell as well.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from cartui.client.rest.failed_attempt import FailedAttempt
from cartui.client.rest.timeouts import Timeouts
from cartui.model.errors import ClientError


class Breaker:
    """Counts failures in a row over all calls of one client."""

    def __init__(self, timeouts: Timeouts, clock: Callable[[], float] = time.monotonic) -> None:
        """Start closed; ``clock`` counts seconds."""
        self._timeouts: Final = timeouts
        self._clock: Final = clock
        self._failures = 0
        self._noted = 0
        """How many failures were counted ever: what began before the last of them adds nothing to it."""
        self._open_until = 0.0
        self._probing = False
        self._what = ""
        """What was wrong the last time."""

    @property
    def is_open(self) -> bool:
        """Whether the server is taken to be away."""
        return self._failures >= self._timeouts.failures

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """One attempt; whether it failed is seen by the :class:`FailedAttempt` that leaves it, if any does.

        Raises a ``FailedAttempt`` of its own, with how long to wait, where nothing may be sent now.
        """
        probes = self.is_open
        if probes:
            self._ensure_may_probe()
            self._probing = True
        noted = self._noted
        try:
            yield
        except FailedAttempt as failed:
            if failed.away and noted == self._noted:
                self._failed(failed)
            elif failed.sent and not failed.away:  # somebody is there; unsent, nobody has said anything
                self._failures = 0
            raise
        except ClientError:
            self._failures = 0  # an answer all the same: the server said no
            raise
        else:
            self._failures = 0
        finally:  # also of a probe that nobody waits for any more
            if probes:
                self._probing = False

    def _ensure_may_probe(self) -> None:
        """Raise ``FailedAttempt`` while it rests, or while somebody else tries."""
        left = self._open_until - self._clock()
        if left > 0 or self._probing:
            raise FailedAttempt(
                f"is away: it {self._what}",
                sent=False,
                away=False,
                again=False,
                retry_after=max(left, self._timeouts.rest),
            )

    def _failed(self, failed: FailedAttempt) -> None:
        """Count a failure, and rest the longer the more there were."""
        self._what = failed.what
        self._failures += 1
        self._noted += 1
        over = self._failures - self._timeouts.failures
        if over >= 0:
            rest = min(self._timeouts.rest * 2.0 ** min(over, 30), self._timeouts.longest_rest)
            self._open_until = self._clock() + rest
