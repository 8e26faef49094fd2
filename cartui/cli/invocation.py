"""One call of the program: what was said before the command, and the way from there to a client."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import typer

    from cartui.cli.amounts import Times
    from cartui.client.protocol import Client
    from cartui.settings.loading import Configuration, Options
    from cartui.settings.log import Log

T = TypeVar("T")

_MAKING = frozenset({"demo", "import", "seed", "shop"})
"""Command groups that may begin a new database; the others work on one that is there."""


@dataclass(slots=True)
class Invocation:
    """The options of the program, and what they lead to when a command asks for it."""

    profile: str | None = None
    database: str | None = None
    url: str | None = None
    agent: str | None = None
    config: str | None = None
    read_only: bool = False
    restricted: bool = False
    """Whether whoever logged in gets the desk of one shop, as one account of it, and nothing else."""
    idle_lock: str | None = None
    """The longest time for which the desk may be left alone (``15m``)."""
    as_json: bool = False
    """Whether ``--json`` was given: errors are JSON as well then."""
    command: str = ""
    """Name of the command group, for the log."""
    _configuration: "Configuration | None" = field(default=None)

    @property
    def options(self) -> "Options":
        """What the command line said, as the settings take it."""
        from cartui.settings.loading import Options

        return Options(
            profile=self.profile,
            database=self.database,
            url=self.url,
            agent=self.agent,
            config=self.config,
            read_only=self.read_only,
            idle_lock=self.idle_lock,
        )

    @property
    def configuration(self) -> "Configuration":
        """The settings in force, read at first use. Raises ``SettingsError``."""
        if self._configuration is None:
            from cartui.settings.loading import load_configuration

            self._configuration = load_configuration(self.options)
        return self._configuration

    def aim_at(
        self, *, profile: str | None = None, database: str | None = None, url: str | None = None
    ) -> None:
        """Let the call work on another backend from now on, whatever was said before."""
        self.profile, self.database, self.url = profile, database, url
        self._configuration = None

    @property
    def log(self) -> "Log":
        """The log of this user."""
        from cartui.bootstrap import open_log

        return open_log(self.configuration)

    @property
    def times(self) -> "Times":
        """Writes moments in the agent's time zone."""
        from cartui.cli.amounts import Times

        return Times(self.configuration.settings.display.timezone)

    @property
    def zone(self) -> str:
        """Name of the time zone in which the agent types days (decision 6)."""
        from cartui.settings.system_zone import system_zone

        return self.configuration.settings.display.timezone or system_zone()

    def ensure_database(self) -> None:
        """Raise ``Unsupported`` where the backend is a server, for what is done with the file itself."""
        backend = self.configuration.backend
        if not backend.url:
            return
        from cartui.model.errors import Unsupported
        from cartui.settings.server_urls import host_of

        raise Unsupported(
            f"{host_of(backend.url)} ({backend.named_by}) is a server, and this is done with the database "
            "itself: run it where the server runs, with --db, or name a database here."
        )

    def run(self, work: "Callable[[Client], Awaitable[T]]") -> T:
        """Open the configured backend, do the work with it, close it, and give what the work gave."""
        import asyncio

        from cartui.bootstrap import actor_of, open_client
        from cartui.model.agent import ActorOrigin

        actor = actor_of(self.configuration, ActorOrigin.CLI)
        client = open_client(self.configuration, actor, makes=self.command in _MAKING)

        async def opened() -> T:
            async with client:
                return await work(client)

        return asyncio.run(opened())


def invocation_of(context: "typer.Context") -> Invocation:
    """The call that a command is part of."""
    found = context.find_object(Invocation)
    if found is None:
        raise TypeError("the command was not started by cartui.cli.program")
    return found
