"""What can be done in the list of bulk changes, and in the report of one."""

from cartui.commands.cart_list import CopyNumber, Query
from cartui.commands.command import Command, Group
from cartui.commands.navigation import EVERYWHERE, MOVES, QuitHome, Refresh, ShowHelp
from cartui.rules.permissions import Operation


class OpenReport(Command):
    """Show what became of each cart of the bulk change at the cursor."""

    title = "Open the report"
    keys = ("enter",)
    footer = "report"
    group = Group.BULK


class UndoBulkChange(Command):
    """Take back what the bulk change did; first you see what that would do, and what cannot be taken back."""

    title = "Undo the bulk change"
    keys = ("u",)
    footer = "undo"
    group = Group.BULK
    operation = Operation.EDIT_CART


class ResumeBulkChange(Command):
    """Go on with a bulk change on which nobody works any more. No cart is changed twice."""

    title = "Go on with the bulk change"
    keys = ("R",)
    footer = "go on"
    group = Group.BULK
    operation = Operation.EDIT_CART


class CancelBulkChange(Command):
    """Stop a bulk change between two of its carts. What is changed by then stays, and can be undone."""

    title = "Stop the bulk change"
    keys = ("c",)
    footer = "stop"
    group = Group.BULK
    operation = Operation.EDIT_CART


class OpenItem(Command):
    """Open the cart, or the customer, at the cursor; `escape` comes back to this row."""

    title = "Open it"
    keys = ("enter",)
    footer = "open"
    group = Group.BULK


class ExportReport(Command):
    """Write the list to a file of CSV that a spreadsheet opens: all of it, or what it is narrowed to."""

    title = "Export the list"
    keys = ("x",)
    footer = "export"
    group = Group.BULK
    leads_out = True


class NextOutcome(Command):
    """From all to the changed ones, those that were so already, the refused ones, and round again."""

    title = "By what became of them"
    keys = ("f",)
    footer = "by outcome"
    group = Group.BULK


class ViewEveryItem(Command):
    """All carts of the bulk change."""

    title = "Report: all"
    keys = ("1",)
    group = Group.BULK


class ViewChangedItems(Command):
    """Those that were changed."""

    title = "Report: changed"
    keys = ("2",)
    group = Group.BULK


class ViewUnchangedItems(Command):
    """Those that were as they should be already."""

    title = "Report: as they were"
    keys = ("3",)
    group = Group.BULK


class ViewRefusedItems(Command):
    """Those that were refused, each with the reason."""

    title = "Report: refused"
    keys = ("4",)
    group = Group.BULK


class ViewWaitingItems(Command):
    """Those that were not looked at yet, or never, where the bulk change was stopped."""

    title = "Report: not done"
    keys = ("5",)
    group = Group.BULK


JOB_COMMANDS: tuple[type[Command], ...] = (UndoBulkChange, ResumeBulkChange, CancelBulkChange)
"""What is done with a bulk change as a whole."""

ITEM_VIEWS: tuple[type[Command], ...] = (
    ViewEveryItem,
    ViewChangedItems,
    ViewUnchangedItems,
    ViewRefusedItems,
    ViewWaitingItems,
)
"""What a report can be narrowed to, in the order of their keys."""

JOB_LIST: tuple[type[Command], ...] = (
    OpenReport,
    *JOB_COMMANDS,
    *EVERYWHERE,
    QuitHome,
    Refresh,
    *MOVES,
)
"""Everything that the list of bulk changes offers."""

JOB_REPORT: tuple[type[Command], ...] = (
    OpenItem,
    NextOutcome,
    Query,
    ExportReport,
    *JOB_COMMANDS,
    ShowHelp,
    CopyNumber,
    *(command for command in EVERYWHERE if command is not ShowHelp),
    Refresh,
    *ITEM_VIEWS,
    *MOVES,
)
"""Everything that the report of a bulk change offers."""
