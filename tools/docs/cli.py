"""The command line for people to read: the part of ``docs/cli.md`` that is made of the commands."""

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from cartui.cli.exit_codes import ExitStatus
from cartui.cli.program import COMMANDS, app, load_command

if TYPE_CHECKING:
    from typer._click import Command, Parameter

BEGIN = "<!-- Made of the commands by `python -m tools.docs`; a test says when it is old. -->"
END = "<!-- End of what is made. -->"

_WIDTH = 100

STATUS_WORDS = {
    ExitStatus.DONE: "done",
    ExitStatus.REFUSED: "refused by a rule (the reason is on stderr), or an import refused some rows",
    ExitStatus.BAD_INPUT: "bad usage or bad input: file, line and column or the field's path is on stderr",
    ExitStatus.NOT_FOUND: "not found",
    ExitStatus.CONFLICT: "conflict: somebody changed it meanwhile; nothing was applied",
    ExitStatus.LOCKED: "the cart is locked",
    ExitStatus.UNAVAILABLE: "the backend cannot be reached or cannot write now; trying again may help",
    ExitStatus.NOT_ALLOWED: "not allowed: forbidden for the agent's role, or not authenticated",
    ExitStatus.UNSUPPORTED: "this backend cannot do that",
    ExitStatus.LEFT_ALONE: "the desk left by itself: no key for as long as `display.idle_lock` says",
    ExitStatus.FAULT: "a fault in cartui itself; the log says where",
    ExitStatus.INTERRUPTED: "interrupted by ctrl+c",
}
"""What each exit status means."""


def commands_text() -> str:
    """All exit statuses, options and commands, between the two marks."""
    lines = [BEGIN, "", "## Exit status", "", "| status | meaning |", "| --- | --- |"]
    lines += [f"| {status.value} | {STATUS_WORDS[status]} |" for status in ExitStatus]
    lines += ["", "## Options of the program", "", *_options(typer.main.get_command(app)), ""]
    group = ""
    for title, command in every_command():
        name = title.split()[1]
        if name != group:
            lines += [f"## {name}", ""]
            group = name
        lines += [*_command(title, command), ""]
    return "\n".join([*lines, END])


def cli_page(page: str) -> str:
    """The page with its made part made anew; raises ``ValueError`` where the marks are missing."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("docs/cli.md has lost the marks around its made part")
    return before + commands_text() + after


def _command(title: str, command: "Command") -> Iterator[str]:
    """One command: how it is written, what it does, its options."""
    yield " ".join(["###", f"`{' '.join([title, *arguments_of(command)])}`"])
    yield ""
    yield from textwrap.wrap(" ".join((command.help or "").split()), _WIDTH, break_on_hyphens=False)
    options = list(_options(command))
    if options:
        yield ""
        yield from options


def _options(command: "Command") -> Iterator[str]:
    """The options and the arguments that need words, as a list."""
    for name, text in option_words(command):
        yield f"- `{name}`{f': {text}' if text else ''}"


def option_words(command: "Command") -> Iterator[tuple[str, str]]:
    """The options and arguments of a command as they are written, and what is said of each."""
    for parameter in command.params:
        text = getattr(parameter, "help", None) or ""
        if parameter.param_type_name == "argument":
            name = usage_of(parameter).strip("[]")
        else:
            names = [*sorted(parameter.opts, key=len, reverse=True), *parameter.secondary_opts]
            name = ", ".join(names)
            choices = getattr(getattr(parameter, "type_descriptor", None), "choices", None) or ()
            words = "|".join(str(getattr(choice, "value", choice)) for choice in choices)
            metavar = getattr(parameter, "metavar", None) or words
            name += f" {metavar}" if metavar else ("" if getattr(parameter, "is_flag", False) else " N")
        required = " Required." if parameter.required and parameter.param_type_name == "option" else ""
        default = parameter.default
        shown = (
            f" (default: {default})"
            if isinstance(default, int | str) and not isinstance(default, bool) and default != ""
            else ""
        )
        yield name, f"{text}{shown}{required}"


def every_command() -> "Iterator[tuple[str, Command]]":
    """Every command that is shown, with how its call begins: ``cartui carts list``."""
    for name in COMMANDS:
        command = load_command(name)
        inner: dict[str, Command] | None = getattr(command, "commands", None)
        if inner is None:
            yield f"cartui {name}", command
            continue
        for each, subcommand in inner.items():
            if not subcommand.hidden:
                yield f"cartui {name} {each}", subcommand


def arguments_of(command: "Command") -> list[str]:
    """The arguments of a command as its usage line has them."""
    return [usage_of(parameter) for parameter in command.params if parameter.param_type_name == "argument"]


def usage_of(parameter: "Parameter") -> str:
    """An argument as the usage line has it: in brackets where it may be left out."""
    name = str(getattr(parameter, "metavar", None) or parameter.name or "").strip()
    return name if parameter.required else f"[{name}]"
