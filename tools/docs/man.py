"""The manual page, ``man cartui``: made of the commands, as ``docs/cli.md`` is."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

import typer

from cartui import __version__
from cartui.cli.exit_codes import ExitStatus
from cartui.cli.program import EPILOG, app
from tools.docs.cli import STATUS_WORDS, arguments_of, every_command, option_words

_SIGNS: Final = {
    "\\": r"\e",
    "-": r"\-",
    "'": r"\(aq",
    '"': r"\(dq",
    "`": r"\(ga",
    "^": r"\(ha",
    "~": r"\(ti",
}
"""Signs that roff would obey, or print as others than the ones to be typed."""

_ENVIRONMENT: Final = {
    "CARTUI_DB": "The database, as --db names it.",
    "CARTUI_URL": "The server, as --url names it.",
    "CARTUI_PROFILE": "The backend of that name in your config, as --profile names it.",
    "CARTUI_TOKEN": "Your token for the server.",
    "CARTUI_AGENT": "Under which name changes are recorded, as --agent names it.",
    "CARTUI_CONFIG": "Another config file, as --config names it.",
    "CARTUI_READ_ONLY": "1: change nothing, as --read-only.",
    "CARTUI_HOME": "One folder for config, databases and log, in place of those of the system.",
    "NO_COLOR": "Draw the desk without colours.",
}
"""Variables that a call obeys; every other setting has one, too."""

_EXAMPLES: Final = {
    "cartui demo": "Open the desk on demo data; nothing in it can be broken.",
    "cartui carts list -q 'market:BD total:>1000'": "List the open carts of a market above an amount.",
    "cartui --db shop.sqlite3 carts show C-000123 --json": "Print one cart of a database as JSON.",
    "cartui doctor": "Look for what is wrong, and read what to do.",
}
"""Calls to begin with."""


def man_page() -> str:
    """The whole page, in roff's ``man`` macros and plain ASCII."""
    program = typer.main.get_command(app)
    lines = [
        r".\" Made of the commands by `python -m tools.docs`; a test says when it is old.",
        f'.TH CARTUI 1 "" "cartui {__version__}" "User Commands"',
        ".SH NAME",
        rf"cartui \- {escaped((program.help or '').rstrip('.'))}",
        ".SH SYNOPSIS",
        r"\fBcartui\fR [\fIOPTION\fR ...] [\fICOMMAND\fR [\fIARGUMENT\fR ...]]",
        ".SH DESCRIPTION",
        escaped(EPILOG),
        ".SH OPTIONS",
        *_tagged(option_words(program)),
        ".SH COMMANDS",
    ]
    for title, command in every_command():
        lines += [
            f".SS {escaped(' '.join([title, *arguments_of(command)]))}",
            *_paragraphs(command.help or ""),
            *_tagged(option_words(command)),
        ]
    lines += [".SH EXIT STATUS", *_tagged((str(status.value), STATUS_WORDS[status]) for status in ExitStatus)]
    lines += [".SH ENVIRONMENT", *_tagged(_ENVIRONMENT.items())]
    lines += [
        ".SH FILES",
        escaped(
            "`cartui config path` prints where your settings are, `cartui doctor` where all the rest is."
        ),
    ]
    lines += [".SH EXAMPLES", *_tagged(_EXAMPLES.items())]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """Text as one line that roff prints as it stands; what is between backquotes is printed bold."""
    parts = " ".join(text.split()).split("`")
    if len(parts) % 2 == 0:  # a backquote that stands alone is a sign like others
        return _shown("`".join(parts))
    return "".join(
        rf"\fB{_shown(part)}\fR" if place % 2 else _shown(part) for place, part in enumerate(parts)
    )


def _shown(text: str) -> str:
    """Text with every sign that roff has plans for, or that is none of ASCII, by its name."""
    named = "".join(_SIGNS.get(sign, sign if sign.isascii() else rf"\[u{ord(sign):04X}]") for sign in text)
    return rf"\&{named}" if named.startswith(".") else named


def _paragraphs(text: str) -> Iterator[str]:
    """A help text, its paragraphs apart."""
    for place, paragraph in enumerate(re.split(r"\n\s*\n", text.strip())):
        if place:
            yield ".PP"
        yield escaped(paragraph)


def _tagged(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """What is typed, each with what it means beneath."""
    for name, text in pairs:
        yield ".TP"
        yield rf"\fB{escaped(name)}\fR"
        if text:
            yield escaped(text)
