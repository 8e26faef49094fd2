"""``cartui login``: a token for a server, asked for, tried, and kept where only its owner reads it."""

import os
import sys
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cartui.cli.invocation import Invocation, invocation_of
from cartui.cli.options import AsJson
from cartui.cli.output import narrate, put_json
from cartui.model.errors import Invalid, Unauthenticated, Unavailable

if TYPE_CHECKING:
    from pydantic import SecretStr

    from cartui.model.agent import Actor
    from cartui.settings.backends import Backend

app = typer.Typer(rich_markup_mode=None, add_completion=False)

_LONGEST: Final = 10_000
"""Bytes that are read where a token is expected."""


@app.command(context_settings={"allow_extra_args": True})
def login(
    context: typer.Context,
    forget: Annotated[
        bool, typer.Option("--forget", help="Forget the token that is kept here for the server.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Ask for your token for a server (--url or --profile), try it there, and keep it.

    It is not shown while you type or paste it; `cartui login < FILE` reads it from a file. It is kept in the
    system's keyring where there is one, else in a file that only you can read, and never in the config file.
    """
    if context.args:
        raise Invalid(
            "A token is no argument: the history of your shell keeps it, and others on this machine can see "
            "it. Have it revoked, and give the new one to `cartui login` when it asks."
        )
    invocation = invocation_of(context)
    backend = _server(invocation)
    if forget:
        _forget(invocation, backend, as_json=as_json)
        return
    token = _asked_for(backend.url)
    actor = _let_in(invocation, token)
    place = _keep(invocation, backend, token)
    if as_json:
        shape = {"name": actor.name, "role": actor.role.value, "url": backend.url, "profile": backend.profile}
        put_json({**shape, "kept": place})
        return
    narrate(f"You are {actor.name} at {backend.url}, as {actor.role}. The token is kept in {place}.")
    _warn_of_variable()


def _server(invocation: Invocation) -> "Backend":
    """The server that is meant. Raises ``Invalid`` where the backend is a database."""
    backend = invocation.configuration.backend
    if not backend.url:
        raise Invalid(
            "A database of your own takes no token. Name a server: `cartui login --url https://…`, or "
            "--profile NAME with a profile that has a url."
        )
    return backend


def _asked_for(url: str) -> "SecretStr":
    """The token that somebody types, or that stands in the file on stdin. Raises ``Invalid``."""
    from cartui.settings.tokens import as_token

    if not sys.stdin.isatty():
        return as_token(sys.stdin.buffer.read(_LONGEST).decode(errors="replace"))
    from cartui.cli.asking import asked_unseen

    typed = asked_unseen(
        f"Token for {url} (it is not shown): ",
        "This terminal would show the token. Put it into a file that only you can read, and run "
        "`cartui login < FILE`.",
    )
    return as_token(typed)


def _let_in(invocation: Invocation, token: "SecretStr") -> "Actor":
    """Who the token belongs to, as the server says. Raises ``Unauthenticated`` and ``Unavailable``."""
    import asyncio

    from cartui.bootstrap import client_with_token
    from cartui.model.agent import ActorOrigin
    from cartui.settings.server_urls import host_of

    client = client_with_token(invocation.configuration, token, ActorOrigin.CLI)

    async def opened() -> "Actor":
        async with client:
            return client.actor

    try:
        return asyncio.run(opened())
    except Unauthenticated:
        host = host_of(invocation.configuration.backend.url)
        raise Unauthenticated(
            f"{host} does not know this token, or it was revoked. Nothing was kept; an admin there makes a "
            "new one with `cartui agents add`."
        ) from None


def _keep(invocation: Invocation, backend: "Backend", token: "SecretStr") -> str:
    """Keep the token, and give the place. Raises ``Unavailable`` and ``Unauthenticated``."""
    from cartui.settings.errors import NotWritten
    from cartui.settings.tokens import keep_token

    try:
        return keep_token(backend.url, backend.profile, token, paths=invocation.configuration.paths)
    except NotWritten as error:
        raise Unavailable(f"The token is good, but it could not be kept. {error}") from error


def _forget(invocation: Invocation, backend: "Backend", *, as_json: bool) -> None:
    """Forget the token that is kept. Raises ``Unavailable`` and ``Unauthenticated``."""
    from cartui.settings.errors import NotWritten
    from cartui.settings.tokens import forget_token

    try:
        place = forget_token(backend.url, backend.profile, paths=invocation.configuration.paths)
    except NotWritten as error:
        raise Unavailable(str(error)) from error
    if as_json:
        put_json({"url": backend.url, "profile": backend.profile, "forgotten": place or None})
        return
    if place:
        narrate(f"The token for {backend.url} is gone from {place}. An admin there can revoke it, too.")
    else:
        narrate(f"No token was kept for {backend.url}.")
    _warn_of_variable()


def _warn_of_variable() -> None:
    """Say where another token comes first."""
    from cartui.settings.tokens import TOKEN_VARIABLE

    if os.environ.get(TOKEN_VARIABLE):
        narrate(f"warning: {TOKEN_VARIABLE} is set, and comes before what is kept.")
