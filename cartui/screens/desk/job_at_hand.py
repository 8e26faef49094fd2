"""The change of many carts that this desk follows, and what is said of it at the foot of every screen."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cartui.formatting.bulk_progress import Pace, ended_signs, left_behind_signs, running_signs
from cartui.model.bulk import JobState

if TYPE_CHECKING:
    from cartui.model.bulk import BulkJob

ECHO: Final = 3.0
"""Seconds for which a list still hears of what a job changed last."""


@dataclass(slots=True)
class JobAtHand:
    """A job, how fast it goes, and whether its end was seen."""

    job: "BulkJob"
    what: str
    """What it does, in words."""
    is_begun_here: bool = True
    """Whether this desk began it, or went on with it: a local backend works on it in this very program."""
    pace: Pace = field(default_factory=Pace)
    is_seen: bool = False
    """Whether its outcome was taken note of: then it is not said any more."""
    was_watched: bool = False
    """Whether somebody saw it end: then its outcome is said until they turn to something else."""
    _moved_at: float = -math.inf
    is_undone_next: bool = True
    """Whether nothing else was done since, so that undo in the list of carts means the whole job."""

    def take(self, job: "BulkJob", at: float) -> None:
        """It is so far now; ``at`` is a moment of a clock that only goes on, in seconds."""
        if job.tally.done != self.job.tally.done:
            self._moved_at = at
        if job.at_work and not self.job.at_work:
            self.pace = Pace()  # how long it stood still says nothing of how fast it is
        self.job = job
        self.pace.note(at, job.tally.done)

    def makes_news(self, at: float) -> bool:
        """Whether changes that are heard of at that moment are probably its own."""
        return self.is_worked_on or at - self._moved_at < ECHO

    @property
    def is_over(self) -> bool:
        """Whether it is at its end, or was stopped."""
        return self.job.state in {JobState.DONE, JobState.CANCELLED}

    @property
    def is_worked_on(self) -> bool:
        """Whether somebody works on it now."""
        return not self.is_over and self.job.at_work

    @property
    def can_be_undone(self) -> bool:
        """Whether undo in the list of carts means it."""
        return self.is_undone_next and not self.is_seen and self.job.can_be_undone

    @property
    def signs_end(self) -> bool:
        """Whether its outcome, or that it was left behind, is said just now."""
        return not self.is_worked_on and not self.is_seen

    def turn_away(self) -> None:
        """Something else is done: from now on undo means that."""
        if self.is_over:
            self.is_undone_next = False
            self.is_seen = self.is_seen or self.was_watched

    def signs(self) -> Iterator[str]:
        """What is said of it, in the most words first; nothing once its end was seen."""
        if self.is_over:
            yield from () if self.is_seen else ended_signs(self.what, self.job)
        elif self.is_worked_on:
            yield from running_signs(self.what, self.job.tally, self.pace.per_second)
        elif not self.is_seen:
            yield from left_behind_signs(self.what, self.job)
