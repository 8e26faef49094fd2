"""Options and arguments that several commands share, and the way to make a group of commands."""

from typing import Annotated

import typer

from cartui.cli.invocation import invocation_of
from cartui.cli.option_words import entry_kinds


def new_group(text: str) -> typer.Typer:
    """An empty group of commands; without a command it shows its help."""
    return typer.Typer(help=text, no_args_is_help=True, rich_markup_mode=None, add_completion=False)


def _remember_json(context: typer.Context, value: bool) -> bool:
    """Let errors be JSON too, whatever comes after."""
    if value:
        invocation_of(context).as_json = True
    return value


AsJson = Annotated[
    bool,
    typer.Option("--json", help="Print JSON (stable, for scripts).", is_eager=True, callback=_remember_json),
]
"""``--json``."""

CartRef = Annotated[str, typer.Argument(metavar="NUMBER", help="The cart's number or id.")]
"""Which cart."""

Limit = Annotated[int, typer.Option("--limit", min=1, max=1000, help="How many at most.")]
"""How many to list."""

After = Annotated[
    str | None, typer.Option("--after", metavar="CURSOR", help='Go on there: "next" of the page before.')
]
"""Where a list goes on."""

Kinds = Annotated[
    list[str] | None,
    typer.Option(
        "--kind",
        metavar="KIND",
        autocompletion=entry_kinds,
        help="Only entries of this kind: edits, comments, orders, life, or one such as placed.",
    ),
]
"""Which kinds of entries of a history are listed."""

SeenVersion = Annotated[
    int | None, typer.Option("--version", metavar="V", min=1, help="The version that you saw.")
]
"""The version that a change is for; left out: whatever it is at."""

Key = Annotated[
    str | None,
    typer.Option(
        "--key", metavar="KEY", help="Repeating with the same key only gives the same answer again."
    ),
]
"""The idempotency key of a change."""
