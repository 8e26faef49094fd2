"""Checking the settings as a whole: also what only the desk understands (keys, theme, locale)."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cartui.cli.own_views import wrong_views
from cartui.settings.errors import SettingProblem, SettingsError, in_order
from cartui.settings.loading import Configuration, Options, examine_configuration
from cartui.settings.problems import hint
from cartui.terminal.environment import prepare_environment

if TYPE_CHECKING:
    from cartui.commands.keymap import Keymap


def check_settings(options: Options) -> "tuple[Configuration, Keymap]":
    """Read the settings and check all of them; gives them with the keys of the desk.

    Raises:
        SettingsError: With everything that is wrong, each mistake with its place.
    """
    configuration, keymap, problems = _examined(options)
    if problems:
        raise SettingsError(problems)
    return configuration, keymap


def settings_for_desk(options: Options) -> "tuple[Configuration, Keymap, Sequence[SettingProblem]]":
    """The same for the desk, which opens without the views that are wrong: a caller waits for no view.

    Gives what is wrong with them as well. Raises ``SettingsError`` for everything else.
    """
    configuration, keymap, problems = _examined(options)
    if not all(problem.key.startswith("views.") for problem in problems):
        raise SettingsError(problems)
    settings = configuration.settings
    views = {name: view for name, view in settings.views.items() if not _is_wrong(name, problems)}
    settings = settings.model_copy(update={"views": views})
    return replace(configuration, settings=settings), keymap, problems


def _examined(options: Options) -> "tuple[Configuration, Keymap, Sequence[SettingProblem]]":
    """The settings as far as they can be used, the keys of the desk, and all that is wrong."""
    configuration, problems = examine_configuration(options)
    keymap, more = _keys(configuration)
    every = [*problems, *more, *_views(configuration, keymap), *_looks(configuration)]
    return configuration, keymap, in_order(every)


def _is_wrong(name: str, problems: Sequence[SettingProblem]) -> bool:
    """Whether anything is wrong with the view of that name."""
    key = f"views.{name}"
    return any(problem.key == key or problem.key.startswith(f"{key}.") for problem in problems)


def is_locale(name: str) -> bool:
    """Whether amounts can be written as that locale does."""
    from babel import Locale, UnknownLocaleError

    try:
        Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        return False
    return True


def _keys(configuration: Configuration) -> "tuple[Keymap, list[SettingProblem]]":
    """The keymap, and what is wrong with it."""
    given = configuration.settings.keymap
    if not given:
        return _usual_keys(), []
    prepare_environment(os.environ)
    from cartui.app import desk_keymap
    from cartui.commands.keymap import KeymapError

    try:
        return desk_keymap(given), []
    except KeymapError as error:
        return _usual_keys(), [
            _problem(configuration, f"keymap.{each.command}", each.message) for each in error.problems
        ]


def _views(configuration: Configuration, keymap: "Keymap") -> Iterator[SettingProblem]:
    """What is wrong with the agent's own views."""
    for key, message in wrong_views(configuration.settings.views, keymap):
        inside = (name for name in configuration.origins if name == key or name.startswith(f"{key}."))
        if (name := next(inside, None)) is not None:
            origin = configuration.origins[name]
            yield SettingProblem(str(origin), key, message, origin.line)


def _usual_keys() -> "Keymap":
    """The keys that the commands have of themselves."""
    from cartui.commands.keymap import Keymap

    return Keymap()


def _looks(configuration: Configuration) -> Iterator[SettingProblem]:
    """What is wrong with theme and locale."""
    display = configuration.settings.display
    if display.theme and display.theme not in (known := theme_names()):
        sentence = f"{display.theme!r} is not a theme; {hint(display.theme, known)}"
        yield _problem(configuration, "display.theme", sentence)
    if display.locale and not is_locale(display.locale):
        yield _problem(configuration, "display.locale", f"{display.locale!r} is not a locale that is known")


def theme_names() -> list[str]:
    """The themes that the desk has, cartui's own first."""
    prepare_environment(os.environ)
    from textual.theme import BUILTIN_THEMES

    from cartui.terminal.themes import THEMES

    own = [theme.name for theme in THEMES]
    return [*own, *sorted(BUILTIN_THEMES.keys() - own)]


def _problem(configuration: Configuration, key: str, message: str) -> SettingProblem:
    """A mistake in a setting that was read, with its place."""
    origin = configuration.origins[key]
    return SettingProblem(str(origin), key, message, origin.line)
