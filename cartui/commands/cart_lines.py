"""What is done with the lines of one cart among each other."""

from cartui.commands.command import Command, Group
from cartui.rules.permissions import Operation


class MoveLineUp(Command):
    """Move the line at the cursor up by one place."""

    title = "Move the line up"
    keys = ("K", "shift+up")
    group = Group.LINES
    operation = Operation.EDIT_CART
    actions = ("move_line",)
    in_palette = False


class MoveLineDown(Command):
    """Move the line at the cursor down by one place."""

    title = "Move the line down"
    keys = ("J", "shift+down")
    group = Group.LINES
    operation = Operation.EDIT_CART
    actions = ("move_line",)
    in_palette = False


class ShowLine(Command):
    """Show all that is known of the line at the cursor: price and breaks, discount, tax, stock, picture."""

    title = "Show the line"
    keys = ("enter",)
    group = Group.LINES


class CopyPictureAddress(Command):
    """Copy the address of the line's picture to the clipboard of your own terminal, over SSH too."""

    title = "Copy the picture's address"
    keys = ("y",)
    footer = "copy picture"
    group = Group.LINES


AMONG_LINES: tuple[type[Command], ...] = (ShowLine, MoveLineUp, MoveLineDown)
"""What one cart offers."""
