"""Changes of many carts or customers as text for people: what would be done, how far it is, what became."""

from collections.abc import Sequence

from cartui.cli.amounts import Amounts
from cartui.cli.cart_text import Show
from cartui.cli.output import clean, pairs, sums_text, table
from cartui.formatting.bulk_words import actions_words
from cartui.model.bulk import BulkItem, BulkJob, BulkPreview, BulkTally, JobState
from cartui.model.shop import Shop


def preview_text(preview: BulkPreview, what: str) -> str:
    """What a job would do: how many, what they come to, and the changes that make the most difference."""
    parts = [what, _counts(preview.tally, "to change"), totals_text(preview.tally)]
    if preview.largest:
        parts.append(f"The largest changes:\n{_largest(preview.largest)}")
    return "\n\n".join(part for part in parts if part)


def job_text(job: BulkJob, shop: Shop, show: Show) -> str:
    """A job: what, by whom, how far, and what the changed carts come to."""
    facts = pairs(
        [
            ("bulk change", f"{job.id}  {state_words(job)}"),
            ("what", actions_words(job.actions, shop)),
            ("by", job.agent),
            ("begun", show(job.started_at)),
            ("ended", show(job.ended_at)),
            ("stopped", job.trouble),
            ("takes back", str(job.undoes or "")),
            ("taken back by", str(job.undone_by or "")),
        ]
    )
    parts = [facts, _counts(job.tally, "changed"), totals_text(job.tally)]
    return "\n\n".join(part for part in parts if part)


def jobs_table(jobs: Sequence[BulkJob], shop: Shop, show: Show) -> str:
    """A list of jobs."""
    rows = [
        (
            str(job.id),
            state_words(job),
            actions_words(job.actions, shop),
            job.agent,
            show(job.started_at),
            f"{job.tally.matched:,}",
            f"{job.tally.changed:,}",
            f"{job.tally.unchanged:,}",
            f"{job.tally.refused:,}",
            str(job.undone_by or ""),
        )
        for job in jobs
    ]
    counts = ("Meant", "Changed", "As they were", "Refused")
    headings = ("Job", "State", "What", "By", "Begun", *counts, "Taken back by")
    return table(headings, rows, right=("Job", *counts))


def state_words(job: BulkJob) -> str:
    """How a job stands."""
    if job.state is JobState.RUNNING and not job.at_work:
        return "left behind"
    return job.state.value


def totals_text(tally: BulkTally) -> str:
    """What the changed carts came to and come to, by currency; empty where no total is concerned."""
    rows = []
    for currency in sorted(tally.before):
        amounts = Amounts(currency)
        before, after = tally.before[currency], tally.after.get(currency, 0)
        rows.append((currency, amounts.plain(before), amounts.plain(after), signed(currency, after - before)))
    headings = ("Currency", "Before", "After", "Difference")
    return table(headings, rows, right=headings[1:]) if rows else ""


def signed(currency: str, amount: int) -> str:
    """A difference in minor units, with its sign."""
    return f"{'+' if amount > 0 else ''}{Amounts(currency).plain(amount)}"


def refusals_text(refused: Sequence[BulkItem], *, at_most: int) -> str:
    """Those that were refused, each with its reason, as far as anybody reads; and how many there are more."""
    lines = [
        clean(item.reason if item.number in item.reason else f"{item.number}: {item.reason}")
        for item in refused[:at_most]
    ]
    more = len(refused) - at_most
    return "\n".join([*(f"refused: {line}" for line in lines), *([f"and {more:,} more"] if more > 0 else [])])


def _counts(tally: BulkTally, changed: str) -> str:
    """How many were meant, and what became of them."""
    sums = [
        ("meant", f"{tally.matched:,}"),
        (changed, f"{tally.changed:,}"),
        ("as they were" if changed == "changed" else "as they should be", f"{tally.unchanged:,}"),
        ("refused", f"{tally.refused:,}"),
    ]
    left = tally.matched - tally.done
    return sums_text([*sums, *([("not done", f"{left:,}")] if left else [])])


def _largest(items: Sequence[BulkItem]) -> str:
    """The changes that make the most difference."""
    rows = [
        (
            item.number,
            Amounts(item.currency)(item.before),
            Amounts(item.currency)(item.after),
            signed(item.currency, item.difference),
        )
        for item in items
    ]
    headings = ("Number", "Before", "After", "Difference")
    return table(headings, rows, right=headings[1:])
