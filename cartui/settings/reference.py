"""The settings for people to read: what each does, and ``config.example.toml``, made of the model.

The words are the docstrings under the fields, taken from the source, so that they are written once.
"""

import ast
import inspect
import json
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from cartui.settings.loading import variable_names
from cartui.settings.model import (
    Bulk,
    Display,
    Documents,
    Log,
    Mail,
    Profile,
    Settings,
    Share,
    Statements,
    View,
)

TABLES: tuple[tuple[str, type[BaseModel]], ...] = (
    ("", Settings),
    ("profiles.shop", Profile),
    ("views.dhaka", View),
    ("display", Display),
    ("mail", Mail),
    ("share", Share),
    ("documents", Documents),
    ("statements", Statements),
    ("bulk", Bulk),
    ("log", Log),
)
"""The tables of the file, with the name of an example where it is the user's own."""

_SERVER = "profiles.team"
"""The profile of a server in the example: no profile is both a database and a server."""

_OF_SERVERS = frozenset({"url", "insecure"})
_OF_DATABASES = frozenset({"database"})
"""Settings of one kind of profile; the others are in the example of either, to be used where they stand."""

_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as the reference describes it."""

    table: str
    name: str
    text: str
    """What it does."""
    default: str
    """As TOML; empty: there is none."""
    example: str
    """As TOML."""
    variable: str
    """Its environment variable, if it has one."""


def describe_settings() -> Iterator[Setting]:
    """Every setting in the order of the file."""
    variables = {".".join(path): variable for variable, path in variable_names().items()}
    for table, model in TABLES:
        texts = _docstrings(model)
        for name, info in model.model_fields.items():
            if _is_table(info):
                continue
            path = f"{table}.{name}" if table else name
            yield Setting(
                table=table,
                name=name,
                text=texts[name],
                default=_default(info),
                example=_toml(info.examples[0] if info.examples else info.default),
                variable=variables.get(path, ""),
            )


def example_file() -> str:
    """A config file that says nothing yet: every setting in comments, with what it does and an example."""
    lines = [
        "# cartui's settings: what you prefer at your own desk. What the shop decides is not here, but in",
        "# the shop itself (`cartui shop`). Take the # away from a line to use it; every setting may be",
        "# left out. `cartui config validate` checks this file, `cartui config show` says what is in force.",
    ]
    table = ""
    for setting in _by_profile(list(describe_settings())):
        lines.append("")
        if setting.table != table:
            table = setting.table
            lines += ["# " + line for line in wrapped(_table_text(table))]
            lines += [f"# [{table}]", ""]
        lines += ["# " + line for line in wrapped(setting.text.replace("`", ""))]
        if setting.example.startswith("{"):
            lines += [f"# [{setting.name}]", f"# {setting.example.strip('{} ')}"]
        else:
            lines.append(f"# {setting.name} = {setting.example}")
    return "\n".join(lines) + "\n"


def _by_profile(settings: list[Setting]) -> Iterator[Setting]:
    """The settings with those of a server in a profile of their own, after the other one."""
    for table, _ in TABLES:
        of_table = [setting for setting in settings if setting.table == table]
        if not table.startswith("profiles."):
            yield from of_table
            continue
        yield from (setting for setting in of_table if setting.name not in _OF_SERVERS)
        of_servers = [setting for setting in of_table if setting.name not in _OF_DATABASES]
        of_servers.sort(key=lambda setting: setting.name not in _OF_SERVERS)
        yield from (replace(setting, table=_SERVER) for setting in of_servers)


def _default(info: FieldInfo) -> str:
    """The value of a setting that nobody set, as TOML; empty: there is none."""
    default = None if info.is_required() else info.get_default(call_default_factory=True)
    return "" if default is None else _toml(default)


def _table_text(table: str) -> str:
    """What a table is for."""
    model = dict(TABLES).get(table)
    if model is None:
        return "A backend that is a server."
    return inspect.cleandoc(model.__doc__ or "").replace("`", "").replace("\n\n", " ")


def _is_table(info: FieldInfo) -> bool:
    """Whether a field is a table with an entry of its own in the reference."""
    kinds = (info.annotation, *get_args(info.annotation))
    return any(isinstance(kind, type) and issubclass(kind, BaseModel) for kind in kinds)


def _docstrings(model: type[BaseModel]) -> dict[str, str]:
    """The docstring under each field of a model."""
    body = ast.parse(textwrap.dedent(inspect.getsource(model))).body[0]
    if not isinstance(body, ast.ClassDef):
        raise TypeError(f"{model.__name__} is no class")
    texts = {}
    for field, text in zip(body.body, body.body[1:], strict=False):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(text, ast.Expr)
            and isinstance(text.value, ast.Constant)
        ):
            texts[field.target.id] = " ".join(str(text.value.value).split())
    return texts


def _toml(value: object) -> str:
    """A value as TOML writes it; JSON's strings and booleans are TOML's too."""
    if isinstance(value, dict):
        inside = ", ".join(f"{key} = {_toml(each)}" for key, each in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    return json.dumps(value, ensure_ascii=False)


def wrapped(text: str) -> list[str]:
    """Paragraphs in lines that fit a screen."""
    return [
        line
        for paragraph in text.split("\n\n")
        for line in textwrap.wrap(" ".join(paragraph.split()), _WIDTH, break_on_hyphens=False)
    ]
