"""The backends that a desk can go to: the profiles of the settings, and the one it was started with."""

import asyncio
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cartui.cli.invocation import Invocation
from cartui.model.errors import Invalid, Unauthenticated
from cartui.screens.start.profile_choice import STARTED_WITH, Backends, KnownBackend
from cartui.settings.backends import Backend, backend_of_profile
from cartui.settings.errors import SettingsError
from cartui.settings.loading import Configuration
from cartui.settings.secrets import without_secrets
from cartui.settings.server_urls import host_of
from cartui.settings.tokens import TOKEN_VARIABLE, token_place
from cartui.widgets.backend_name import BackendName

if TYPE_CHECKING:
    from cartui.client.protocol import Client

LOCAL: Final = "local"
"""What a database is called that has no profile."""


class OtherBackends:
    """Remembers with which backend the program was called, since one can come back to it."""

    def __init__(self, invocation: Invocation) -> None:
        """Look at the call before the first desk is open."""
        self._invocation = invocation
        self._profile, self._database, self._url = invocation.profile, invocation.database, invocation.url
        self._first = invocation.configuration.backend

    def for_desk(self) -> Backends:
        """What the desk needs of it."""
        return Backends(
            known=self.known, try_out=self.try_out, settings=at_home(self._invocation.configuration.file)
        )

    def aim_at(self, profile: str) -> None:
        """Let the call go on with that profile, or with what it began with."""
        if profile == STARTED_WITH:
            self._invocation.aim_at(profile=self._profile, database=self._database, url=self._url)
        else:
            self._invocation.aim_at(profile=profile)

    def open_client(self, configuration: Configuration) -> "Client":
        """The client of a backend, with a token that is meant for it. Raises ``ClientError``.

        ``CARTUI_TOKEN`` was given for the backend that the program was called for, and is sent to no other.
        """
        from cartui.bootstrap import actor_of, open_client
        from cartui.model.agent import ActorOrigin

        actor = actor_of(configuration, ActorOrigin.DESK)
        environment = self._environment(configuration.backend)
        return open_client(
            configuration,
            actor,
            makes=False,
            environment=environment,
            as_account=self._invocation.restricted,
        )

    def known(self) -> Sequence[KnownBackend]:
        """All profiles as the settings say them now, and where one is. Raises ``ClientError``."""
        here = self._invocation.configuration
        now = self._configuration(STARTED_WITH)
        found = [
            self._described(now, backend_of_profile(name, profile, now.file.parent), here.backend)
            for name, profile in now.settings.profiles.items()
        ]
        if not self._first.profile:
            found.insert(0, self._described(now, self._first, here.backend))
        return found

    async def try_out(self, profile: str) -> None:
        """See whether that backend can be opened and has a shop. Raises ``ClientError``."""
        client = await asyncio.to_thread(self._client, profile)
        async with client:
            await client.shop.get()

    def _client(self, profile: str) -> "Client":
        """The client of that profile, not yet open."""
        return self.open_client(self._configuration(profile))

    def _configuration(self, profile: str) -> Configuration:
        """The settings as they are now, aimed at that profile. Raises ``Invalid``."""
        call = self._invocation
        again = Invocation(
            agent=call.agent, config=call.config, read_only=call.read_only, restricted=call.restricted
        )
        if profile == STARTED_WITH:
            again.aim_at(profile=self._profile, database=self._database, url=self._url)
        else:
            again.aim_at(profile=profile)
        try:
            return again.configuration
        except SettingsError as error:
            raise Invalid(f"The settings cannot be used now. {error.problems[0]}") from None

    def _described(self, configuration: Configuration, backend: Backend, here: Backend) -> KnownBackend:
        """A backend as the list shows it."""
        profile = configuration.settings.profiles.get(backend.profile)
        remarks = ["read-only"] if self._invocation.read_only or (profile and profile.read_only) else []
        if backend.url and not self._has_token(configuration, backend):
            remarks.append("no token")
        return KnownBackend(
            profile=backend.profile or STARTED_WITH,
            name=name_of(backend),
            kind="server" if backend.url else "database",
            place=place_of(backend),
            remarks=tuple(remarks),
            is_here=(backend.profile, backend.url, backend.database)
            == (here.profile, here.url, here.database),
        )

    def _has_token(self, configuration: Configuration, backend: Backend) -> bool:
        """Whether a token is kept for a server; one that cannot be used is told when it is tried."""
        environment = self._environment(backend)
        try:
            return bool(
                token_place(backend.url, backend.profile, environment=environment, paths=configuration.paths)
            )
        except Unauthenticated:
            return True

    def _environment(self, backend: Backend) -> Mapping[str, str]:
        """Where a token for that backend is looked for first."""
        if backend == self._first:
            return os.environ
        return {name: value for name, value in os.environ.items() if name != TOKEN_VARIABLE}


def backend_name(configuration: Configuration) -> BackendName:
    """What the configured backend is called on every screen."""
    return BackendName(
        name=name_of(configuration.backend),
        colour=configuration.colour,
        read_only=configuration.read_only,
    )


def name_of(backend: Backend) -> str:
    """The profile's name, else the host, else that it is local."""
    return backend.profile or host_of(backend.url or _server_in(backend.database)) or LOCAL


def place_of(backend: Backend) -> str:
    """Host or path, without a secret."""
    if backend.url:
        return host_of(backend.url)
    if "://" in backend.database:
        return host_of(_server_in(backend.database)) or without_secrets(backend.database)
    return at_home(Path(backend.database))


def at_home(path: Path) -> str:
    """A path with ``~`` for the home."""
    home = Path.home()
    return f"~/{path.relative_to(home).as_posix()}" if path.is_relative_to(home) else str(path)


def _server_in(database: str) -> str:
    """The URL of a database that is on a server; empty for a file."""
    return "" if database.startswith("sqlite") or "://" not in database else database
