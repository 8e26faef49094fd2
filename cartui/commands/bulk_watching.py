"""What can be done where one watches a change of many carts."""

from cartui.commands.bulk_jobs import CancelBulkChange, ResumeBulkChange, UndoBulkChange
from cartui.commands.command import Command, Group
from cartui.commands.navigation import GoToBulkChanges


class SendToBackground(Command):
    """Let it go on while you do something else; its line stays in sight on every screen."""

    title = "To the background"
    keys = ("enter", "escape")
    footer = "go on working"
    group = Group.BULK
    needed = True
    in_palette = False


class ShowReport(Command):
    """Show what became of each of its carts, and why some were refused."""

    title = "Its report"
    keys = ("r",)
    footer = "report"
    group = Group.BULK
    in_palette = False


WATCHING_CHANGE: tuple[type[Command], ...] = (
    SendToBackground,
    CancelBulkChange,
    ResumeBulkChange,
    UndoBulkChange,
    ShowReport,
    GoToBulkChanges,
)
"""What the progress of a change offers."""
