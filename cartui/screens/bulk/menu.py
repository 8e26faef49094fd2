"""The menu of what can be done: with many carts at once, with one, with an order."""

from collections.abc import Sequence
from typing import Any

from cartui.commands.command import CommandClass
from cartui.screens.desk.desk_screen import DeskScreen
from cartui.screens.dialogs.pick import Option, Pick


def change_menu(
    of: str, commands: Sequence[CommandClass], screen: DeskScreen[Any], *, told: str = ""
) -> Pick[CommandClass]:
    """What can be done there; what cannot is listed with its reason. ``of``: with which, in words."""
    return Pick(of, [_option(command, screen) for command in commands], told=told)


def _option(command: CommandClass, screen: DeskScreen[Any]) -> Option[CommandClass]:
    """A row of it."""
    refused, key = screen.why_not(command) or "", screen.keymap.shown(command)
    return Option(
        command, (command.title, refused or (f"{key} does it at once" if key else "")), refused=refused
    )
