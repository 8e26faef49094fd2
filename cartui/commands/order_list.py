"""What can be done in the list of orders, and with one order."""

from cartui.commands.cart_list import Query, QuitHome, Refresh
from cartui.commands.command import Command, Group
from cartui.commands.navigation import EVERYWHERE, MOVES


class OpenOrder(Command):
    """Open the order at the cursor."""

    title = "Open the order"
    keys = ("enter",)
    footer = "open"
    group = Group.ORDER


class NextState(Command):
    """Show only the pending orders, then those on hold, approved, cancelled, then all again."""

    title = "By state"
    keys = ("s",)
    footer = "by state"
    group = Group.ORDER


class CopyOrderNumber(Command):
    """Copy the order's number to the clipboard of your own terminal, over SSH too."""

    title = "Copy the number"
    keys = ("y",)
    footer = "copy"
    group = Group.ORDER


ORDER_LIST: tuple[type[Command], ...] = (
    OpenOrder,
    Query,
    NextState,
    CopyOrderNumber,
    *EVERYWHERE,
    QuitHome,
    Refresh,
    *MOVES,
)
"""Everything that the list of orders offers."""

ONE_ORDER: tuple[type[Command], ...] = (CopyOrderNumber, *EVERYWHERE, *MOVES)
"""Everything that one order offers."""
