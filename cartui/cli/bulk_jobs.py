"""Looking at what a bulk change would do, having it done, and how far it came, for the commands."""

import asyncio
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from cartui.cli.output import narrate, narrate_in_place
from cartui.formatting.bulk_words import tally_words
from cartui.model.bulk import (
    BulkAction,
    BulkItem,
    BulkJob,
    BulkPreview,
    BulkTally,
    BulkTarget,
    CloneCarts,
    ItemState,
    JobState,
)
from cartui.model.errors import Refused, Unavailable

if TYPE_CHECKING:
    from cartui.client.protocol import Client

_PAUSE: Final = 0.2
"""Seconds between two looks at a job that is worked on."""

_PAGE: Final = 1_000


async def dry_run(client: "Client", target: BulkTarget, actions: Sequence[BulkAction]) -> BulkPreview:
    """All that it would do to what is meant now."""
    sign = Sign()
    seen = await client.bulk.dry_run(target, actions)
    while seen.next is not None:
        sign.looked_at(seen.tally)
        seen = seen.followed_by(await client.bulk.dry_run(target, actions, after=seen.next))
    sign.clear()
    return seen


async def preview(client: "Client", job: int) -> BulkPreview:
    """All that a prepared job would do now."""
    sign = Sign()
    seen = await client.bulk.preview(job)
    while seen.next is not None:
        sign.looked_at(seen.tally)
        seen = seen.followed_by(await client.bulk.preview(job, after=seen.next))
    sign.clear()
    return seen


async def resume(client: "Client", job: int) -> BulkJob:
    """Go on with a job as soon as nobody works on it any more, and give it when it is over.

    Interrupted while another one works, it leaves that alone. Raises ``Refused`` for one never begun, and
    otherwise as :func:`carry_out` does.
    """
    now = await client.bulk.get(job)
    if now.state is JobState.PREPARED:
        raise Refused(f"Bulk change {job} was looked at and never begun: begin it anew.")
    sign = Sign()
    try:
        while now.at_work:
            sign.done(now.tally)
            await asyncio.sleep(_PAUSE)
            now = await client.bulk.get(job)
    finally:
        sign.clear()
    return await carry_out(client, job)


async def carry_out(client: "Client", job: int) -> BulkJob:
    """Begin with a job, or go on with it, and give it when it is over; one that is over is given as it is.

    Interrupted, it stops the job before its next batch and says how far it came. Raises ``Unavailable``,
    with what is to be done then, where nobody works on it any more or nobody knows.
    """
    now = await client.bulk.start(job)
    sign = Sign()
    try:
        while now.at_work:
            sign.done(now.tally)
            await asyncio.sleep(_PAUSE)
            now = await client.bulk.get(job)
    except asyncio.CancelledError:
        sign.clear()
        narrate(how_far(await _stopped(client, job)))
        raise
    except Unavailable as error:
        raise Unavailable(f"{error.message} {_lost(now)}") from None
    finally:
        sign.clear()
    if now.state is JobState.RUNNING:
        why = now.trouble or f"What worked on bulk change {job} has ended."
        raise Unavailable(f"{why} {_lost(now)}")
    return now


async def _stopped(client: "Client", job: int) -> BulkJob:
    """Stop a job, and give it when the batch under way has ended."""
    now = await client.bulk.cancel(job)
    while now.at_work:
        await asyncio.sleep(_PAUSE)
        now = await client.bulk.get(job)
    return now


async def refused_by(client: "Client", job: BulkJob) -> tuple[BulkItem, ...]:
    """All that a job refused, each with its reason."""
    return await _items(client, job.id, ItemState.REFUSED) if job.tally.refused else ()


async def made_by(client: "Client", job: BulkJob) -> tuple[BulkItem, ...]:
    """All that a job made something of: the carts that it cloned."""
    if not any(isinstance(action, CloneCarts) for action in job.actions):
        return ()
    return await _items(client, job.id, ItemState.CHANGED)


async def _items(client: "Client", job: int, state: ItemState) -> tuple[BulkItem, ...]:
    """All items of a job of which that became."""
    page = await client.bulk.items(job, state=state, limit=_PAGE)
    items = list(page)
    while page.next is not None:
        page = await client.bulk.items(job, state=state, limit=_PAGE, after=page.next)
        items += page
    return tuple(items)


def how_far(job: BulkJob) -> str:
    """A sentence for whoever stopped a job: how far it came, and what to do next."""
    if job.state is not JobState.CANCELLED:
        return f"Bulk change {job.id} was done already: {tally_words(job.tally)}. {_way_back(job)}".rstrip()
    place = f"{job.tally.done:,} of {job.tally.matched:,}"
    if not job.tally.done:
        return f"Bulk change {job.id} is stopped before anything was changed."
    return (
        f"Bulk change {job.id} is stopped at {place}: {tally_words(job.tally)}. What is changed stays: "
        f"{_way_back(job) or 'it cannot be taken back'}; the same command again does the rest."
    )


def _way_back(job: BulkJob) -> str:
    """How a job is taken back; empty where it cannot be."""
    return f"`cartui bulk undo {job.id}` takes it back" if job.can_be_undone else ""


def _lost(job: BulkJob) -> str:
    """What is known of a job that is not followed any more, and what to do."""
    return (
        f"Bulk change {job.id}: {job.tally.done:,} of {job.tally.matched:,} were done when it was last heard "
        f"of, and they stay. `cartui bulk show {job.id}` says how far it is, `cartui bulk resume {job.id}` "
        "goes on with it, and nothing is done twice."
    )


class Sign:
    """How far it is, in the last line of a terminal; elsewhere nothing is said."""

    def __init__(self) -> None:
        """Begin to measure."""
        self._began = time.monotonic()
        self._before: int | None = None
        self._shown = sys.stderr.isatty()

    def looked_at(self, tally: BulkTally) -> None:
        """So many were looked at."""
        narrate_in_place(f"looking at {tally.done:,} of {tally.matched:,}")

    def done(self, tally: BulkTally) -> None:
        """So many are done; a job that is gone on with was begun before."""
        if not self._shown:
            return
        if self._before is None:
            self._before = tally.done
        rate = (tally.done - self._before) / max(time.monotonic() - self._began, 0.001)
        parts = [f"{tally.done:,} of {tally.matched:,}"]
        if rate:
            parts += [f"{rate:,.0f}/s", f"{(tally.matched - tally.done) / rate:,.0f} s left"]
        if tally.refused:
            parts.append(f"{tally.refused:,} refused")
        narrate_in_place(" · ".join(parts))

    def clear(self) -> None:
        """Take it away."""
        narrate_in_place("")
