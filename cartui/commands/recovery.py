"""What can be done in the call list."""

from cartui.commands.command import Command, Group
from cartui.commands.history import OF_A_CART
from cartui.commands.navigation import EVERYWHERE, MOVES, QuitHome, Refresh
from cartui.rules.permissions import Operation


class OpenToCall(Command):
    """Open the cart to call about; esc comes back to its row."""

    title = "Open the cart"
    keys = ("enter",)
    footer = "open"
    group = Group.CART


class NoteReached(Command):
    """Note that they were spoken to and will see; what was said may be written down. Back in a week."""

    title = "Call: reached"
    keys = ("1",)
    footer = "reached"
    group = Group.CART
    operation = Operation.COMMENT


class NoteNoAnswer(Command):
    """Note that nobody answered: the cart comes back after a day."""

    title = "Call: no answer"
    keys = ("2",)
    footer = "no answer"
    group = Group.CART
    operation = Operation.COMMENT


class NoteOrdered(Command):
    """Note that they order, or did: the cart leaves the list."""

    title = "Call: ordered"
    keys = ("3",)
    footer = "ordered"
    group = Group.CART
    operation = Operation.COMMENT


class NoteDeclined(Command):
    """Note that they want nothing of it: the cart leaves the list."""

    title = "Call: declined"
    keys = ("4",)
    footer = "declined"
    group = Group.CART
    operation = Operation.COMMENT


class CopyPhone(Command):
    """Copy the phone number, else the email, to the clipboard of your own terminal, over SSH too."""

    title = "Copy the phone number"
    keys = ("y",)
    footer = "copy phone"
    group = Group.CART


class SortCalls(Command):
    """List the largest totals first, by currency, or those first that were left longest."""

    title = "Sort by value or age"
    keys = ("s",)
    footer = "sort"
    group = Group.LIST


NOTES: tuple[type[Command], ...] = (NoteReached, NoteNoAnswer, NoteOrdered, NoteDeclined)
"""What can come of a call."""

CALL_LIST: tuple[type[Command], ...] = (
    OpenToCall,
    *NOTES,
    CopyPhone,
    SortCalls,
    *OF_A_CART,
    *EVERYWHERE,
    QuitHome,
    Refresh,
    *MOVES,
)
"""Everything that the call list offers."""
