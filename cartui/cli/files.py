"""Reading what a command is given: a file or stdin, as text or as JSON that has to fit a model."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cartui.model.errors import Invalid
from cartui.model.problem import Problem

if TYPE_CHECKING:
    from cartui.model.actions import Action
    from cartui.model.pricing import PricingInput

LARGEST_INPUT = 50_000_000
"""Bytes beyond which a description of one cart, shop or list of actions is not read."""

STDIN = "-"
"""What stands for stdin where a file is asked for."""

InputFile = Annotated[str, typer.Argument(metavar="FILE", help="A file; - reads stdin.")]
"""What to read."""


def read_text(file: str) -> str:
    """The text of a file, or of stdin for ``-``. Raises ``Invalid`` where it cannot be read as UTF-8."""
    try:
        data = sys.stdin.buffer.read(LARGEST_INPUT + 1) if file == STDIN else _bytes_of(Path(file))
        if len(data) > LARGEST_INPUT:
            raise Invalid(f"{name_of(file)}: has more than {LARGEST_INPUT:,} bytes")
        return data.decode("utf-8-sig")
    except OSError as error:
        raise Invalid(f"{name_of(file)}: {error.strerror or 'cannot be read'}") from None
    except UnicodeDecodeError as error:
        raise Invalid(f"{name_of(file)}: is not UTF-8 text (byte {error.start + 1})") from None


def name_of(file: str) -> str:
    """How messages call the file."""
    return "stdin" if file == STDIN else file


def check_files(files: Sequence[str]) -> None:
    """Refuse what cannot be read before anything is imported. Raises ``Invalid``."""
    if files.count(STDIN) > 1:
        raise Invalid("stdin can be read only once")
    for file in files:
        try:
            there = file == STDIN or Path(file).exists()
        except OSError as error:
            raise Invalid(f"{file}: {error.strerror}") from None
        if not there:
            raise Invalid(f"{file}: there is no such file")


def read_pricing(file: str) -> "PricingInput":
    """The cart of ``cartui price``. Raises ``Invalid`` with the path of each bad field."""
    from pydantic import ValidationError

    from cartui.imports.words import invalid_file, problems_of
    from cartui.model.pricing import PricingInput

    given = _read_json(read_text(file), file)
    try:
        return PricingInput.model_validate(given)
    except ValidationError as error:
        raise invalid_file(name_of(file), problems_of(error, PricingInput)) from None


def read_actions(file: str) -> "tuple[Action, ...]":
    """The actions of ``cartui carts edit``. Raises ``Invalid`` with the path of each bad field."""
    from cartui.imports.words import invalid_file

    given = _read_json(read_text(file), file)
    if not isinstance(given, list):
        raise invalid_file(
            name_of(file), [Problem(field="", message="must be a list of actions in brackets")]
        )
    actions: list[Action] = []
    problems: list[Problem] = []
    for index, each in enumerate(given):
        action = _read_action(each)
        if isinstance(action, tuple):
            problems += [Problem(field=_below(index, each.field), message=each.message) for each in action]
        else:
            actions.append(action)
    if problems:
        raise invalid_file(name_of(file), problems)
    return tuple(actions)


def _read_action(given: object) -> "Action | tuple[Problem, ...]":
    """One action, or what is wrong with it."""
    from pydantic import ValidationError

    from cartui.imports.words import problems_of, unknown_key
    from cartui.model.actions import action_kinds

    if not isinstance(given, dict):
        return (Problem(field="", message="must be an object with the action's name as its type"),)
    kinds = action_kinds()
    name = given.get("type")
    if not isinstance(name, str):
        return (Problem(field="type", message=f"is missing; there are {', '.join(kinds)}"),)
    if name not in kinds:
        return (Problem(field="type", message=unknown_key(name, kinds).replace("a known key", "an action")),)
    try:
        return kinds[name].model_validate(given)
    except ValidationError as error:
        return problems_of(error, kinds[name])


def _below(index: int, field: str) -> str:
    """The path of a field of the action at that place of the list."""
    return f"{index}.{field}" if field else str(index)


def _bytes_of(path: Path) -> bytes:
    """The bytes of a file, at most one more than is read."""
    with path.open("rb") as source:
        return source.read(LARGEST_INPUT + 1)


def _read_json(text: str, file: str) -> object:
    """What the text says as JSON. Raises ``Invalid`` with line and column where it is none."""
    try:
        value: object = json.loads(text)
    except json.JSONDecodeError as error:
        problem = Problem(
            field=f"line {error.lineno}, column {error.colno}", message=f"is not JSON: {error.msg}"
        )
    except (RecursionError, ValueError):
        problem = Problem(field="", message="is nested too deeply, or has a number that is far too large")
    else:
        return value
    from cartui.imports.words import invalid_file

    raise invalid_file(name_of(file), [problem])
