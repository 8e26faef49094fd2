"""The one place that knows which client to make: everything else is handed one.

Light: a start looks at its first carts before anything is loaded that opens a client.
"""

import shlex
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cartui.settings.paths import make_private_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from pydantic import SecretStr

    from cartui.client.protocol import Client
    from cartui.client.rest import RestClient
    from cartui.mail.delivery import MailServer
    from cartui.model.agent import Actor, ActorOrigin
    from cartui.model.cart_summary import CartSummary
    from cartui.model.paper import Stationery
    from cartui.model.sharing import Links
    from cartui.model.upkeep import DatabaseFacts, ServerFacts
    from cartui.settings.loading import Configuration
    from cartui.settings.log import Log


@dataclass(frozen=True, slots=True)
class Serving:
    """What a server begins with."""

    url: str
    """Where it can be reached."""
    has_market: bool
    has_account: bool
    """Whether anybody's token is taken."""


def open_client(
    configuration: "Configuration",
    actor: "Actor",
    *,
    makes: bool = True,
    environment: "Mapping[str, str] | None" = None,
    as_account: bool = False,
    log: "Log | None" = None,
) -> "Client":
    """The client of the configured backend, not yet open: use it with ``async with``.

    ``as_account``: on a database of one's own, too, the actor is what their account there is, and not its
    owner. What breaks in its background work goes to ``log``, or to this user's own.

    On a server it is the token that says for whom it is opened; ``environment`` is where that is looked for
    first (this process's own, unless given). Raises ``Unauthenticated`` where there is none.

    The folder of the default database is created, private to its owner, unless all is only to be read; the
    database itself is the client's business. Without ``makes`` a database that was named has to be there: a
    name mistyped for a command that only looks must not become an empty shop. Raises ``Unavailable``.
    """
    if configuration.backend.url:
        return _server_client(configuration, actor.origin, environment)
    from cartui.client.local import LocalClient
    from cartui.model.errors import Unavailable
    from cartui.store.sqlite import path_of
    from cartui.store.trouble import lost

    named = configuration.backend.named_by != "default"
    path = path_of(configuration.database) if named and not makes else None
    if path is not None and not path.exists():
        raise lost(path) or Unavailable(_missing(path, configuration.backend.named_by))
    if configuration.backend.named_by == "default" and not configuration.read_only:
        try:
            make_private_folder(configuration.paths.data)
        except OSError as error:
            raise Unavailable(f"cannot create {configuration.paths.data}: {error.strerror}") from error

    def keep_fault(event: str, error: BaseException) -> None:
        (log or open_log(configuration)).fault(event, error)

    return LocalClient(
        configuration.database,
        actor,
        readonly=configuration.read_only,
        as_account=as_account,
        mail=partial(mail_server_of, configuration) if configuration.settings.mail.host else None,
        faults=keep_fault,
        links=_links_of(configuration),
        stationery=stationery_of(configuration),
    )


def _links_of(configuration: "Configuration") -> "Links | None":
    """Where customers find a quote, by the settings; ``None``: nowhere."""
    share = configuration.settings.share
    if not share.public_url and not share.url:
        return None
    from cartui.model.sharing import Links

    return Links(pages=share.public_url, template=share.url)


def stationery_of(configuration: "Configuration") -> "Stationery":
    """What documents are drawn on, by the settings."""
    from cartui.model.paper import Stationery

    return Stationery(configuration.settings.documents.paper, configuration.document_logo)


def mail_server_of(configuration: "Configuration") -> "MailServer":
    """The mail server of the settings, which takes longer to load than a start has time for."""
    from cartui.mail.delivery import MailServer
    from cartui.settings.mail_password import find_mail_password

    settings, paths = configuration.settings.mail, configuration.paths

    def password() -> "SecretStr | None":
        found = find_mail_password(settings, paths=paths)
        return found.token if found else None

    return MailServer(settings, password)


def _server_client(
    configuration: "Configuration", origin: "ActorOrigin", environment: "Mapping[str, str] | None"
) -> "RestClient":
    """The client of a server, with the token that was kept for it."""
    from cartui.model.errors import Unauthenticated
    from cartui.settings.server_urls import host_of
    from cartui.settings.tokens import find_token

    backend = configuration.backend
    token = find_token(backend.url, backend.profile, environment=environment, paths=configuration.paths)
    if token is None:
        raise Unauthenticated(
            f"There is no token for {host_of(backend.url)} ({backend.named_by}). "
            f"An admin there makes one with `cartui agents add`; `{login_command(configuration)}` keeps it."
        )

    def kept() -> "SecretStr | None":
        """The token of whoever has logged in meanwhile, in another terminal."""
        found = find_token(backend.url, backend.profile, environment=environment, paths=configuration.paths)
        return found.token if found else None

    return client_with_token(configuration, token.token, origin, kept)


def client_with_token(
    configuration: "Configuration",
    token: "SecretStr",
    origin: "ActorOrigin",
    kept_token: "Callable[[], SecretStr | None]" = lambda: None,
) -> "RestClient":
    """The client of the configured server with this token, not yet open, whatever token is kept for it.

    ``kept_token`` is asked for a newer one when the server does not know this one any more. Raises
    ``Invalid`` where it would show the token to everybody on the way.
    """
    from cartui.client.rest import RestClient

    backend = configuration.backend
    return RestClient(
        backend.url,
        token,
        origin=origin,
        insecure=backend.insecure,
        readonly=configuration.read_only,
        kept_token=kept_token,
    )


