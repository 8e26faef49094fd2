"""The keys for people to read: ``docs/keys.md``, made of the commands that each screen offers."""

from collections.abc import Iterable, Iterator

from cartui.commands.command import CommandClass, Group
from cartui.commands.keys import show_key

HEAD = """\
# Keys

Made of the code by `python -m tools.docs`. At the desk, `?` shows the keys of the screen in front, and
`ctrl+p` finds a command by a few letters of its name. A field in which you type takes letters and signs
for itself: leave it with `esc` first.

Every command's keys can be changed under `[keymap]` of the config file, by the id in the last column:
`new-cart = "n, ctrl+n"`. The word `none` takes the keys away. `g o` is two keys, one after the other.
"""


def keys_page(commands: Iterable[CommandClass]) -> str:
    """``docs/keys.md`` for these commands."""
    known = sorted(set(commands), key=lambda command: (command.title.lower(), command.id()))
    return "\n".join([HEAD, *_tables(known)])


def _tables(commands: list[CommandClass]) -> Iterator[str]:
    """A table for each group."""
    for group in Group:
        members = [command for command in commands if command.group is group]
        if members:
            yield f"## {group.value}\n"
            yield "| keys | what it does | id |"
            yield "| --- | --- | --- |"
            yield from (_row(command) for command in members)
            yield ""


def _row(command: CommandClass) -> str:
    """One command."""
    keys = " ".join(f"`{show_key(key)}`" for key in command.keys) or "palette"
    return f"| {keys} | {_escaped(command.help())} | `{command.id()}` |"


def _escaped(text: str) -> str:
    """Text in a cell of a table."""
    return text.replace("|", "\\|")
