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


AMONG_LINES: tuple[type[Command], ...] = (MoveLineUp, MoveLineDown)
"""What one cart offers."""
