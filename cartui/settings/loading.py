"""Reading the settings: the config file, then the environment, then options; each beats the one before."""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from cartui.model.text import clean_line
from cartui.settings.backends import PROFILE, Backend, backend_of, problems_of
from cartui.settings.errors import SettingProblem, SettingsError, in_order
from cartui.settings.idle import is_within
from cartui.settings.model import OPTIONS, Colour, Profile, Settings
from cartui.settings.origins import DEFAULT, Origin, Source, in_file
from cartui.settings.paths import Paths, find_paths
from cartui.settings.problems import Wrong, all_wrong, hint, problem_of, scalar_settings
from cartui.settings.toml_lines import key_lines, line_of

PREFIX: Final = "CARTUI_"
"""What the names of our environment variables start with."""

CONFIG_VARIABLE: Final = "CARTUI_CONFIG"
READ_ONLY_VARIABLE: Final = "CARTUI_READ_ONLY"

_AT: Final = re.compile(r"\s*\(at (line \d+, column \d+|end of document)\)$")
"""Where tomllib says that the mistake is."""

_BACKENDS: Final = frozenset({"database", "url"})
"""Settings of which a profile has one."""

_IDLE_LOCK: Final = ("display", "idle_lock")
"""The setting that an option bounds and does not replace: nobody's file makes it longer."""

_YES: Final = frozenset({"1", "true", "yes", "on"})


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line said; ``None``: nothing."""

    profile: str | None = None
    database: str | None = None
    url: str | None = None
    agent: str | None = None
    config: str | None = None
    read_only: bool = False
    idle_lock: str | None = None
    """The longest time for which a desk may be left alone; settings may only say a shorter one."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings in force, where each came from, and the backend that they mean."""

    settings: Settings
    paths: Paths
    file: Path
    """The config file, which need not exist."""
    backend: Backend
    """Where carts live, and who said so."""
    agent: str
    """The agent's name: the option's or variable's, the profile's, the file's, else that of the login."""
    agent_from: Origin = DEFAULT
    read_only: bool = False
    read_only_from: Origin = DEFAULT
    origins: Mapping[str, Origin] = field(default_factory=dict)
    """Where the settings that are not defaults came from, by dotted name."""

    @property
    def database(self) -> str:
        """Path or URL of the database; empty where the backend is a server."""
        return self.backend.database

    def _named(self, path: str) -> Path:
        """A path of the settings: ``~`` is the user's home, a relative one counts from the file's folder."""
        return self.file.parent / Path(path).expanduser()

    def mapping(self, name: str) -> str:
        """The file of a mapping that the settings name; any other name or path as it was said."""
        file = self.settings.mappings.get(name)
        return name if file is None else str(self._named(file))

    @property
    def mappings(self) -> dict[str, str]:
        """The files of the mappings that the settings name, by name."""
        return {name: self.mapping(name) for name in self.settings.mappings}

    @property
    def document_logo(self) -> Path | None:
        """The picture at the top of a PDF; ``None``: the settings name none."""
        logo = self.settings.documents.logo
        return self._named(logo) if logo else None

    @property
    def document_folder(self) -> Path:
        """Where documents are saved unless another place is typed."""
        folder = self.settings.documents.folder
        return self._named(folder) if folder else Path.home()

    @property
    def statement_folder(self) -> Path | None:
        """The folder of statements that the settings name; ``None``: they name none."""
        folder = self.settings.statements.folder
        return self._named(folder) if folder else None

    @property
    def profile(self) -> Profile | None:
        """The profile in use; ``None``: the backend was named in another way, or not at all."""
        return self.settings.profiles.get(self.backend.profile)

    @property
    def colour(self) -> Colour:
        """The colour of the profile in use; empty: it has none."""
        return "" if self.profile is None else self.profile.colour

    @property
    def backend_from(self) -> Origin:
        """Where the backend was named."""
        named_by, name = self.backend.named_by, self.backend.profile
        if named_by == Source.DEFAULT:
            return DEFAULT
        if not name:
            source = Source.OPTION if named_by.startswith("-") else Source.ENVIRONMENT
            return Origin(source, named_by)
        key = "url" if self.backend.url else "database"
        return _by_profile(name, self.origins.get(f"profiles.{name}.{key}", DEFAULT))


