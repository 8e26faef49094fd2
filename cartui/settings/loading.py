"""Reading the settings: the config file, then the environment, then options; each beats the one before."""

import difflib
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from cartui.model.text import clean_line
from cartui.settings.errors import SettingProblem, SettingsError
from cartui.settings.model import OPTIONS, Profile, Settings
from cartui.settings.paths import Paths, find_paths
from cartui.settings.toml_lines import key_lines, line_of

PREFIX: Final = "CARTUI_"
"""What the names of our environment variables start with."""

CONFIG_VARIABLE: Final = "CARTUI_CONFIG"
DATABASE_VARIABLE: Final = "CARTUI_DB"
READ_ONLY_VARIABLE: Final = "CARTUI_READ_ONLY"

_SENTENCES: Final = {
    "missing": "is missing",
    "string_type": "must be text in quotes",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "model_type": "must be a table with keys of its own",
    "model_attributes_type": "must be a table with keys of its own",
    "dict_type": "must be a table with keys of its own",
    "string_too_short": "must not be empty",
}
"""By pydantic's name of the error."""

_YES: Final = frozenset({"1", "true", "yes", "on"})


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line said; ``None``: nothing."""

    profile: str | None = None
    database: str | None = None
    agent: str | None = None
    config: str | None = None
    read_only: bool = False


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings in force, where each came from, and the backend that they mean."""

    settings: Settings
    paths: Paths
    file: Path
    """The config file, which need not exist."""
    database: str
    """Path or URL of the database."""
    database_from: str
    """Who said so: ``--db``, ``CARTUI_DB``, ``profile shop`` or ``default``."""
    read_only: bool = False
    origins: Mapping[str, str] = field(default_factory=dict)
    """Where the settings that are not defaults came from, by dotted name."""

    @property
    def agent(self) -> str:
        """The agent's name: the setting, else the name of the user who logged in."""
        return self.settings.agent or login_name()


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
    options = options or Options()
    environment = os.environ if environment is None else environment
    paths = paths or find_paths(environment)
    file, named = config_file(options, environment, paths)
    text = _read(file, must_exist=named)
    data = _parse(file, text)
    lines = key_lines(text)
    places = {key: f"{file.name}, line {line}" for key, line in lines.items()}
    origins = {".".join(key): f"{file}, line {lines[key]}" for key, _ in _leaves(data) if key in lines}
    for key, value, place in _overrides(options, environment):
        _put(data, key, value)
        places[key] = origins[".".join(key)] = place
    try:
        settings = Settings.model_validate(data)
    except ValidationError as error:
        wrong = sorted(map(_wrong, error.errors()), key=lambda each: line_of(lines, each.path) or 0)
        raise SettingsError([_problem(each, file, lines, places) for each in wrong]) from None
    return _aimed(settings, options, environment, paths, file, places, origins)


def config_file(options: Options, environment: Mapping[str, str], paths: Paths) -> tuple[Path, bool]:
    """The config file to read, and whether somebody named it (then it has to exist)."""
    named = options.config or environment.get(CONFIG_VARIABLE)
    return (Path(named).expanduser().absolute(), True) if named else (paths.config_file, False)


def variable_names() -> dict[str, tuple[str, ...]]:
    """The environment variable of each setting that is one value: ``CARTUI_LOG_LEVEL`` for ``log.level``."""
    return {PREFIX + "_".join(key).upper(): key for key in scalar_settings(Settings)}


def scalar_settings(model: type[BaseModel], before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The paths of all settings that are one value and not a table of the user's own names."""
    for name, info in model.model_fields.items():
        annotation = info.annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            yield from scalar_settings(annotation, (*before, name))
        elif getattr(annotation, "__origin__", None) is not dict:
            yield (*before, name)


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
    """The tables of the file; TOML's own message names line and column."""
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise SettingsError([SettingProblem(file.name, "", f"is not TOML: {error}")]) from None


def _leaves(
    data: Mapping[str, object], before: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], object]]:
    """Every value with its path."""
    for key, value in data.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*before, key))
        else:
            yield (*before, key), value


def _overrides(
    options: Options, environment: Mapping[str, str]
) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """What environment and options say of settings: path, value, and who said it; options last."""
    for variable, key in variable_names().items():
        if environment.get(variable):
            yield key, environment[variable], variable
    said = {"agent": options.agent, "profile": options.profile}
    for name, option in OPTIONS.items():
        value = said[name]
        if value is not None:
            yield (name,), value, option


