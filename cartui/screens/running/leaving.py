"""Leaving the desk, for good or for another shop, and asking before anything is lost that is not saved."""

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import Final

from cartui.screens.desk.desk import DeskApp
from cartui.screens.desk.job_left import note_job_left, stopped_job
from cartui.screens.desk.unsaved import quit_lines, unsaved
from cartui.screens.dialogs.confirm import Confirm
from cartui.screens.dialogs.dialog import Dialog
from cartui.screens.dialogs.quit_question import quit_question, stop_question, switch_question

MOMENT: Final = 0.02
"""Seconds between two looks at whether everything is saved."""

PATIENCE: Final = 2.0
"""Seconds for which leaving waits for what is being saved before it asks."""


async def leave(app: DeskApp, end: Callable[[], None], *, for_another: bool = False) -> None:
    """Wait a little for what is being saved, ask where that is not enough, and ``end`` it.

    ``for_another``: one goes on in another shop, where nothing of this one is kept.
    """
    for screen in app.screen_stack:
        if isinstance(screen, Dialog):
            screen.keep_draft()
    await until_saved(app)
    await app.desk.half_typed.keep_now()
    lost, job = quit_lines(app.desk, is_saving=is_saving(app)), stopped_job(app.desk)
    if not lost and not job:
        note_job_left(app.desk)
        end()
    elif not any(isinstance(screen, Confirm) for screen in app.screen_stack):
        if lost:
            lines = (*lost, job) if job else lost
            question = switch_question(lines) if for_another else quit_question(lines)
        else:
            question = stop_question(job, for_another=for_another)
        app.push_screen(Confirm(question), lambda sure: end() if sure else None)


async def until_saved(app: DeskApp) -> None:
    """Wait a little for what is being saved, unless it waits for a backend that is away."""
    until = monotonic() + PATIENCE
    while is_saving(app) and not unsaved(app.desk) and monotonic() < until:  # noqa: ASYNC110 - no event says it
        await asyncio.sleep(MOMENT)


def is_saving(app: DeskApp) -> bool:
    """Whether something is on its way to be written."""
    return any(worker.group == "writes" and worker.is_running for worker in app.workers)
