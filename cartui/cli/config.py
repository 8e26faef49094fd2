"""``cartui config``: the agent's own settings."""

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from cartui.cli.invocation import invocation_of
from cartui.cli.options import AsJson, new_group
from cartui.cli.output import narrate, pairs, put, put_json, table

if TYPE_CHECKING:
    from cartui.settings.loading import Configuration
    from cartui.settings.origins import Origin

app = new_group("Begin, show and check your settings.")


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
def init(
    context: typer.Context,
    force: Annotated[
        bool,
        typer.Option(
            "--force", help="Replace the one that is there; it is kept beside it as .old (.old-2 …)."
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write a config file with every setting in comments. One that exists is not touched."""
    from cartui.model.errors import Refused, Unavailable
    from cartui.settings.errors import NotWritten
    from cartui.settings.loading import config_file
    from cartui.settings.paths import find_paths
    from cartui.settings.writing import begin_settings

    file, _ = config_file(invocation_of(context).options, os.environ, find_paths())
    try:
        kept = begin_settings(file, replace=force)
    except FileExistsError:
        raise Refused(
            f"{file} is already there: it was not touched. --force replaces it and keeps it beside it."
        ) from None
    except NotWritten as error:
        raise Unavailable(str(error)) from error
    if as_json:
        put_json({"config": str(file), "kept": None if kept is None else str(kept)})
        return
    put(str(file))
    if kept is not None:
        narrate(f"The one before is kept as {kept}")


@app.command()
def validate(
    context: typer.Context,
    file: Annotated[
        str | None, typer.Argument(metavar="FILE", help="Another file than the one in use.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check a config file: each mistake with its line and the nearest setting there is."""
    from cartui.cli.checking import check_settings
    from cartui.settings.loading import Options

    options = invocation_of(context).options if file is None else Options(config=file)
    configuration, _ = check_settings(options)
    if as_json:
        put_json({"config": str(configuration.file), "valid": True})
    else:
        missing = "" if configuration.file.exists() else " (it does not exist: everything has its default)"
        narrate(f"{configuration.file}: in order{missing}")


@app.command()
def show(context: typer.Context, as_json: AsJson = False) -> None:
    """Show the settings in force, and where each came from."""
    configuration = invocation_of(context).configuration
    facts = _in_force(configuration)
    settings = _settings(configuration)
    if not as_json:
        there = "" if configuration.file.exists() else " (does not exist)"
        put(pairs([("config", f"{configuration.file}{there}"), ("log", str(configuration.paths.log))]))
        put("\n" + _as_table("In force", facts, configuration))
        put("\n" + _as_table("Setting", settings, configuration))
        return
    put_json(
        {
            "config": str(configuration.file),
            **{each.name.replace(" ", "_"): each.value for each in facts},
            **_origins_of(configuration, facts),
            "log": str(configuration.paths.log),
            "settings": [
                {
                    "name": each.name,
                    "value": each.value,
                    "source": each.origin.source.value,
                    "from": str(each.origin),
                }
                for each in settings
            ],
        }
    )


def _origins_of(configuration: "Configuration", facts: "list[_Row]") -> dict[str, str]:
    """Where each came from; of the backend, who named it."""
    named_by = {"database": configuration.backend.named_by, "url": configuration.backend.named_by}
    return {
        f"{each.name.replace(' ', '_')}_from": named_by.get(each.name, str(each.origin)) for each in facts
    }


@dataclass(frozen=True, slots=True)
class _Row:
    """A value and where it came from."""

    name: str
    value: object
    origin: "Origin"


def _in_force(configuration: "Configuration") -> list[_Row]:
    """What follows from settings, profile, environment and options."""
    from cartui.settings.secrets import without_secrets

    backend = configuration.backend
    read_only = _Row("read only", configuration.read_only, configuration.read_only_from)
    if backend.url:
        where = _Row("url", backend.url, configuration.backend_from)
        return [where, _token(configuration), read_only]
    database = _Row("database", without_secrets(backend.database), configuration.backend_from)
    return [_Row("agent", configuration.agent, configuration.agent_from), database, read_only]


def _token(configuration: "Configuration") -> _Row:
    """Whether there is a token for the server, and where; never the token."""
    from cartui.model.errors import Unauthenticated
    from cartui.settings.origins import DEFAULT, Origin, Source
    from cartui.settings.tokens import TOKEN_VARIABLE, token_place

    backend = configuration.backend
    try:
        place = token_place(backend.url, backend.profile, paths=configuration.paths)
    except Unauthenticated as error:
        return _Row("token", error.message, DEFAULT)
    if not place:
        return _Row("token", "none", DEFAULT)
    return _Row(
        "token", "kept", Origin(Source.ENVIRONMENT if place == TOKEN_VARIABLE else Source.FILE, place)
    )


def _settings(configuration: "Configuration") -> list[_Row]:
    """Every setting by its dotted name."""
    from cartui.settings.origins import DEFAULT

    flat = _flat(configuration.settings.model_dump(mode="json", exclude_none=True))
    return [_Row(name, value, configuration.origins.get(name, DEFAULT)) for name, value in flat]


def _as_table(heading: str, rows: list[_Row], configuration: "Configuration") -> str:
    """Values as the config file would have them, and the lines of that file without its whole path."""
    whole, name = f"{configuration.file}, ", f"{configuration.file.name}, "
    return table(
        (heading, "Value", "From"),
        [(each.name, _shown(each.value), str(each.origin).replace(whole, name)) for each in rows],
    )


def _shown(value: object) -> str:
    """A value for people."""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _flat(values: dict[str, object], before: str = "") -> list[tuple[str, object]]:
    """Every setting with its dotted name, without secrets."""
    from cartui.settings.secrets import without_secrets

    flat: list[tuple[str, object]] = []
    for name, value in values.items():
        if isinstance(value, dict):
            flat += _flat(value, f"{before}{name}.")
        else:
            flat.append((f"{before}{name}", without_secrets(value) if isinstance(value, str) else value))
    return flat
