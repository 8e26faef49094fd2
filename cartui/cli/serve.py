"""``cartui serve``: the database for a whole team, over HTTP."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cartui.cli.invocation import invocation_of
from cartui.cli.options import AsJson
from cartui.cli.output import narrate, put_json
from cartui.model.errors import Invalid, Unsupported
from cartui.settings.secrets import without_secrets

if TYPE_CHECKING:
    from cartui.bootstrap import Serving
    from cartui.settings.loading import Configuration

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def serve(
    context: typer.Context,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="The address of this machine to listen at.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="The port; 0 takes a free one.")] = 8765,
    tls_cert: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Certificate with its chain (PEM): serve https.")
    ] = None,
    tls_key: Annotated[Path | None, typer.Option(metavar="FILE", help="Its key (PEM).")] = None,
    public_url: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="Where customers reach this server: its pages of quotes have links then. [default: share."
            "public_url of the config]",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Let others work on this database: desks and commands with --url reach it with a token of theirs.

    It runs until ctrl+c or SIGTERM, and then finishes what is under way. `cartui agents add` makes accounts.
    Its log goes to stderr, one JSON object a line. With --json it prints {"url": …} once it is ready.
    """
    import asyncio

    from cartui.bootstrap import serve_database

    invocation = invocation_of(context)
    configuration = _with_public_url(invocation.configuration, public_url)
    certificate = _certificate(tls_cert, tls_key)

    def ready(serving: "Serving") -> None:
        if as_json:
            put_json({"url": serving.url})
        else:
            narrate("\n".join(_beginning(serving, invocation.configuration)))
        if certificate is None and not _is_loopback(host):
            narrate(
                f"Warning: anybody who can listen in on the way to {host} reads tokens and customers, since "
                "this is plain http. Put a proxy with TLS in front of it, or give --tls-cert and --tls-key."
            )

    try:
        asyncio.run(serve_database(configuration, host, port, ready, certificate))
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in {"fastapi", "uvicorn", "starlette"}:
            raise
        raise Unsupported(
            f"`cartui serve` needs {error.name}, which is not installed: install cartui[server]."
        ) from None


def _with_public_url(configuration: "Configuration", given: str | None) -> "Configuration":
    """The configuration with that address for customers, if one is given. Raises ``Invalid``."""
    if given is None:
        return configuration
    from dataclasses import replace

    from cartui.settings.server_urls import public_address

    try:
        address = public_address(given)
    except ValueError as error:
        raise Invalid(f"--public-url {error}.") from None
    settings = configuration.settings
    share = settings.share.model_copy(update={"public_url": address})
    return replace(configuration, settings=settings.model_copy(update={"share": share}))


def _beginning(serving: "Serving", configuration: "Configuration") -> Iterator[str]:
    """What is served where, and what is to be done before anybody can work with it."""
    from cartui.bootstrap import command_here

    database = without_secrets(configuration.database)
    yield f"Serving {database} at {serving.url}; ctrl+c ends it."
    if not serving.has_market:
        apply = command_here(configuration, "shop", "apply", "FILE.toml")
        yield f"It has no market yet, so nobody can make a cart: `{apply}` sets the shop up."
    if not serving.has_account:
        add = command_here(configuration, "agents", "add", "NAME", "--role", "admin")
        yield f"It has no account yet, so nobody is let in: `{add}` makes one."


def _certificate(chain: Path | None, key: Path | None) -> tuple[str, str] | None:
    """The two files of TLS, or none. Raises ``Invalid`` where only one is named, or one is not there."""
    if chain is None and key is None:
        return None
    if chain is None or key is None:
        raise Invalid("TLS takes both --tls-cert and --tls-key.")
    missing = [str(each) for each in (chain, key) if not each.is_file()]
    if missing:
        raise Invalid(f"There is no file {missing[0]}.")
    return str(chain), str(key)


def _is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens there."""
    import ipaddress

    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
