"""The menu of what can be done: with many carts at once, with one, with an order."""

from collections.abc import Sequence
from typing import Any

from cartui.commands.command import CommandClass
from cartui.screens.desk.desk_screen import DeskScreen
from cartui.screens.dialogs.pick import Option, Pick


def open_menu(screen: DeskScreen[Any], of: str, commands: Sequence[CommandClass], *, told: str = "") -> None:
    """Show what can be done there, what cannot with its reason; the screen does what is chosen.

    ``of``: with which, in words; ``told`` stands below the list.
    """

    async def chosen(command: CommandClass | None) -> None:
        if command is not None:
            await screen.do(command)

    screen.app.push_screen(Pick(of, [_option(command, screen) for command in commands], told=told), chosen)


def _option(command: CommandClass, screen: DeskScreen[Any]) -> Option[CommandClass]:
    """A row of it."""
    refused, key = screen.why_not(command) or "", screen.keymap.shown(command)
    return Option(
        command, (command.title, refused or (f"{key} does it at once" if key else "")), refused=refused
    )
