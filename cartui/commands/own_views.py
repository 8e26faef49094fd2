"""Commands for the agent's own views of the carts: made of the settings, with keys checked like any other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from cartui.commands.command import Command, CommandClass, Group
from cartui.commands.key_names import KeyNameError, read_keys
from cartui.commands.keymap import ALWAYS_QUITS, Keymap, clashes
from cartui.commands.keys import show_key

PROPOSED: Final = tuple(f"f{number}" for number in range(2, 13))
"""Keys that are proposed for a view, the first that is free."""


class ShowOwnView(Command):
    """Show a view of your own."""

    title = "View of your own"
    group = Group.LIST
    view: ClassVar[str] = ""
    """Its name."""

    @classmethod
    def id(cls) -> str:
        """No name of a command has a blank in it, so that a keymap never means this one."""
        return f"own-view {cls.view}"


@dataclass(frozen=True, slots=True)
class WrongKey:
    """A key that a view of one's own cannot have."""

    view: str
    message: str
    """What is wrong, as a sentence without its subject."""


def own_view_command(name: str, key: str) -> type[ShowOwnView]:
    """The command that shows the view of that name; raises ``KeyNameError`` for what is no key."""
    keys = read_keys(key) if key.strip() else ()
    if ALWAYS_QUITS in keys:
        raise KeyNameError(f"cannot be {ALWAYS_QUITS!r}: that always quits")

    class Shown(ShowOwnView):
        """Show this view of your own."""

    Shown.view, Shown.title, Shown.keys = name, f"View: {name}", keys
    return Shown


def own_view_commands(
    keys: Mapping[str, str], beside: Sequence[CommandClass], keymap: Keymap
) -> tuple[tuple[type[ShowOwnView], ...], tuple[WrongKey, ...]]:
    """The commands of all views (``{"Dhaka": "f6"}``), and the keys that cannot be, which they do not have.

    ``beside``: the commands of the same screen, of whose keys each may mean only one.
    """
    commands: list[type[ShowOwnView]] = []
    wrong: list[WrongKey] = []
    for name, key in keys.items():
        try:
            command = own_view_command(name, key)
        except KeyNameError as error:
            wrong.append(WrongKey(name, str(error)))
            command = own_view_command(name, "")
        clash = next(clashes((*beside, *commands, command), keymap), None)
        if clash is not None and command in (clash.command, clash.other):
            mine, theirs = (
                (clash.key, clash.other) if clash.command is command else (clash.others_key, clash.command)
            )
            wrong.append(WrongKey(name, f"cannot be {show_key(mine)!r}, which {_does(theirs)}"))
            command = own_view_command(name, "")
        commands.append(command)
    return tuple(commands), tuple(wrong)


def free_key(beside: Sequence[CommandClass], keymap: Keymap) -> str:
    """The first of the proposed keys that none of these commands has; empty: all are taken."""
    taken = {key for command in beside for key in keymap.keys_of(command)}
    return next((key for key in PROPOSED if key not in taken), "")


def _does(command: CommandClass) -> str:
    """What a key that is taken does."""
    if issubclass(command, ShowOwnView):
        return f"shows the view {command.view!r}"
    return f"does {command.id()!r} in the cart list: give that command another key under [keymap]"
