"""``cartui config``: the agent's own settings."""

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cartui.cli.invocation import invocation_of
from cartui.cli.options import AsJson, new_group
from cartui.cli.output import narrate, pairs, put, put_json, table

if TYPE_CHECKING:
    from cartui.settings.loading import Configuration

app = new_group("Your settings: where they are, what they say.")

_PASSWORD = re.compile(r"(?<=://)([^:/@\s]*):[^@/\s]*@")


@app.command("path")
def show_path(context: typer.Context, as_json: AsJson = False) -> None:
    """Print where the config file is read from, whether it exists or not."""
    from cartui.settings.loading import config_file
    from cartui.settings.paths import find_paths

    paths = find_paths()
    file, _ = config_file(invocation_of(context).options, os.environ, paths)
    if as_json:
        put_json(
            {"config": str(file), "exists": file.exists(), "data": str(paths.data), "log": str(paths.log)}
        )
    else:
        put(str(file))


@app.command()
def init(context: typer.Context, as_json: AsJson = False) -> None:
    """Write a config file with every setting in comments. One that exists is not touched."""
    from cartui.model.errors import Refused, Unavailable
    from cartui.settings.loading import config_file
    from cartui.settings.paths import find_paths, make_private_folder
    from cartui.settings.reference import example_file

    file, _ = config_file(invocation_of(context).options, os.environ, find_paths())
    try:
        make_private_folder(file.parent)
        descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        raise Refused(f"{file} is already there: it was not touched") from None
    except OSError as error:
        raise Unavailable(f"cannot write {file}: {error.strerror}") from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as target:
        target.write(example_file())
    put_json({"config": str(file)}) if as_json else put(str(file))


@app.command()
def validate(
    context: typer.Context,
    file: Annotated[
        str | None, typer.Argument(metavar="[FILE]", help="Another file than the one in use.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check a config file: each mistake with its line and the nearest setting there is."""
    from cartui.cli.desk import check_desk_settings
    from cartui.settings.loading import Options, load_configuration

    configuration = (
        invocation_of(context).configuration if file is None else load_configuration(Options(config=file))
    )
    check_desk_settings(configuration)
    if as_json:
        put_json({"config": str(configuration.file), "valid": True})
    else:
        missing = "" if configuration.file.exists() else " (it does not exist: everything has its default)"
        narrate(f"{configuration.file}: in order{missing}")


@app.command()
def show(context: typer.Context, as_json: AsJson = False) -> None:
    """Show the settings in force, and where each came from."""
    configuration = invocation_of(context).configuration
    settings = [
        {"name": name, "value": value, "from": configuration.origins.get(name, "default")}
        for name, value in _flat(configuration.settings.model_dump(mode="json"))
    ]
    database = without_password(configuration.database)
    if as_json:
        put_json(
            {
                "config": str(configuration.file),
                "agent": configuration.agent,
                "database": database,
                "database_from": configuration.database_from,
                "read_only": configuration.read_only,
                "log": str(configuration.paths.log),
                "settings": settings,
            }
        )
        return
    put(_facts(configuration, database))
    rows = [(str(each["name"]), str(each["value"]), str(each["from"])) for each in settings]
    put("\n" + table(("Setting", "Value", "From"), rows))


def without_password(database: str) -> str:
    """A database's URL as it may be shown."""
    return _PASSWORD.sub(r"\1:***@", database)


def _facts(configuration: "Configuration", database: str) -> str:
    """What follows from the settings."""
    there = "" if Path(configuration.file).exists() else " (does not exist)"
    return pairs(
        [
            ("config", f"{configuration.file}{there}"),
            ("agent", configuration.agent),
            ("database", f"{database} ({configuration.database_from})"),
            ("read only", "yes" if configuration.read_only else ""),
            ("log", str(configuration.paths.log)),
        ]
    )


def _flat(values: dict[str, object], before: str = "") -> list[tuple[str, object]]:
    """Every setting with its dotted name; a database of a profile without its password."""
    flat: list[tuple[str, object]] = []
    for name, value in values.items():
        if isinstance(value, dict):
            flat += _flat(value, f"{before}{name}.")
        else:
            flat.append((f"{before}{name}", without_password(value) if isinstance(value, str) else value))
    return flat
