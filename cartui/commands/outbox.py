"""What can be done in the outbox: looking at messages, sending one again, dropping one."""

from cartui.commands.command import Command, Group
from cartui.commands.history_list import OpenItsCart
from cartui.commands.navigation import EVERYWHERE, MOVES, QuitHome, Refresh, ShowHelp
from cartui.rules.permissions import Operation


class ResendMessage(Command):
    """Send the message at the cursor again; one that waits for its next try is tried at once."""

    title = "Send it again"
    keys = ("S",)
    footer = "send again"
    group = Group.MESSAGE
    operation = Operation.SEND_MESSAGE


class DropMessage(Command):
    """Send the message at the cursor no more, after asking; it can still be sent again by hand."""

    title = "Drop the message"
    keys = ("delete", "D")
    footer = "drop"
    group = Group.MESSAGE
    operation = Operation.SEND_MESSAGE


class CopyItsText(Command):
    """Copy subject and text of the message at the cursor to your own clipboard, over SSH too."""

    title = "Copy the message"
    keys = ("y",)
    footer = "copy"
    group = Group.MESSAGE


class NextMessageState(Command):
    """From all messages to those that wait, failed, are unclear, were sent or dropped, and round again."""

    title = "By what became of them"
    keys = ("f",)
    footer = "by state"
    group = Group.MESSAGE


class ViewAllMessages(Command):
    """All messages, the latest first; the outbox starts with them."""

    title = "View: all messages"
    keys = ("1",)
    group = Group.MESSAGE


class ViewQueuedMessages(Command):
    """Messages that wait to be handed to the mail server, for the first time or again."""

    title = "View: messages that wait"
    keys = ("2",)
    group = Group.MESSAGE


class ViewFailedMessages(Command):
    """Messages that the mail server will not take, or that were tried for long enough."""

    title = "View: messages that failed"
    keys = ("3",)
    group = Group.MESSAGE


class ViewUnclearMessages(Command):
    """Messages of which nobody knows whether they were sent: ask the customer."""

    title = "View: messages of which nobody knows"
    keys = ("4",)
    group = Group.MESSAGE


class ViewSentMessages(Command):
    """Messages that the mail server has taken on itself."""

    title = "View: messages that were sent"
    keys = ("5",)
    group = Group.MESSAGE


class ViewDroppedMessages(Command):
    """Messages that somebody decided not to send."""

    title = "View: messages that were dropped"
    keys = ("6",)
    group = Group.MESSAGE


OUTBOX_VIEWS: tuple[type[Command], ...] = (
    ViewAllMessages,
    ViewQueuedMessages,
    ViewFailedMessages,
    ViewUnclearMessages,
    ViewSentMessages,
    ViewDroppedMessages,
)
"""What the outbox can be narrowed to, in the order of the keys."""

OUTBOX: tuple[type[Command], ...] = (
    OpenItsCart,
    ResendMessage,
    DropMessage,
    NextMessageState,
    CopyItsText,
    ShowHelp,
    *(command for command in EVERYWHERE if command is not ShowHelp),
    QuitHome,
    Refresh,
    *OUTBOX_VIEWS,
    *MOVES,
)
"""Everything that the outbox offers."""
