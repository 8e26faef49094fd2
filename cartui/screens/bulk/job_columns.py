"""The columns of the list of bulk changes."""

from collections.abc import Callable
from datetime import datetime

from cartui.formatting.ages import show_age
from cartui.formatting.bulk_words import actions_words
from cartui.model.bulk import BulkJob
from cartui.model.shop import Shop
from cartui.screens.bulk.job_words import state_words
from cartui.widgets.columns import Column


def job_columns(now: Callable[[], datetime], shop: Callable[[], Shop]) -> tuple[Column[BulkJob], ...]:
    """What, how far and how many; ages count from ``now``."""
    return (
        Column("No.", 4, lambda job: str(job.id), right=True),
        Column("What", 18, lambda job: actions_words(job.actions, shop()), grows=1),
        Column("State", 13, state_words),
        Column("Changed", 8, lambda job: f"{job.tally.changed:,}", right=True),
        Column("Refused", 7, lambda job: f"{job.tally.refused:,}" if job.tally.refused else "", right=True),
        Column("Who", 8, lambda job: job.agent, rank=2),
        Column("Age", 4, lambda job: show_age(job.started_at or job.created_at, now()), right=True, rank=1),
        Column("Undone", 8, lambda job: "" if job.undone_by is None else f"by {job.undone_by}", rank=3),
    )
