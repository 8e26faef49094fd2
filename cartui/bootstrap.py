"""The one place that knows which client to make: everything else is handed one."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.settings.loading import Configuration
from cartui.settings.log import Log
from cartui.settings.paths import make_private_folder

if TYPE_CHECKING:
    from cartui.client.protocol import Client
    from cartui.model.upkeep import DatabaseFacts


def open_client(configuration: Configuration, actor: Actor, *, makes: bool = True) -> "Client":
    """The client of the configured backend, not yet open: use it with ``async with``.

    The folder of the default database is created, private to its owner, unless all is only to be read; the
    database itself is the client's business. Without ``makes`` a database that was named has to be there: a
    name mistyped for a command that only looks must not become an empty shop. Raises ``Unavailable``.
    """
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
    return LocalClient(configuration.database, actor, readonly=configuration.read_only)


def _missing(path: Path, named_by: str) -> str:
    """What to say of a named database that is not there; none is made in its place by looking for it."""
    if not path.parent.exists():
        gone = f"There is no database {path} ({named_by}), nor a folder for it"
        return f"{gone}: mount its disk, or mend the path."
    making = f"`cartui --db {shlex.quote(str(path))} shop apply FILE.toml`"
    return f"There is no database {path} ({named_by}): mend the path. {making} makes a new shop there."


def is_first_start(configuration: Configuration) -> bool:
    """Whether there is no shop: nothing names a database, and none in its own place has one (decision 27).

    A database without a market is no shop yet; one that is gone while its backups are there was one.
    """
    if configuration.backend.named_by != "default":
        return False
    from cartui.store.facts import has_shop

    return not has_shop(Path(configuration.database))


def look_at_database(location: str) -> "DatabaseFacts":
    """What can be seen of a database, whatever state it is in; nothing is changed, and nothing raises."""
    from cartui.store.facts import facts_of

    return facts_of(location)


def actor_of(configuration: Configuration, origin: ActorOrigin) -> Actor:
    """For whom the client is opened: the owner of a database of one's own is its admin (decision 14)."""
    role = Role.VIEWER if configuration.read_only else Role.ADMIN
    return Actor(name=configuration.agent, role=role, origin=origin)


def open_log(configuration: Configuration) -> Log:
    """The log of this user, opened at its first event."""
    return Log(configuration.paths.log, configuration.settings.log.level)
