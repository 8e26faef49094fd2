"""Which keys do what: the commands' own, and what the agent's settings put in their place."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final

from cartui.commands.command import CommandClass
from cartui.commands.key_names import KeyNameError, is_typed, read_keys
from cartui.commands.keys import show_key

NONE: Final = "none"
"""The word by which a keymap takes all keys from a command; the palette still has it."""

ALWAYS_QUITS: Final = "ctrl+q"
"""Textual's own key for leaving, which comes before all others."""

FIELD_KEYS: Final = frozenset(
    {
        *("left", "right", "home", "end", "backspace", "delete"),
        *(f"shift+{key}" for key in ("left", "right", "home", "end")),
        *(f"ctrl+{key}" for key in "acdekuvwx"),
        *("ctrl+left", "ctrl+right", "ctrl+shift+left", "ctrl+shift+right"),
    }
)
"""Keys beside letters and signs that a field in which one types needs for itself."""

_WORD_STARTS: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class KeymapProblem:
    """One entry of a keymap that cannot be."""

    command: str
    """The entry's name, which should be a command's id."""
    message: str
    """What is wrong, as a sentence without its subject."""

    def __str__(self) -> str:
        """One sentence."""
        return f"keymap.{self.command} {self.message}"


class KeymapError(ValueError):
    """The keymap cannot be; carries everything that is wrong with it."""

    def __init__(self, problems: Sequence[KeymapProblem]) -> None:
        """Keep the problems; the message has one line for each."""
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Offer:
    """The commands of one screen, of whose keys each may mean only one."""

    screen: str
    """The name of its class."""
    commands: Sequence[CommandClass]
    types: bool = False
    """Whether one types in a field there all the time: letters then are text and no keys."""

    @property
    def name(self) -> str:
        """The screen in words: ``cart list``."""
        return _WORD_STARTS.sub(" ", self.screen).lower()


@dataclass(frozen=True, slots=True)
class KeyClash:
    """Two commands of one screen that would share a key."""

    key: str
    command: CommandClass
    other: CommandClass
    others_key: str
    """The other's key: the same, or a chord that begins with it, or the beginning of a chord."""

    def __str__(self) -> str:
        """In words."""
        return f"the key {show_key(self.key)} cannot be both {self.other.id()!r} and {self.command.id()!r}"


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


def read_keymap(given: Mapping[str, str], *, offers: Iterable[Offer]) -> Keymap:
    """Understand the keymap of the settings (``{"new-cart": "n, ctrl+n"}``) for these screens.

    Raises ``KeymapError`` with everything that is wrong: names that no command has, keys that no terminal
    sends, keys that two commands of a screen would share, letters where one types.
    """
    offers = list(offers)
    known = {command.id(): command for offer in offers for command in offer.commands}
    problems: list[KeymapProblem] = []
    changed: dict[str, tuple[str, ...]] = {}
    for name, text in given.items():
        try:
            changed[name] = _keys(name, text, known)
        except KeyNameError as error:
            problems.append(KeymapProblem(name, str(error)))
    keymap = Keymap(changed)
    problems += _clashes_of(keymap, offers)
    problems += _letters_in_fields(keymap, offers)
    if problems:
        raise KeymapError(problems)
    return keymap


def clashes(offered: Sequence[CommandClass], keymap: Keymap) -> Iterator[KeyClash]:
    """Every key that two commands of one screen would share.

    A key that starts a chord cannot do anything by itself.
    """
    owners: dict[str, CommandClass] = {}
    starts: dict[str, tuple[str, CommandClass]] = {}
    for command in dict.fromkeys(offered):
        for key in keymap.keys_of(command):
            first = key.split()[0]
            if key in owners:
                yield KeyClash(key, command, owners[key], key)
            elif first != key and first in owners:
                yield KeyClash(key, command, owners[first], first)
            elif first == key and key in starts:
                yield KeyClash(key, command, starts[key][1], starts[key][0])
            owners[key] = command
            if first != key:
                starts[first] = (key, command)


def _keys(name: str, text: str, known: Mapping[str, CommandClass]) -> tuple[str, ...]:
    """The keys of one entry; raises ``KeyNameError`` for what cannot be."""
    command = known.get(name)
    if command is None:
        near = get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]!r}?" if near else "`?` at the desk shows the ids"
        raise KeyNameError(f"is not a command; {hint}")
    if not text.strip() and text != " ":
        raise KeyNameError(f'is empty, which changes nothing: write a key, or "{NONE}" to have none')
    if text.strip().lower() != NONE:
        keys = read_keys(text)
        if ALWAYS_QUITS in keys and command.action() != "quit":
            raise KeyNameError(f"cannot be {ALWAYS_QUITS!r}: that always quits")
        return keys
    if command.needed:
        raise KeyNameError(f'cannot be "{NONE}": without it there is no way on or back')
    return ()


def _clashes_of(keymap: Keymap, offers: Iterable[Offer]) -> Iterator[KeymapProblem]:
    """The clashes that the agent's own keys make, each pair once."""
    order = list(keymap.changed)
    told: set[tuple[str, str]] = set()
    for offer in offers:
        for clash in clashes(offer.commands, keymap):
            ids = [clash.command.id(), clash.other.id()]
            ids.sort(key=lambda name: order.index(name) if name in order else -1, reverse=True)
            name, other = ids
            if name not in order or (name, other) in told:
                continue
            told.add((name, other))
            key, others_key = clash.key, clash.others_key
            if clash.command.id() != name:
                key, others_key = others_key, key
            begins = "" if key == others_key else f" ({show_key(others_key)})"
            yield KeymapProblem(
                name,
                f"cannot be {show_key(key)!r}, which does {other!r}{begins} in the {offer.name}: "
                f'give that command another key, or "{NONE}"',
            )


def _letters_in_fields(keymap: Keymap, offers: Iterable[Offer]) -> Iterator[KeymapProblem]:
    """The commands that could not be reached where one types."""
    told: set[str] = set()
    for offer in offers:
        for command in offer.commands if offer.types else ():
            name, keys = command.id(), keymap.keys_of(command)
            if name in told or name not in keymap.changed or not keys:
                continue
            firsts = [key.split()[0] for key in keys]
            if all(is_typed(key) or key in FIELD_KEYS for key in firsts):
                told.add(name)
                yield KeymapProblem(
                    name,
                    f"cannot be {show_key(keys[0])!r} alone: one types in the {offer.name}, where the field "
                    "takes that key for itself. Add one such as ctrl+s or f5",
                )
