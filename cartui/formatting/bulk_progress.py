"""How far a change of many carts is, in one line: in the most words first, for where there is less room."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from cartui.formatting.bulk_words import tally_words
from cartui.model.bulk import BulkJob, BulkTally, JobState

REMEMBERED: Final = 10.0
"""Seconds over which a pace is taken: what was slow before that is over."""

LEAST: Final = 0.9
"""Seconds below which nobody can say how fast it is."""

_MINUTE: Final = 60
_HOUR: Final = 3_600


@dataclass(slots=True)
class Pace:
    """How fast something goes on, by what was done at some moments."""

    _seen: deque[tuple[float, int]] = field(default_factory=deque)

    def note(self, at: float, done: int) -> None:
        """At that moment (in seconds of any clock that only goes on) so many were done."""
        self._seen.append((at, done))
        while len(self._seen) > 2 and at - self._seen[1][0] >= REMEMBERED:
            self._seen.popleft()

    @property
    def per_second(self) -> float | None:
        """How many are done in a second; ``None``: not known yet, or it stands still."""
        if not self._seen:
            return None
        (began, before), (at, done) = self._seen[0], self._seen[-1]
        took = at - began
        return (done - before) / took if took >= LEAST and done > before else None


def pace_words(tally: BulkTally, per_second: float | None) -> tuple[str, ...]:
    """How fast, and for how long still: ``1,900/s``, ``3 s left``; nothing while that is not known."""
    if per_second is None:
        return ()
    left = max(1, round((tally.matched - tally.done) / per_second))
    fast = f"{per_second:,.0f}/s" if per_second >= 1 else f"{per_second * _MINUTE:,.0f}/min"
    return fast, f"{length_words(left)} left"


def length_words(seconds: int) -> str:
    """A length of time as far as it matters: ``3 s``, ``12 min``, ``2 h 5 min``."""
    if seconds < 2 * _MINUTE:
        return f"{seconds} s"
    if seconds < _HOUR:
        return f"{seconds // _MINUTE} min"
    return f"{seconds // _HOUR} h {seconds % _HOUR // _MINUTE} min"


def running_signs(what: str, tally: BulkTally, per_second: float | None) -> Iterator[str]:
    """``price level Gold: 4,200 of 10,000 · 1,900/s · 3 s left · refused 12``, then in fewer words."""
    far = f"{tally.done:,} of {tally.matched:,}"
    refused = (f"refused {tally.refused:,}",) if tally.refused else ()
    pace = pace_words(tally, per_second)
    yield f"{what}: {' · '.join((far, *pace, *refused))}"
    yield f"{what}: {' · '.join((far, *pace[1:], *refused))}"
    yield f"{what}: {' · '.join((far, *refused))}"
    yield f"{what}: {far}"
    yield f"bulk: {far}"
    yield far


def ended_signs(what: str, job: BulkJob) -> Iterator[str]:
    """``✓ price level Gold: 9,000 changed, 10 refused``, then in fewer words; of one that was stopped, so."""
    tally = job.tally
    if job.state is JobState.CANCELLED:
        yield f"■ {what}, stopped at {tally.done:,} of {tally.matched:,}: {tally_words(tally)}"
        yield f"■ {what}, stopped: {tally_words(tally)}"
        yield f"■ stopped: {tally_words(tally)}"
    else:
        yield f"✓ {what}: {tally_words(tally)}"
        yield f"✓ {tally_words(tally)}"
    yield f"✓ {tally.changed:,} changed, {tally.refused:,} refused"


def left_behind_signs(what: str, job: BulkJob) -> Iterator[str]:
    """That nobody works any more on a job that is not at its end, and why, where that is known."""
    far = f"{job.tally.done:,} of {job.tally.matched:,}"
    if job.trouble:
        yield f"▲ {what}: stopped at {far}. {job.trouble}"
    yield f"▲ {what} by {job.agent}: left behind at {far}, nobody works on it"
    yield f"▲ {what}: left behind at {far}, nobody works on it"
    yield f"▲ {what}: left behind at {far}"
    yield f"▲ left behind at {far}"
