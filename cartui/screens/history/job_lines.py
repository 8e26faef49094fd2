"""A bulk change among what was done lately: what, who, how far, and what its carts come to."""

from collections.abc import Iterator
from datetime import datetime

from textual.content import Content

from cartui.formatting.ages import show_ago, show_time
from cartui.formatting.amounts import show_amount
from cartui.formatting.bulk_words import job_words, tally_words
from cartui.model.bulk import BulkJob, JobState
from cartui.model.shop import Shop


def job_lines(
    job: BulkJob, shop: Shop, *, now: datetime, locale: str, timezone: str | None
) -> Iterator[Content]:
    """The whole job; amounts are written in ``locale``, moments in ``timezone``."""
    began = job.started_at or job.created_at
    yield Content.styled(f"Bulk change {job.id}: {job_words(job, shop)}", "bold")
    when = f"{show_time(began, timezone, now)} ({show_ago(began, now)})"
    yield Content.styled(f"{when} · {job.agent or 'nobody by name'}", "dim")
    if job.undone_by is not None:
        yield Content.styled(f"Bulk change {job.undone_by} takes it back.", "dim")
    yield Content("")
    yield Content(_how_far(job))
    for currency in sorted(job.tally.before.keys() | job.tally.after.keys()):
        before, after = (
            show_amount(sums.get(currency, 0), currency, locale)
            for sums in (job.tally.before, job.tally.after)
        )
        yield Content.assemble("  ", (before, "dim"), " → ", after)


def _how_far(job: BulkJob) -> str:
    """What became of its carts, and whether it is done."""
    said = tally_words(job.tally)
    if job.state is JobState.DONE:
        return f"{said}."
    left = f"{job.tally.done:,} of {job.tally.matched:,}"
    if job.state is JobState.CANCELLED:
        return f"Stopped after {left}: {said}."
    return f"Running, {left}: {said}." if job.at_work else f"Left behind after {left}: {said}."
