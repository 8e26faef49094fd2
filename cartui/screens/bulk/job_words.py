"""Words for a bulk change in a list and above its report: how far it is, and why something cannot be done."""

from datetime import datetime, timedelta
from typing import Final

from cartui.formatting.ages import show_length, show_time
from cartui.model.bulk import NOT_UNDONE, BulkItem, BulkJob, ItemState, JobState, NotifyCustomers

LEFT_BEHIND: Final = "LEFT AT"
"""Said in a list of a job that runs no more and is not over."""

_SECOND: Final = timedelta(seconds=1)

_STATES: Final = {
    JobState.PREPARED: "not begun",
    JobState.RUNNING: "running",
    JobState.DONE: "done",
    JobState.CANCELLED: "stopped",
}

_OUTCOMES: Final = {
    ItemState.WAITING: "not done",
    ItemState.CHANGED: "changed",
    ItemState.UNCHANGED: "as it was",
    ItemState.REFUSED: "REFUSED",
}


def is_left_behind(job: BulkJob) -> bool:
    """Whether it has begun, is not over, and nobody works on it."""
    return job.state is JobState.RUNNING and not job.at_work


def state_words(job: BulkJob) -> str:
    """How far it is, for a column: ``running 42 %``, ``LEFT AT 42 %``; what needs somebody is in capitals."""
    if job.state is not JobState.RUNNING:
        return _STATES[job.state]
    share = 100 * job.tally.done // job.tally.matched if job.tally.matched else 0
    return f"{LEFT_BEHIND if is_left_behind(job) else 'running'} {share} %"


def progress_words(job: BulkJob) -> str:
    """The same in a sentence."""
    if job.state is not JobState.RUNNING:
        return _STATES[job.state]
    how_far = f"{job.tally.done:,} of {job.tally.matched:,}"
    return f"left behind after {how_far}" if is_left_behind(job) else f"running: {how_far}"


def when_words(job: BulkJob, zone: str | None, now: datetime) -> str:
    """When it began, and how long it took."""
    began = show_time(job.started_at or job.created_at, zone, now)
    if job.started_at is None or job.ended_at is None:
        return began
    took = job.ended_at - job.started_at
    return f"{began}, took {'less than a second' if took < _SECOND else show_length(took)}"


def outcome_words(item: BulkItem) -> str:
    """What became of a cart, and why."""
    made = f"made {item.made}" if item.made else ""
    more = why_words(item) or made
    return f"{_OUTCOMES[item.state]}: {more}" if more else _OUTCOMES[item.state]


def why_words(item: BulkItem) -> str:
    """Why it was refused, beside its number: ``locked since …`` for ``C-000123 is locked since …``."""
    return item.reason.removeprefix(f"{item.number} ").removeprefix("is ")


def why_not_undone(job: BulkJob) -> str | None:
    """Why it cannot be taken back, in a sentence; ``None``: it can."""
    if job.can_be_undone:
        return None
    if job.state is JobState.RUNNING:
        return "It is not over: stop it first, then it can be undone"
    if job.undone_by is not None:
        return f"Bulk change {job.undone_by} takes it back"
    if any(isinstance(action, NotifyCustomers) for action in job.actions):
        return "What was written to customers cannot be taken back"
    if any(isinstance(action, NOT_UNDONE) for action in job.actions):
        return "An undo is taken back by making the change again"
    return "It changed nothing that could be taken back"
