"""What can be done before there is a shop."""

from cartui.commands.command import Command
from cartui.commands.navigation import MOVES, Quit, QuitHome, ShowHelp
from cartui.commands.picking import Choose


class LeaveFirstStart(Command):
    """Leave cartui; nothing was made."""

    title = "Quit"
    keys = ("escape",)
    footer = "quit"
    in_palette = False


FIRST_START: tuple[type[Command], ...] = (Choose, LeaveFirstStart, ShowHelp, QuitHome, Quit, *MOVES)
"""Everything that the first start offers."""