def load_configuration(
    options: Options | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    paths: Paths | None = None,
) -> Configuration:
    """Read everything that says how to work.

    Raises:
        SettingsError: With all that is wrong: the file, line and key, and the nearest key there is.
    """
    configuration, problems = examine_configuration(options, environment=environment, paths=paths)
    if problems:
        raise SettingsError(problems)
    return configuration


def examine_configuration(
    options: Options | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    paths: Paths | None = None,
) -> tuple[Configuration, tuple[SettingProblem, ...]]:
    """Read what can be used of the settings, and say what cannot, so that more of it can be checked.

    Raises:
        SettingsError: The file cannot be read, or is not TOML at all.
    """
    options = options or Options()
    environment = os.environ if environment is None else environment
    paths = paths or find_paths(environment)
    file, named = config_file(options, environment, paths)
    text = _read(file, must_exist=named)
    data = _parse(file, text)
    names = _profile_names(data)
    lines = key_lines(text)
    origins = {key: in_file(file, line_of(lines, key)) for key, _ in _leaves(data)}
    for key, value, origin in _overrides(options, environment):
        _put(data, key, value)
        origins[key] = origin
    if options.idle_lock and not is_within(_at(data, _IDLE_LOCK), options.idle_lock):
        _put(data, _IDLE_LOCK, options.idle_lock)
        origins[_IDLE_LOCK] = Origin(Source.OPTION, "--idle-lock")
    settings, wrong = _understood(data)
    problems = [
        problem_of(each, origins.get(each.path) or in_file(file, line_of(lines, each.path))) for each in wrong
    ]
    if settings.profile and settings.profile not in names:
        problems.append(_unknown_profile(settings.profile, names, origins[("profile",)]))
    problems += problems_of(options, environment)
    by_name = {".".join(key): origin for key, origin in origins.items()}
    return _aimed(settings, options, environment, paths, file, by_name), tuple(in_order(problems))


def config_file(options: Options, environment: Mapping[str, str], paths: Paths) -> tuple[Path, bool]:
    """The config file to read, and whether somebody named it (then it has to exist)."""
    named = options.config or environment.get(CONFIG_VARIABLE)
    return (Path(named).expanduser().absolute(), True) if named else (paths.config_file, False)


def variable_names() -> dict[str, tuple[str, ...]]:
    """The environment variable of each setting that is one value: ``CARTUI_LOG_LEVEL`` for ``log.level``."""
    return {PREFIX + "_".join(key).upper(): key for key in scalar_settings(Settings)}


def login_name() -> str:
    """The name of the user of this process; ``agent`` where the system does not know one."""
    import getpass

    try:
        return clean_line(getpass.getuser()).strip() or "agent"
    except (KeyError, OSError):
        return "agent"


