"""Asking the backend how far a change of many carts is, at most twice a second, until it is over."""

import asyncio
from typing import Final

from cartui.client.protocol import Client, ClientError, NotFound, Unauthenticated, Unavailable
from cartui.formatting.bulk_words import actions_words
from cartui.model.bulk import BulkJob, JobState, UndoJob
from cartui.model.shop import Shop
from cartui.screens.desk.desk import DeskApp
from cartui.screens.desk.job_at_hand import JobAtHand

APART: Final = 0.5
"""Seconds between two questions while it goes on."""

SELDOM: Final = 5.0
"""Seconds between two questions while nobody works on it."""

LATEST: Final = 20
"""Jobs among which one that was left behind is looked for."""


def begin_to_follow(app: DeskApp, job: BulkJob, what: str, *, begun_here: bool) -> None:
    """Have this job as the one at hand; the one before is said no more. One that was followed goes on."""
    desk = app.desk
    if desk.job is None or desk.job.job.id != job.id:
        desk.job = JobAtHand(job, what)
    desk.job.is_begun_here = begun_here
    desk.job.take(job, desk.passing())
    app.show_job()


async def follow(app: DeskApp) -> None:
    """Ask how far the job at hand is until it is over; where no answer comes, go on asking."""
    desk, tries = app.desk, 0
    at_hand = desk.job
    while at_hand is not None and at_hand is desk.job and not at_hand.is_over:
        await asyncio.sleep(APART if at_hand.is_worked_on else SELDOM)
        try:
            job = await desk.client.bulk.get(at_hand.job.id)
        except (Unavailable, Unauthenticated) as error:
            app.doubt(error, is_read=True)
            await desk.reach.pause(tries, error)
            tries += 1
        except NotFound:
            desk.job = None  # another did away with the database it was in
            app.show_job()
        else:
            tries = 0
            at_hand.take(job, desk.passing())
            app.show_job()


async def left_behind(client: Client) -> BulkJob | None:
    """The latest job that goes on, worked on or not; ``None``: there is none. Raises ``ClientError``."""
    page = await client.bulk.list(limit=LATEST)
    return next((job for job in page.items if job.state is JobState.RUNNING), None)


async def words_of(client: Client, job: BulkJob, shop: Shop) -> str:
    """What a job does; of an undo, what it takes back, where that can be found out."""
    undone = next((action.job for action in job.actions if isinstance(action, UndoJob)), None)
    if undone is None:
        return actions_words(job.actions, shop)
    try:
        return f"undo of {actions_words((await client.bulk.get(undone)).actions, shop)}"
    except ClientError:
        return actions_words(job.actions, shop)
