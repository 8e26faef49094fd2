"""What can be done in the blocklist, and about it from one cart."""

from cartui.commands.cart_list import Query
from cartui.commands.command import Command, Group
from cartui.commands.navigation import EVERYWHERE, MOVES, QuitHome, Refresh, ShowHelp
from cartui.commands.picking import FILLING
from cartui.rules.permissions import Operation


class BlockSomebody(Command):
    """Block an email, a domain, an IP, a network or a country; the carts that it would catch are counted."""

    title = "Block somebody"
    keys = ("n",)
    footer = "block"
    group = Group.BLOCK
    operation = Operation.BLOCK


class ListCaughtCarts(Command):
    """List the carts that the entry at the cursor catches now: those that are open or locked."""

    title = "List the carts that it catches"
    keys = ("enter",)
    footer = "its carts"
    group = Group.BLOCK


class AskBlocklist(Command):
    """Find out whether an email, an IP or a country is blocked, and by which entries."""

    title = "Test an email, IP or country"
    keys = ("t",)
    footer = "test"
    group = Group.BLOCK


class TakeOff(Command):
    """Take the entry at the cursor off the blocklist, after asking; that it was there, is kept."""

    title = "Take off the blocklist"
    keys = ("delete", "D")
    footer = "take off"
    group = Group.BLOCK
    operation = Operation.BLOCK


class CopyBlocked(Command):
    """Copy what the entry at the cursor blocks to the clipboard of your own terminal, over SSH too."""

    title = "Copy what is blocked"
    keys = ("y",)
    footer = "copy"
    group = Group.BLOCK


class ViewBlocked(Command):
    """The entries that hold now; the list starts with them."""

    title = "View: blocked"
    keys = ("1",)
    group = Group.BLOCK


class ViewNoLongerBlocked(Command):
    """The entries that expired or were taken off, with when and by whom."""

    title = "View: blocked no longer"
    keys = ("2",)
    group = Group.BLOCK


class ListWouldCatch(Command):
    """List the carts that it would catch. What is typed is kept for when you come back."""

    title = "List the carts that it would catch"
    keys = ("ctrl+l",)
    footer = "its carts"
    group = Group.FORM
    in_palette = False


class BlockVisitor(Command):
    """Block whoever fills this cart: by email, by the visitor's address or by their country."""

    title = "Block this visitor"
    keys = ("V",)
    group = Group.BLOCK
    operation = Operation.BLOCK


class WaiveBlock(Command):
    """Let this cart be ordered although somebody of it is blocked, with a reason (leads), or no longer."""

    title = "Let it through although blocked"
    keys = ("W",)
    group = Group.BLOCK
    operation = Operation.EDIT_CART
    actions = ("waive_block",)


BLOCKLIST: tuple[type[Command], ...] = (
    ListCaughtCarts,
    BlockSomebody,
    AskBlocklist,
    TakeOff,
    Query,
    ShowHelp,
    CopyBlocked,
    *(command for command in EVERYWHERE if command is not ShowHelp),
    QuitHome,
    Refresh,
    ViewBlocked,
    ViewNoLongerBlocked,
    *MOVES,
)
"""Everything that the blocklist offers."""

BLOCKING: tuple[type[Command], ...] = (*FILLING, ListWouldCatch)
"""Everything that the form of a new entry offers."""
