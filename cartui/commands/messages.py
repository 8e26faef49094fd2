"""What is done with a message to a customer."""

from cartui.commands.command import Command, Group
from cartui.commands.picking import LeaveDialog
from cartui.rules.permissions import Operation


class SendMessage(Command):
    """Send the message as it stands here; from any of its fields."""

    title = "Send the message"
    keys = ("ctrl+s",)
    footer = "send"
    group = Group.FORM
    operation = Operation.SEND_MESSAGE
    in_palette = False


class CopyMessage(Command):
    """Copy the message to your own clipboard, to send it in another way; not while one writes in it."""

    title = "Copy the message"
    keys = ("y",)
    footer = "copy"
    group = Group.FORM
    in_palette = False


MESSAGE: tuple[type[Command], ...] = (SendMessage, CopyMessage, LeaveDialog)
"""Everything that a message offers."""
