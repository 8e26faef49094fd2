"""What stands above the report of a bulk change."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from textual.content import Content

from cartui.formatting.bulk_totals import total_lines
from cartui.formatting.bulk_words import actions_words, tally_words
from cartui.model.bulk import BulkJob
from cartui.model.shop import Shop
from cartui.screens.bulk.job_words import is_left_behind, progress_words, when_words


@dataclass(frozen=True, slots=True)
class SeenAs:
    """How things are written for this agent."""

    shop: Shop
    locale: str
    zone: str | None
    now: datetime


def head_lines(job: BulkJob, seen_as: SeenAs, currencies: int) -> Iterator[Content]:
    """What, how far, by whom, when, how many, and what they come to in so many currencies at most."""
    what = f"Bulk change {job.id} · {actions_words(job.actions, seen_as.shop)}"
    yield Content.styled(what, "bold")
    facts = [progress_words(job), job.agent, when_words(job, seen_as.zone, seen_as.now)]
    if job.undone_by is not None:
        facts.append(f"undone by bulk change {job.undone_by}")
    yield Content.styled(" · ".join(filter(None, facts)), "bold $text-warning" if is_left_behind(job) else "")
    if job.trouble and is_left_behind(job):
        yield Content.styled(f"▲ {job.trouble}", "$text-warning")
    yield Content(f"{job.tally.matched:,} in all: {tally_words(job.tally)}")
    lines = total_lines(job.tally, seen_as.locale)
    for line in lines[: 1 + currencies]:
        yield Content.styled(line, "dim" if line is lines[0] else "")
    more = len(lines) - 1 - currencies
    if more > 0:
        yield Content.styled(f"and {more} more {'currency' if more == 1 else 'currencies'}", "dim")