def login_command(configuration: "Configuration") -> str:
    """What to type for a token to be kept for the configured server."""
    backend = configuration.backend
    named = ("--profile", backend.profile) if backend.profile else ("--url", backend.url)
    return shlex.join(("cartui", "login", *named))


def command_here(configuration: "Configuration", *words: str) -> str:
    """What to type for a command to work on the configured database, whose password is not shown."""
    from cartui.settings.secrets import without_secrets

    backend = configuration.backend
    if backend.profile:
        named: tuple[str, ...] = ("--profile", backend.profile)
    elif backend.named_by == "default":
        named = ()
    else:
        named = ("--db", without_secrets(configuration.database))
    return shlex.join(("cartui", *named, *words))


def _missing(path: Path, named_by: str) -> str:
    """What to say of a named database that is not there; none is made in its place by looking for it."""
    if not path.parent.exists():
        gone = f"There is no database {path} ({named_by}), nor a folder for it"
        return f"{gone}: mount its disk, or mend the path."
    making = f"`cartui --db {shlex.quote(str(path))} shop apply FILE.toml`"
    return f"There is no database {path} ({named_by}): mend the path. {making} makes a new shop there."


async def serve_database(
    configuration: "Configuration",
    host: str,
    port: int,
    ready: "Callable[[Serving], None]",
    certificate: tuple[str, str] | None = None,
) -> None:
    """Serve the configured database over HTTP until a signal; ``ready`` is told of it once it does.

    ``certificate``: paths of a chain and its key, for TLS. Raises ``Unavailable`` where nobody can listen
    there or the database cannot be opened, ``Unsupported`` where the backend is a server already.
    """
    from cartui.client.local import LocalClient
    from cartui.model.errors import Unsupported
    from cartui.server.runner import UPKEEP_ACTOR, Certificate, ServerRunner, listen, url_of
    from cartui.settings.log import Log

    log = Log(configuration.paths.log, configuration.settings.log.level, stream=sys.stderr)
    client = None
    if not configuration.backend.url:
        client = open_client(configuration, UPKEEP_ACTOR, makes=False, log=log)
    if not isinstance(client, LocalClient):
        raise Unsupported("This backend is a server already: name the database to serve with --db.")
    with listen(host, port) as listening:
        async with client:
            serving = Serving(
                url_of(listening, secure=certificate is not None),
                has_market=bool((await client.shop.get()).markets),
                has_account=any(agent.revoked_at is None for agent in await client.agents.list()),
            )
            running = ServerRunner(client, log=log, certificate=certificate and Certificate(*certificate))
            await running.run(listening, lambda: ready(serving))


def is_first_start(configuration: "Configuration") -> bool:
    """Whether there is no shop: nothing names a database, and none in its own place has one (decision 27).

    A database without a market is no shop yet; one that is gone while its backups are there was one.
    """
    if configuration.backend.named_by != "default":
        return False
    from cartui.store.database_facts import has_shop

    return not has_shop(Path(configuration.database))


def database_file(configuration: "Configuration") -> str:
    """The absolute path of the configured database; empty where it is a server's."""
    if configuration.backend.url:
        return ""
    from cartui.store.sqlite import path_of

    path = path_of(configuration.database)
    return "" if path is None else str(path.absolute())


def look_at_first_carts(database: str, now: "datetime") -> "tuple[CartSummary, ...]":
    """The first carts of a file, before there is a client for it; none where they cannot be read just so.

    Nothing is changed, waited for or raised.
    """
    from cartui.store.first_look import look_at_first_page

    return look_at_first_page(Path(database), now)


def look_at_database(location: str) -> "DatabaseFacts":
    """What can be seen of a database, whatever state it is in; nothing is changed, and nothing raises."""
    from cartui.store.database_facts import facts_of

    return facts_of(location)


def look_at_server(configuration: "Configuration") -> "ServerFacts":
    """What can be seen of the configured server, with the token that is kept for it; nothing raises."""
    import asyncio

    from cartui.client.rest.server_facts import facts_of
    from cartui.model.errors import Unauthenticated
    from cartui.settings.tokens import find_token

    backend = configuration.backend
    try:
        found = find_token(backend.url, backend.profile, paths=configuration.paths)
    except Unauthenticated:
        found = None  # there is one that cannot be used, which whoever asks about the token is told
    return asyncio.run(facts_of(backend.url, None if found is None else found.token))


def look_at_mail(configuration: "Configuration") -> str:
    """Why the configured mail server cannot be used, in a sentence; empty: it can. Nothing is sent."""
    from cartui.mail.delivery import TryLater

    try:
        mail_server_of(configuration).look()
    except TryLater as error:
        return str(error)
    return ""


def actor_of(configuration: "Configuration", origin: "ActorOrigin") -> "Actor":
    """For whom the client is opened: the owner of a database of one's own is its admin (decision 14)."""
    from cartui.model.agent import Actor, Role

    role = Role.VIEWER if configuration.read_only else Role.ADMIN
    return Actor(name=configuration.agent, role=role, origin=origin)


def open_log(configuration: "Configuration") -> "Log":
    """The log of this user, opened at its first event."""
    from cartui.settings.log import Log

    return Log(configuration.paths.log, configuration.settings.log.level)
