"""Suspending the desk: nothing stays half saved, or locked for others, while it is stopped."""

from textual.driver import Driver

from cartui.screens.desk import DeskApp
from cartui.screens.leaving import is_saving, until_saved
from cartui.screens.unsaved import unsaved
from cartui.terminal.stopping import stop, why_never_stopped


async def suspend(app: DeskApp, driver: Driver | None) -> None:
    """Stop the desk when what is being saved is saved; else say why it goes on."""
    reason = why_never_stopped(driver)
    if not reason:
        await until_saved(app)
        if is_saving(app) and not unsaved(app.desk):
            reason = "Something is still being saved: suspend the desk when that is done."
    if reason:
        app.notify(reason, severity="warning")
    else:
        stop()
