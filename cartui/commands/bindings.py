"""Commands as Textual's bindings."""

from collections.abc import Sequence

from textual.binding import Binding

from cartui.commands.command import CommandClass
from cartui.commands.keymap import Keymap
from cartui.commands.keys import is_chord


def bindings_of(commands: Sequence[CommandClass], keymap: Keymap) -> list[Binding]:
    """One binding for each key of these commands, and one for the key that starts each chord."""
    return [
        *(
            Binding(
                _name(key),
                f"command({command.id()!r})",
                command.title,
                show=bool(command.footer),
                id=command.id(),
            )
            for command in commands
            for key in keymap.keys_of(command)
            if not is_chord(key)
        ),
        *(Binding(_name(start), f"chord({start!r})", show=False) for start in chords(commands, keymap)),
    ]


def chords(commands: Sequence[CommandClass], keymap: Keymap) -> dict[str, dict[str, CommandClass]]:
    """What the second key of each chord does, by the first key."""
    found: dict[str, dict[str, CommandClass]] = {}
    for command in commands:
        for key in keymap.keys_of(command):
            if is_chord(key):
                first, second = key.split()
                found.setdefault(first, {})[second] = command
    return found


def _name(key: str) -> str:
    """The key as ``Binding`` takes it, which splits at commas."""
    return "comma" if key == "," else key
