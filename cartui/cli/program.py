"""The program ``cartui``: its options, its commands (each imported when it is asked for), its exit status."""

import importlib
import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated, Final

import typer
from typer.core import TyperGroup

from cartui.cli.exit_codes import ExitStatus
from cartui.cli.invocation import Invocation, invocation_of
from cartui.cli.outermost import ended
from cartui.cli.start import FLAGS, VALUED

if TYPE_CHECKING:
    # typer brings its own click, and gives out no names for these types.
    from typer._click import Command, Context, HelpFormatter
    from typer._click.exceptions import UsageError

COMMANDS: Final = {
    "demo": "Open the desk on demo data, or only make it.",
    "seed": "Make many carts, to measure with.",
    "shop": "Set up the shop: markets, tax, price levels, coupons.",
    "import": "Take over catalogues, customers, carts, coupons, tax rates and statements from files.",
    "price": "Price a cart described in JSON, without saving it.",
    "carts": "List, show, change and place carts.",
    "bulk": "Change many carts or customers at once, and take it back.",
    "locks": "List locked carts; lock, confirm, unlock or delete one.",
    "blocklist": "List who may not buy; block somebody, take them off, or test somebody.",
    "payments": "List money that belongs to no order, and settle it.",
    "customers": "Find, show and create customers.",
    "orders": "List, show, approve, hold, cancel and invoice orders.",
    "activity": "List what everybody did lately.",
    "report": "Print figures over many carts, as tables, JSON or CSV.",
    "digest": "Print or mail what waits for somebody in the morning.",
    "outbox": "List messages to customers; send one again or drop it.",
    "agents": "Say who may come in over a server, and as what.",
    "login": "Keep your token for a server, once it has let you in.",
    "serve": "Let a team work on this database over HTTP.",
    "config": "Begin, show and check your settings.",
    "completion": "Print what makes your shell complete commands and options.",
    "db": "Upgrade, check, back up, restore and purge the database.",
    "tick": "Do the background's work once, for cron.",
    "doctor": "Look at machine, settings and backend, and say what is wrong.",
}
"""Every command with the line that the help has for it. The module is named after it."""

_MODULES: Final = {"import": "imports"}
"""Commands whose name cannot be a module's."""

_USAGE_ERROR: Final["type[UsageError]"] = typer.BadParameter.__mro__[1]
"""What typer raises when options and arguments make no sense; it gives out no name for it either."""

EPILOG: Final = (
    "Without a command, the desk opens. These options may stand after the command too. "
    "Stdout is data, stderr is narration; commands with --json print JSON."
)


class LazyCommands(TyperGroup):
    """Commands that are imported when they run; the help needs none of them."""

    def list_commands(self, ctx: "Context") -> list[str]:  # noqa: ARG002 (the group's own signature)
        """The commands in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: "Context", cmd_name: str) -> "Command | None":  # noqa: ARG002 (as above)
        """Import the command; ``None`` where there is none of that name."""
        return load_command(cmd_name) if cmd_name in COMMANDS else None

    def format_commands(self, ctx: "Context", formatter: "HelpFormatter") -> None:  # noqa: ARG002 (as above)
        """Write the commands of the help from what is known without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def load_command(name: str) -> "Command":
    """Import one command; an import is the price of running it, and of no other."""
    module = importlib.import_module(f"cartui.cli.{_MODULES.get(name, name)}")
    command = typer.main.get_command(module.app)
    command.name = name
    return command


app = typer.Typer(
    cls=LazyCommands,
    rich_markup_mode=None,
    add_completion=False,  # `cartui completion`: typer's way writes into files of the shell
    pretty_exceptions_enable=False,
    help="A terminal desk for the shopping carts of a shop's staff.",
    epilog=EPILOG,
)


def _show_version(value: bool) -> None:
    """Print the version and end."""
    if value:
        from cartui import __version__

        sys.stdout.write(f"cartui {__version__}\n")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _options(
    context: typer.Context,
    profile: Annotated[
        str | None, typer.Option(metavar="NAME", help="The backend of that name in your config.")
    ] = None,
    database: Annotated[
        str | None, typer.Option("--db", metavar="PATH-OR-URL", help="A database, whatever the config says.")
    ] = None,
    url: Annotated[
        str | None, typer.Option(metavar="URL", help="A server, whatever the config says.")
    ] = None,
    agent: Annotated[
        str | None, typer.Option(metavar="NAME", help="Under which name changes are recorded.")
    ] = None,
    config: Annotated[str | None, typer.Option(metavar="FILE", help="Another config file.")] = None,
    read_only: Annotated[bool, typer.Option("--read-only", help="Change nothing: work as a viewer.")] = False,
    restricted: Annotated[
        bool, typer.Option("--restricted", help="The desk and nothing else, as the account of that name.")
    ] = False,
    idle_lock: Annotated[
        str | None,
        typer.Option("--idle-lock", metavar="TIME", help="Leave the desk after so long without a key (15m)."),
    ] = None,
    _version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_show_version)
    ] = False,
) -> None:
    """Keep what was said before the command; without a command, open the desk."""
    invocation = invocation_of(context)
    invocation.profile, invocation.database, invocation.url = profile, database, url
    invocation.agent, invocation.config, invocation.read_only = agent, config, read_only
    invocation.restricted, invocation.idle_lock = restricted, idle_lock
    invocation.command = context.invoked_subcommand or "desk"
    if restricted and context.invoked_subcommand is not None:
        from cartui.model.errors import Forbidden

        raise Forbidden("Only the desk can be opened with --restricted, and no command be run.")
    if context.invoked_subcommand is None:
        from cartui.cli.desk import open_desk

        raise typer.Exit(open_desk(invocation))


def run(arguments: Sequence[str]) -> int:
    """Run the program and give its exit status; nothing escapes but what ends Python itself."""
    invocation = Invocation()
    return ended(partial(_run, arguments, invocation), invocation)


def _run(arguments: Sequence[str], invocation: Invocation) -> int:
    """Run what the arguments say, and give its exit status."""
    command = typer.main.get_command(app)
    said = list(arguments)
    invocation.as_json = "--json" in (said[: said.index("--")] if "--" in said else said)
    try:
        status: object = command.main(
            options_first(arguments), prog_name="cartui", obj=invocation, standalone_mode=False
        )
    except _USAGE_ERROR as error:
        return _report_usage(error, invocation)
    return status if isinstance(status, int) else ExitStatus.DONE


def _report_usage(error: "UsageError", invocation: Invocation) -> int:
    """Say how the program was called wrongly: as JSON wherever that was asked for, since scripts read it."""
    if not invocation.as_json:
        error.show()
        return error.exit_code
    from cartui.cli.errors import report
    from cartui.model.errors import Invalid

    return report(Invalid(error.format_message()), invocation)


def options_first(arguments: Sequence[str]) -> list[str]:
    """Move the program's own options before the command, so that they may stand anywhere before ``--``."""
    moved: list[str] = []
    left: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        if argument == "--":
            return [*moved, *left, argument, *rest]
        name, equals, _ = argument.partition("=")
        if argument in FLAGS or (equals and name in VALUED):
            moved.append(argument)
        elif argument in VALUED:
            moved += [argument, *([value] if (value := next(rest, None)) is not None else [])]
        else:
            left.append(argument)
    return [*moved, *left]
