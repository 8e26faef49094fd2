"""What can stand next on a command line that is being typed; the shells' scripts ask it at each tab.

Only the command that is being typed is imported, and no database or server is asked.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

import typer

from cartui.cli.start import FLAGS, VALUED

if TYPE_CHECKING:
    # typer brings its own click, and gives out no names for these types.
    from typer._click import Command, Parameter

_CHOICES: Final = re.compile(r"[a-z0-9]+(\|[a-z0-9]+)+")
"""How a metavar lists all the words that an option takes."""

_OF_FILE: Final = re.compile(r"FILE|PATH|\.json")
"""What a metavar has in it where the name of a file is wanted."""


class Candidate(NamedTuple):
    """One word that could stand there."""

    value: str
    about: str = ""
    """What it is for, in a line, for the shells that show that."""


@dataclass(frozen=True, slots=True)
class Completion:
    """All that could stand there."""

    candidates: tuple[Candidate, ...] = ()
    files: bool = False
    """Whether the name of a file is wanted: no shell needs help with those."""


@dataclass(slots=True)
class _Reading:
    """How far the words before the one that is typed have led."""

    root: "Command"
    command: "Command"
    given: set[str] = field(default_factory=set)
    """Names of the options that are there already."""
    arguments: int = 0
    """How many arguments of the command are there already."""
    waiting: "Parameter | None" = None
    """The option whose value comes next."""
    config: str | None = None
    """The config file that ``--config`` names."""
    options_ended: bool = False
    """Whether ``--`` has stood there: whatever follows is an argument."""

    def options(self) -> "list[Parameter]":
        """The options that may stand here: the command's, and the program's own, which may stand anywhere."""
        own = [each for each in self.command.params if _is_option(each)]
        if self.command is self.root:
            return own
        anywhere = {*VALUED, *FLAGS}
        return [*own, *(each for each in self.root.params if not anywhere.isdisjoint(each.opts))]

    def option(self, name: str) -> "Parameter | None":
        """The option of that name; the command's own comes before the program's."""
        return next((each for each in self.options() if name in _names(each)), None)


def complete(root: "Command", words: Sequence[str]) -> Completion:
    """What the last of the words, begun or empty, can become; those before it follow the program's name."""
    *before, last = _joined(words) or [""]
    reading = _read(root, before)
    if reading is None:
        return Completion()
    begun = _unquoted(last)
    if reading.waiting is not None:
        return _values(reading, reading.waiting, begun)
    if begun.startswith("-") and not reading.options_ended:
        name, equals, value = begun.partition("=")
        option = reading.option(name) if equals else None
        if option is None:
            return Completion(tuple(_option_names(reading, begun)))
        found = _values(reading, option, value)
        return Completion(
            tuple(Candidate(f"{name}={each}", about) for each, about in found.candidates), found.files
        )
    commands = _commands(reading.command)
    if commands is not None:
        return Completion(tuple(each for each in commands if each.value.startswith(begun)))
    argument = _argument(reading)
    return Completion() if argument is None else _values(reading, argument, begun)


def _read(root: "Command", words: Sequence[str]) -> _Reading | None:
    """Follow whole words; ``None`` where they lead to no command."""
    reading = _Reading(root, root)
    for word in words:
        if reading.waiting is not None:
            if "--config" in reading.waiting.opts:
                reading.config = _unquoted(word)
            reading.waiting = None
        elif word == "--" and not reading.options_ended:
            reading.options_ended = True
        elif word.startswith("-") and word != "-" and not reading.options_ended:
            _take_option(reading, word)
        elif _commands(reading.command) is not None:
            command = _command_named(reading.command, word)
            if command is None:
                return None
            reading.command = command
        else:
            reading.arguments += 1
    return reading


def _take_option(reading: _Reading, word: str) -> None:
    """Note an option, and whether its value is still to come."""
    name, equals, value = word.partition("=")
    option = reading.option(name)
    if option is None:
        return
    if not getattr(option, "multiple", False):
        reading.given.update(_names(option))
    if equals:
        reading.config = value if name == "--config" else reading.config
    elif not getattr(option, "is_flag", False):
        reading.waiting = option


def _joined(words: Sequence[str]) -> list[str]:
    """The words without the ``=`` that bash makes a word of its own; there, the value stands alone."""
    joined: list[str] = []
    for place, word in enumerate(words):
        if word == "=" and joined and joined[-1].startswith("--"):
            if place == len(words) - 1:
                joined.append("")
        else:
            joined.append(word)
    return joined


