"""Which keys do what: the commands' own, and what the agent's settings put in their place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from cartui.commands.command import CommandClass
from cartui.commands.keys import show_key

NONE = "none"
"""The word by which a keymap takes all keys from a command; the palette still has it."""


class KeymapError(ValueError):
    """The keymap names a command that does not exist, or two commands of one screen share a key."""


@dataclass(frozen=True, slots=True)
class Keymap:
    """The keys of each command, after the agent's own wishes."""

    changed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Keys by command id, for the commands whose keys are not their own."""

    def keys_of(self, command: CommandClass) -> tuple[str, ...]:
        """The keys that do it: the agent's, else the command's own."""
        return self.changed.get(command.id(), command.keys)

    def shown(self, command: CommandClass) -> str:
        """Its first key as people read it; empty without any."""
        keys = self.keys_of(command)
        return show_key(keys[0]) if keys else ""


def read_keymap(
    given: Mapping[str, str], *, commands: Iterable[CommandClass], together: Iterable[Sequence[CommandClass]]
) -> Keymap:
    """Understand the keymap of the settings (``{"new-cart": "n, ctrl+n"}``).

    ``together`` are the commands that each screen offers: a key may mean only one of them. Raises
    ``KeymapError`` with a sentence that names the entry and what would be right.
    """
    known = {command.id() for command in commands}
    for name in given:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f": did you mean {near[0]!r}?" if near else ""
            raise KeymapError(f"keymap names {name!r}, which is not a command{hint}")
    keymap = Keymap({name: _keys(name, text) for name, text in given.items()})
    for offered in together:
        clash = first_clash(offered, keymap)
        if clash is not None:
            raise KeymapError(clash)
    return keymap


def first_clash(offered: Sequence[CommandClass], keymap: Keymap) -> str | None:
    """The first key that two commands of one screen would share, in words; ``None``: there is none.

    A key that starts a chord cannot do anything by itself.
    """
    owners: dict[str, CommandClass] = {}
    starts: dict[str, CommandClass] = {}
    for command in dict.fromkeys(offered):
        for key in keymap.keys_of(command):
            first = key.split()[0]
            other = owners.get(key) or (owners.get(first) if first != key else starts.get(key))
            if other is not None:
                return f"the key {show_key(key)} cannot be both {other.id()!r} and {command.id()!r}"
            owners[key] = command
            if first != key:
                starts[first] = command
    return None


def _keys(name: str, text: str) -> tuple[str, ...]:
    """Split the keys of one entry; raises ``KeymapError`` for what no terminal sends."""
    if text.strip().lower() == NONE:
        return ()
    keys = tuple(" ".join(part.split()) for part in text.split(",")) if text.strip() != "," else (",",)
    for key in keys:
        if not key:
            raise KeymapError(f"keymap.{name} is empty: write a key, or {NONE!r} to have none")
        *modifiers, last = key.split("+") if len(key) > 1 else [key]
        if "shift" in modifiers and len(last) == 1:
            raise KeymapError(f"keymap.{name}: write {last.upper()!r} for {key!r}")
    return keys
