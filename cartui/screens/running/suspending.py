"""Suspending the desk: nothing stays half saved, or locked for others, while it is stopped."""

import asyncio
from typing import Final

from textual.driver import Driver

from cartui.client.protocol import Rests
from cartui.screens.desk.desk import DeskApp
from cartui.screens.desk.unsaved import unsaved
from cartui.screens.running.leaving import PATIENCE, is_saving, until_saved
from cartui.terminal.stopping import stop, why_never_stopped

KEEPING: Final = frozenset({"drafts", "session"})
"""The tasks that write down what the next start is to have."""


async def suspend(app: DeskApp, driver: Driver | None) -> None:
    """Stop the desk when what is being saved is saved; else say why it goes on."""
    reason = why_never_stopped(driver)
    if not reason:
        await until_saved(app)
        await _until_kept(app)
        client = app.desk.client
        is_at_rest = client.rest(PATIENCE) if isinstance(client, Rests) else True  # the last thing before it
        if not is_at_rest or (is_saving(app) and not unsaved(app.desk)):
            reason = "Something is still being saved: suspend the desk when that is done."
    if reason:
        app.notify(reason, severity="warning")
    else:
        stop()


async def _until_kept(app: DeskApp) -> None:
    """Wait a little for what the next start is to have: another desk would wait for the lock on its files."""
    await app.desk.half_typed.keep_now()
    tasks = {task for task in asyncio.all_tasks() if task.get_name() in KEEPING}
    if tasks:
        await asyncio.wait(tasks, timeout=PATIENCE)
