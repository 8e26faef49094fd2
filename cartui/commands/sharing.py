"""Letting a customer read their cart: links to it, and messages about it."""

from cartui.commands.command import Command, Group
from cartui.commands.navigation import MOVES
from cartui.commands.picking import LeaveDialog
from cartui.rules.permissions import Operation


class ShareCart(Command):
    """Make a link by which the customer reads the cart as a quote, see how often it was, or revoke it."""

    title = "Links for the customer"
    keys = ("S",)
    group = Group.CART


class WriteToCustomer(Command):
    """Write to the customer in the shop's words: their quote, the cart that they left, their order."""

    title = "Message to the customer"
    keys = ("e",)
    group = Group.CART


class MakeLink(Command):
    """Make a link to the cart; it is told this once, and is good for as long as the shop's settings say."""

    title = "Make a link"
    keys = ("n",)
    footer = "new link"
    group = Group.FORM
    operation = Operation.SHARE
    in_palette = False


class CopyLink(Command):
    """Copy the link to the clipboard of your own terminal, over SSH too."""

    title = "Copy the link"
    keys = ("y",)
    footer = "copy"
    group = Group.FORM
    in_palette = False


class ShowCode(Command):
    """Show the link as a QR code, for the phone of whoever stands before you."""

    title = "Show it as a QR code"
    keys = ("c",)
    footer = "QR code"
    group = Group.FORM
    in_palette = False


class RevokeLink(Command):
    """Let the link at the cursor lead nowhere from now on."""

    title = "Revoke the link"
    keys = ("D",)
    footer = "revoke"
    group = Group.FORM
    operation = Operation.SHARE
    in_palette = False


SHARING: tuple[type[Command], ...] = (
    MakeLink,
    CopyLink,
    ShowCode,
    RevokeLink,
    LeaveDialog,
    *MOVES,
)
"""Everything that the links of a cart offer."""
