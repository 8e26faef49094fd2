"""What the desk keeps in the config file for the next start: where a new shop or a server is."""

import asyncio
import re
from dataclasses import replace
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from cartui.cli.backends import at_home
from cartui.model.agent import ActorOrigin
from cartui.model.errors import Invalid
from cartui.model.problem import Problem
from cartui.screens.start.connect_server import NAME, TOKEN, URL, Connection
from cartui.screens.start.first_start import Places
from cartui.settings.backends import PROFILE as PROFILE_WORD
from cartui.settings.backends import Backend
from cartui.settings.loading import Configuration
from cartui.settings.server_urls import needs_insecure, server_address
from cartui.settings.tokens import as_token, keep_token
from cartui.settings.writing import set_settings

PROFILE = "shop"
"""The name of the first profile."""

_PROFILE_NAME: Final = re.compile(r"[\w-]{1,40}")
"""What the name of a profile is made of, so that it can be typed after ``--profile``."""

_READABLE: Final = "Over plain http everybody on the way could read the token: it has to be https."


def places_of(configuration: Configuration) -> Places:
    """Where the demo, a new shop and the settings will be, as people write paths."""
    return Places(
        demo=at_home(configuration.paths.demo_database),
        shop=at_home(Path(configuration.database)),
        config=at_home(configuration.file),
    )


def remember_shop(configuration: Configuration) -> None:
    """Give the database a name in the config file, as the profile to use from now on.

    A database that has a name is missed when it is not there; an empty one never takes its place.

    Raises:
        NotWritten: The file could not be written; it is as it was.
    """
    taken = configuration.settings.profiles
    name = next(
        name for n in range(1, len(taken) + 2) if (name := f"{PROFILE}{n if n > 1 else ''}") not in taken
    )
    database = _seen_from(configuration.file.parent, Path(configuration.database))
    set_settings(configuration.file, {("profile",): name, ("profiles", name, "database"): database})


async def connect(configuration: Configuration, wanted: Connection) -> None:
    """Try a server with a token; then keep the token, and name the server as the profile to use from now on.

    Raises ``Invalid`` with the field of what makes no sense, ``Unauthenticated``, ``Unavailable``, and
    ``NotWritten`` where nothing could be kept.
    """
    from cartui.bootstrap import client_with_token

    backend, token = _connection(configuration, wanted)
    client = client_with_token(replace(configuration, backend=backend), token, ActorOrigin.DESK)
    async with client:
        await client.shop.get()
    await asyncio.to_thread(_keep_connection, configuration, backend, token)


def _connection(configuration: Configuration, wanted: Connection) -> tuple[Backend, SecretStr]:
    """What was typed as a backend and a token. Raises ``Invalid`` with the fields of all that is wrong."""
    problems: list[Problem] = []
    address = wanted.url
    try:
        address = server_address(wanted.url)
    except ValueError as error:
        problems.append(Problem(field=URL, message=f"This {error}."))
    if needs_insecure(address):
        problems.append(Problem(field=URL, message=_READABLE))
    token = wanted.token
    try:
        token = as_token(token.get_secret_value())
    except Invalid as error:
        problems.append(Problem(field=TOKEN, message=error.message))
    if not _PROFILE_NAME.fullmatch(wanted.name):
        problems.append(Problem(field=NAME, message="Letters, digits, - and _ make a name."))
    elif wanted.name in configuration.settings.profiles:
        problems.append(Problem(field=NAME, message="Your settings have a profile of that name already."))
    if problems:
        raise Invalid("This cannot be a server.", problems)
    return Backend(url=address, profile=wanted.name, named_by=f"{PROFILE_WORD}{wanted.name}"), token


def _keep_connection(configuration: Configuration, backend: Backend, token: SecretStr) -> None:
    """Keep the token where only its owner reads it, and the address in the settings."""
    keep_token(backend.url, backend.profile, token, paths=configuration.paths)
    named = {("profile",): backend.profile, ("profiles", backend.profile, "url"): backend.url}
    set_settings(configuration.file, named)


def _seen_from(folder: Path, path: Path) -> str:
    """A path as the config file says it: below its own folder, below the home, or whole."""
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else at_home(path)