def _read(file: Path, *, must_exist: bool) -> str:
    """The text of the config file; a default one that is not there says nothing."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        if must_exist:
            raise SettingsError([SettingProblem(str(file), "", "there is no such file")]) from None
        return ""
    except UnicodeDecodeError:
        raise SettingsError([SettingProblem(str(file), "", "is not UTF-8 text")]) from None
    except OSError as error:
        raise SettingsError([SettingProblem(str(file), "", f"cannot be read: {error.strerror}")]) from None


def _parse(file: Path, text: str) -> dict[str, object]:
    """The tables of the file; what is no TOML is told with line and column."""
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        found = _AT.search(str(error))
        place = f"{file}, {found[1]}" if found else str(file)
        raise SettingsError([SettingProblem(place, "", f"is not TOML: {_AT.sub('', str(error))}")]) from None


def _leaves(
    data: Mapping[str, object], before: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], object]]:
    """Every value with its path."""
    for key, value in data.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*before, key))
        else:
            yield (*before, key), value


def _profile_names(data: Mapping[str, object]) -> list[str]:
    """The profiles that the file speaks of, also those in which something is wrong."""
    profiles = data.get("profiles")
    return list(profiles) if isinstance(profiles, dict) else []


def _overrides(
    options: Options, environment: Mapping[str, str]
) -> Iterator[tuple[tuple[str, ...], str, Origin]]:
    """What environment and options say of settings: path, value, and who said it; options last."""
    for variable, key in variable_names().items():
        if environment.get(variable):
            yield key, environment[variable], Origin(Source.ENVIRONMENT, variable)
    said = {"agent": options.agent, "profile": options.profile}
    for name, option in OPTIONS.items():
        value = said[name]
        if value is not None:
            yield (name,), value, Origin(Source.OPTION, option)


def _put(data: dict[str, object], key: tuple[str, ...], value: object) -> None:
    """Set a value inside nested tables; where the file has no table there, the check will say so."""
    *tables, last = key
    for table in tables:
        inner = data.setdefault(table, {})
        if not isinstance(inner, dict):
            return
        data = inner
    data[last] = value


def _at(data: Mapping[str, object], key: tuple[str, ...]) -> object:
    """The value inside nested tables; ``None`` where there is none."""
    value: object = data
    for name in key:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _understood(data: dict[str, object]) -> tuple[Settings, list[Wrong]]:
    """The settings without what is wrong in them, and all that is wrong."""
    wrong: list[Wrong] = []
    while True:
        try:
            return Settings.model_validate(data), wrong
        except ValidationError as error:
            found = all_wrong(error)
            # What was taken away for being wrong is missing now, there or to the profile that it was in.
            told = {each.path for each in wrong}
            told |= {each.path[:-1] for each in wrong if each.is_unknown or each.path[-1] in _BACKENDS}
            wrong += [each for each in found if each.path not in told]
            for each in found:
                _take_away(data, each.path)


def _take_away(data: dict[str, object], path: tuple[str, ...]) -> None:
    """Remove the value at this path, or the table in which it is missing."""
    table, key = data, path[0]
    for part in path[1:]:
        inner = table.get(key)
        if not isinstance(inner, dict) or part not in inner:
            break
        table, key = inner, part
    table.pop(key, None)


def _aimed(
    settings: Settings,
    options: Options,
    environment: Mapping[str, str],
    paths: Paths,
    file: Path,
    origins: Mapping[str, Origin],
) -> Configuration:
    """Find the backend, and who works there as what."""
    backend = backend_of(settings, options, environment, file.parent, paths.database)
    profile = settings.profiles.get(backend.profile)
    agent, agent_from = settings.agent, origins.get("agent", DEFAULT)
    if profile is not None and profile.agent and agent_from.source in {Source.DEFAULT, Source.FILE}:
        said = origins.get(f"profiles.{backend.profile}.agent", DEFAULT)
        agent, agent_from = profile.agent, _by_profile(backend.profile, said)
    read_only, read_only_from = _read_only(backend.profile, profile, options, environment, origins)
    return Configuration(
        settings=settings,
        paths=paths,
        file=file,
        backend=backend,
        agent=agent or login_name(),
        agent_from=agent_from if agent else DEFAULT,
        read_only=read_only,
        read_only_from=read_only_from,
        origins=origins,
    )


def _read_only(
    name: str,
    profile: Profile | None,
    options: Options,
    environment: Mapping[str, str],
    origins: Mapping[str, Origin],
) -> tuple[bool, Origin]:
    """Whether nothing is to be changed, and who said so: one of them is enough."""
    if options.read_only:
        return True, Origin(Source.OPTION, "--read-only")
    if environment.get(READ_ONLY_VARIABLE, "").lower() in _YES:
        return True, Origin(Source.ENVIRONMENT, READ_ONLY_VARIABLE)
    said = origins.get(f"profiles.{name}.read_only", DEFAULT)
    if profile is None or said is DEFAULT:
        return False, DEFAULT
    return profile.read_only, _by_profile(name, said)


def _by_profile(name: str, said: Origin) -> Origin:
    """A value that the profile in use gave, with its place in the file."""
    return Origin(Source.PROFILE, f"{PROFILE}{name} ({said})")


def _unknown_profile(name: str, names: Sequence[str], origin: Origin) -> SettingProblem:
    """Say which profiles there are, the nearest first."""
    known = f"is not one of the config's; {hint(name, names)}"
    message = known if names else "is not there: the config has no [profiles.…]"
    return SettingProblem(str(origin), "profile", f"{clean_line(name)!r} {message}", origin.line)
