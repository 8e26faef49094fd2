"""``cartui tick``: the background's work once, for cron."""

import typer

from cartui.cli.invocation import invocation_of
from cartui.cli.options import AsJson
from cartui.cli.output import narrate, put_json

app = typer.Typer(rich_markup_mode=None, add_completion=False)

_WORK = {
    "locks": "locks",
    "trash": "the trash",
    "payers": "who paid",
    "replies": "old answers",
    "changes": "old changes",
    "presence": "who was at which cart",
    "outbox": "old messages",
    "bulk": "old bulk changes",
    "figures": "the figures of reports",
}
"""Kinds of work as people call them."""


@app.command()
def tick(context: typer.Context, as_json: AsJson = False) -> None:
    """Do once what an open desk does now and then: write who is locked, send messages, empty the trash.

    What another process is doing at the moment is left to it.
    """
    from cartui.bootstrap import is_first_start
    from cartui.model.upkeep import UpkeepReport
    from cartui.settings.drafts import forget_old_drafts

    invocation = invocation_of(context)
    if is_first_start(invocation.configuration):
        report = UpkeepReport()  # no shop is made by looking after it
    else:
        report = invocation.run(lambda client: client.upkeep.run())
        forget_old_drafts(invocation.configuration.paths.state)
    if as_json:
        put_json(report.model_dump(mode="json"))
        return
    done = {
        "carts locked whose customers did not come back from paying": report.carts_locked,
        "carts removed for good": report.carts_purged,
        "payers forgotten": report.payers_forgotten,
        "answers forgotten": report.replies_forgotten,
        "changes forgotten": report.changes_forgotten,
        "desks forgotten": report.presences_forgotten,
        "messages sent": report.messages_sent,
        "messages that could not be sent (`cartui outbox list`)": report.messages_failed,
        "texts of old messages forgotten": report.messages_forgotten,
        "carts of bulk changes that nobody started, or of long ago, forgotten": report.bulk_items_forgotten,
        "changes of carts counted for the reports": report.entries_counted,
    }
    said = [f"{count:,} {what}" for what, count in done.items() if count]
    said += [f"another process is at {_WORK.get(kind, kind)}" for kind in report.busy]
    narrate("; ".join(said) if said else "Nothing was due.")