def _put(data: dict[str, object], key: tuple[str, ...], value: object) -> None:
    """Set a value inside nested tables; where the file has no table there, the check will say so."""
    *tables, last = key
    for table in tables:
        inner = data.setdefault(table, {})
        if not isinstance(inner, dict):
            return
        data = inner
    data[last] = value


def _aimed(
    settings: Settings,
    options: Options,
    environment: Mapping[str, str],
    paths: Paths,
    file: Path,
    places: Mapping[tuple[str, ...], str],
    origins: Mapping[str, str],
) -> Configuration:
    """Find the backend: ``--db``, else ``--profile``, else ``CARTUI_DB``, else the settings' profile."""
    read_only = options.read_only or environment.get(READ_ONLY_VARIABLE, "").lower() in _YES
    profile: Profile | None = None
    by_variable = environment.get(DATABASE_VARIABLE) if options.profile is None else None
    if options.database is not None:
        database, source = options.database, "--db"
    elif by_variable:
        database, source = by_variable, DATABASE_VARIABLE
    elif settings.profile:
        profile = settings.profiles.get(settings.profile)
        if profile is None:
            raise SettingsError([_unknown_profile(settings, places.get(("profile",), file.name))])
        database, source = _from_folder(profile.database, file.parent), f"profile {settings.profile}"
    else:
        database, source = str(paths.database), "default"
    return Configuration(
        settings=settings,
        paths=paths,
        file=file,
        database=database if "://" in database else str(Path(database).expanduser()),
        database_from=source,
        read_only=read_only or (profile is not None and profile.read_only),
        origins=origins,
    )


def _from_folder(database: str, folder: Path) -> str:
    """A path of the config file counts from that file's folder, not from where one happens to stand."""
    return database if "://" in database else str(folder / Path(database).expanduser())


def _unknown_profile(settings: Settings, place: str) -> SettingProblem:
    """Say which profiles there are, the nearest first."""
    if not settings.profiles:
        return SettingProblem(
            place, "profile", f"{settings.profile!r} is not there: the config has no [profiles.…]"
        )
    hint = _hint(settings.profile, list(settings.profiles))
    return SettingProblem(
        place, "profile", f"{clean_line(settings.profile)!r} is not one of the config's; {hint}"
    )


def _hint(word: str, known: list[str]) -> str:
    """The nearest word there is, else all of them."""
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.55)
    return f"did you mean {near[0]!r}?" if near else f"known here: {', '.join(sorted(known))}"


@dataclass(frozen=True, slots=True)
class _Wrong:
    """One wrong setting as pydantic found it."""

    path: tuple[str, ...]
    kind: str
    message: str
    context: Mapping[str, object]


def _wrong(error: Mapping[str, Any]) -> _Wrong:
    """One of pydantic's errors."""
    path = tuple(str(part) for part in error["loc"] if part != "[key]")
    return _Wrong(path, error["type"], error["msg"], error.get("ctx", {}))


def _problem(
    wrong: _Wrong, file: Path, lines: dict[tuple[str, ...], int], places: Mapping[tuple[str, ...], str]
) -> SettingProblem:
    """A mistake with its place in the file, or the variable or option that said it."""
    line = line_of(lines, wrong.path)
    place = places.get(wrong.path) or (f"{file.name}, line {line}" if line else file.name)
    return SettingProblem(place, clean_line(".".join(wrong.path)), _sentence(wrong))


def _sentence(wrong: _Wrong) -> str:
    """What is wrong, as a sentence without its subject."""
    match wrong.kind:
        case "extra_forbidden":
            return f"is not a setting; {_hint(wrong.path[-1], _keys_at(wrong.path[:-1]))}"
        case "value_error":
            return str(wrong.context["error"])
        case "literal_error":
            return f"must be {wrong.context['expected']}"
        case "string_pattern_mismatch":
            return "must be a locale such as en_GB or bn_BD"
        case kind:
            return _SENTENCES.get(kind, wrong.message)


def _keys_at(location: tuple[str, ...]) -> list[str]:
    """The keys that the table at this place may have."""
    model: type[BaseModel] = Settings
    for part in location:
        inner = model.model_fields[part].annotation if part in model.model_fields else None
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            model = inner
        elif part != "profiles":  # a profile's own name
            model = Profile
    return list(model.model_fields)