def _unquoted(word: str) -> str:
    """A word without what keeps the shell from splitting it."""
    return re.sub(r"\\(.)", r"\1", word.strip("\"'"))


def _commands(command: "Command") -> list[Candidate] | None:
    """The commands of a group; ``None`` where it is none."""
    from cartui.cli.program import COMMANDS, LazyCommands

    if isinstance(command, LazyCommands):
        return [Candidate(name, about) for name, about in COMMANDS.items()]
    inner: dict[str, Command] | None = getattr(command, "commands", None)
    if inner is None:
        return None
    return [
        Candidate(name, each.get_short_help_str(limit=100)) for name, each in inner.items() if not each.hidden
    ]


def _command_named(group: "Command", name: str) -> "Command | None":
    """The command of that name in a group."""
    from cartui.cli.program import COMMANDS, LazyCommands, load_command

    if isinstance(group, LazyCommands):
        return load_command(name) if name in COMMANDS else None
    inner: dict[str, Command] = getattr(group, "commands", {})
    return inner.get(name)


def _is_option(parameter: "Parameter") -> bool:
    """Whether it is an option that is shown."""
    return parameter.param_type_name == "option" and not getattr(parameter, "hidden", False)


def _names(option: "Parameter") -> list[str]:
    """All names of an option, those included that say the opposite."""
    return [*option.opts, *option.secondary_opts]


def _option_names(reading: _Reading, begun: str) -> Iterator[Candidate]:
    """The options that may still be said; of two names for one the long one, unless a short one is begun."""
    for option in reading.options():
        if reading.given.isdisjoint(option.opts):
            about = getattr(option, "help", None) or ""
            names = sorted((name for name in option.opts if name.startswith(begun)), key=len)
            for name in (*names[-1:], *(other for other in option.secondary_opts if other.startswith(begun))):
                yield Candidate(name, about)
    if "--help".startswith(begun):
        yield Candidate("--help", "Show the help.")


def _argument(reading: _Reading) -> "Parameter | None":
    """The argument that comes next; the last one may take any number of words."""
    arguments = [each for each in reading.command.params if each.param_type_name == "argument"]
    if reading.arguments < len(arguments):
        return arguments[reading.arguments]
    return arguments[-1] if arguments and arguments[-1].nargs == -1 else None


def _values(reading: _Reading, parameter: "Parameter", begun: str) -> Completion:
    """What an option or argument takes, as far as it can be known here."""
    names = _known_values(reading, parameter)
    found = tuple(Candidate(name) for name in names if name.lower().startswith(begun.lower()))
    metavar = getattr(parameter, "metavar", None) or ""
    return Completion(found, files=not found and _OF_FILE.search(metavar) is not None)


def _known_values(reading: _Reading, parameter: "Parameter") -> Iterable[str]:
    """All values that are known."""
    metavar = getattr(parameter, "metavar", None) or ""
    if _CHOICES.fullmatch(metavar):
        return str(metavar).split("|")
    choices = getattr(getattr(parameter, "type_descriptor", None), "choices", None)
    if choices:
        return [str(getattr(choice, "value", choice)) for choice in choices]
    if "--profile" in parameter.opts:
        return _names_in_config(reading.config, "profiles")
    if "--view" in parameter.opts:
        from cartui.rules.cart_views import NAMED_VIEWS

        return [*_names_in_config(reading.config, "views"), *NAMED_VIEWS]
    command = reading.command
    return [each.value for each in parameter.shell_complete(command.context_class(command), "")]


def _names_in_config(file: str | None, table: str) -> list[str]:
    """The names in a table of the config file, read as quickly as can be: its mistakes are told elsewhere."""
    import os
    import tomllib
    from pathlib import Path

    from cartui.settings.paths import find_paths

    named = file or os.environ.get("CARTUI_CONFIG")
    path = Path(named).expanduser() if named else find_paths().config_file
    try:
        names = tomllib.loads(path.read_text(encoding="utf-8-sig")).get(table)
    except (OSError, RuntimeError, ValueError):
        return []
    return [name for name in names if name.isprintable()] if isinstance(names, dict) else []


def completion_lines(completion: Completion) -> str:
    """A completion as the scripts read it: ``files``, or ``words`` and two lines for each candidate."""
    if completion.files:
        return "files"
    lines = ["words"]
    for value, about in completion.candidates:
        lines += [value, " ".join(about.split())]
    return "\n".join(lines)


def program() -> "Command":
    """The program whose command line is completed."""
    from cartui.cli.program import app

    return typer.main.get_command(app)
