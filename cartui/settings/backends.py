"""Which backend is meant: by an option, by a variable, by the profile of the settings, or by nobody."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cartui.settings.errors import SettingProblem
from cartui.settings.origins import Source
from cartui.settings.server_urls import EXAMPLE, needs_insecure, server_address

if TYPE_CHECKING:
    from cartui.settings.loading import Options
    from cartui.settings.model import Profile, Settings

DATABASE_VARIABLE: Final = "CARTUI_DB"
URL_VARIABLE: Final = "CARTUI_URL"

PROFILE: Final = "profile "
"""What stands before a profile's name where it is said who named a backend."""


@dataclass(frozen=True, slots=True)
class Backend:
    """Where carts live, and who said so."""

    database: str = ""
    """Path or URL of the database; empty where it is a server."""
    url: str = ""
    """Address of the server; empty where it is a database."""
    insecure: bool = False
    """Whether plain http to another machine is wanted."""
    profile: str = ""
    """Name of the profile that it is; empty: it is none's."""
    named_by: str = Source.DEFAULT.value
    """``--db``, ``--url``, ``CARTUI_DB``, ``CARTUI_URL``, ``profile shop`` or ``default``."""


def backend_of(
    settings: "Settings", options: "Options", environment: Mapping[str, str], folder: Path, default: Path
) -> Backend:
    """The backend that was named last: an option's, else a variable's, else the profile's, else ``default``.

    Paths of the config file count from ``folder``. Call :func:`problems_of` as well: of two that are named at
    once one is given here.
    """
    database, url, by_option = options.database, options.url, True
    if not (database or url) and options.profile is None:
        database, url = environment.get(DATABASE_VARIABLE), environment.get(URL_VARIABLE)
        by_option = False
    if database:
        named_by = "--db" if by_option else DATABASE_VARIABLE
        return Backend(database=_expanded(database), named_by=named_by)
    if url:
        return Backend(url=url.strip().rstrip("/"), named_by="--url" if by_option else URL_VARIABLE)
    profile = settings.profiles.get(settings.profile)
    if profile is not None:
        return backend_of_profile(settings.profile, profile, folder)
    return Backend(database=str(default))


def backend_of_profile(name: str, profile: "Profile", folder: Path) -> Backend:
    """The backend that a profile means; its path counts from the config file's folder."""
    named_by = f"{PROFILE}{name}"
    if profile.url is not None:
        return Backend(url=profile.url, insecure=profile.insecure, profile=name, named_by=named_by)
    database = profile.database or ""
    if "://" not in database:  # not from where one happens to stand
        database = str(folder / Path(database).expanduser())
    return Backend(database=database, profile=name, named_by=named_by)


def problems_of(options: "Options", environment: Mapping[str, str]) -> Iterator[SettingProblem]:
    """What is wrong with the backends that options and variables name."""
    said = {"--profile": options.profile, "--db": options.database, "--url": options.url}
    options_given = [name for name, value in said.items() if value is not None]
    variables = {name: environment.get(name) for name in (DATABASE_VARIABLE, URL_VARIABLE)}
    given = options_given or [name for name, value in variables.items() if value]
    if len(given) > 1:
        yield SettingProblem(" and ".join(given), "", "each name a backend: give one of them")
        return
    by_option = options_given == ["--url"]
    url = options.url if by_option else None if options_given else variables[URL_VARIABLE]
    if url is not None:
        yield from _problems_of_url(url, "--url" if by_option else URL_VARIABLE)


def _problems_of_url(url: str, place: str) -> Iterator[SettingProblem]:
    """What is wrong with an address outside of the config file."""
    if not url.strip():
        yield SettingProblem(place, "", f"must be an address such as {EXAMPLE}")
        return
    try:
        address = server_address(url)
    except ValueError as error:
        yield SettingProblem(place, "", str(error))
        return
    if needs_insecure(address):
        yield SettingProblem(
            place,
            "",
            f"{address} is plain http to another machine: everybody on the way could read the token. "
            "Give the server https, or name it in a profile with insecure = true",
        )


def _expanded(database: str) -> str:
    """A path with the home in place of ``~``; a URL as it is."""
    return database if "://" in database else str(Path(database).expanduser())
