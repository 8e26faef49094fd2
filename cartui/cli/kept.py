"""What the desk keeps in the config file for the next start: a theme, and where a new shop is."""

from pathlib import Path

from cartui.cli.backends import at_home
from cartui.screens.first_start import Places
from cartui.settings.loading import Configuration
from cartui.settings.origins import Source
from cartui.settings.writing import set_settings

PROFILE = "shop"
"""The name of the first profile."""


def keep_theme(configuration: Configuration, theme: str) -> str:
    """Keep a theme in the config file; gives a remark where it will not be used at the next start.

    Raises:
        NotWritten: The file could not be written; it is as it was.
    """
    set_settings(configuration.file, {("display", "theme"): theme})
    origin = configuration.origins.get("display.theme")
    if origin is not None and origin.source is Source.ENVIRONMENT:
        return f"The theme is kept, but {origin} says another one, which is used at the next start."
    return ""


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


def _seen_from(folder: Path, path: Path) -> str:
    """A path as the config file says it: below its own folder, below the home, or whole."""
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else at_home(path)
