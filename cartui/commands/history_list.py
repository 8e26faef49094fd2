"""What can be done in a list of what happened: on a cart's timeline, and in everybody's activity."""

from cartui.commands.bulk_jobs import JOB_COMMANDS
from cartui.commands.cart_list import Query
from cartui.commands.command import Command, Group
from cartui.commands.history import ShowHistory, WriteComment
from cartui.commands.navigation import EVERYWHERE, MOVES, QuitHome, Refresh, ShowHelp
from cartui.rules.permissions import Operation


class UndoEntry(Command):
    """Undo the very change at the cursor, unless something of it was changed again since."""

    title = "Undo this change"
    keys = ("u",)
    footer = "undo this"
    group = Group.CART
    operation = Operation.EDIT_CART


class OpenItsCart(Command):
    """Open the cart, or the order, of the entry at the cursor; of a bulk change, its report."""

    title = "Open its cart"
    keys = ("enter",)
    footer = "open"
    group = Group.LIST


class OnlyMine(Command):
    """Show only what you did yourself; again shows what everybody did."""

    title = "Only mine"
    keys = ("m",)
    footer = "mine"
    group = Group.LIST


class NextKind(Command):
    """From all entries to edits, comments, orders, how carts begin and end, and round again."""

    title = "By kind"
    keys = ("f",)
    footer = "by kind"
    group = Group.LIST


class ViewEveryKind(Command):
    """Entries of every kind."""

    title = "History: everything"
    keys = ("1",)
    group = Group.LIST


class ViewEdits(Command):
    """What was changed, undone and redone."""

    title = "History: edits"
    keys = ("2",)
    group = Group.LIST


class ViewComments(Command):
    """What agents wrote."""

    title = "History: comments"
    keys = ("3",)
    group = Group.LIST


class ViewOrderEntries(Command):
    """What was ordered, approved, held and cancelled."""

    title = "History: orders"
    keys = ("4",)
    group = Group.LIST


class ViewLife(Command):
    """How carts began, and what went into the trash and came out of it."""

    title = "History: beginnings and trash"
    keys = ("5",)
    group = Group.LIST


KIND_VIEWS: tuple[type[Command], ...] = (ViewEveryKind, ViewEdits, ViewComments, ViewOrderEntries, ViewLife)
"""What a history can be narrowed to, in the order of their keys."""

CART_HISTORY: tuple[type[Command], ...] = (
    NextKind,
    WriteComment,
    UndoEntry,
    *EVERYWHERE,
    Refresh,
    *KIND_VIEWS,
    *MOVES,
)
"""What the history of one cart offers."""

ACTIVITY: tuple[type[Command], ...] = (
    OpenItsCart,
    *JOB_COMMANDS,
    NextKind,
    OnlyMine,
    Query,
    ShowHelp,
    ShowHistory,
    WriteComment,
    *(command for command in EVERYWHERE if command is not ShowHelp),
    QuitHome,
    Refresh,
    *KIND_VIEWS,
    *MOVES,
)
"""What the list of everybody's activity offers."""
