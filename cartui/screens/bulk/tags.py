"""Asking which tags many carts are to get and to lose."""

from collections.abc import Mapping

from pydantic import ValidationError

from cartui.model.bulk import ChangeTags
from cartui.screens.dialogs.ask_line import AskLines
from cartui.screens.dialogs.form import Field

FIELDS = (
    Field("add", "Put on", hint="spring, vip"),
    Field("remove", "Take off", hint="winter"),
)


def ask_tags(of: str) -> AskLines:
    """A form for both; ``of``: which carts, in words."""
    return AskLines(f"tags of {of}", FIELDS, check=_wrong)


def tags_change(values: Mapping[str, str]) -> ChangeTags:
    """What was asked for. Raises ``ValidationError`` where that makes no sense."""
    return ChangeTags(add=_tags(values["add"]), remove=_tags(values["remove"]))


def _tags(text: str) -> tuple[str, ...]:
    """The tags of a field, each once."""
    return tuple(dict.fromkeys(tag for part in text.split(",") if (tag := part.strip())))


def _wrong(values: Mapping[str, str]) -> Mapping[str, str]:
    """What is wrong with what was typed, by field."""
    try:
        tags_change(values)
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0]) if first["loc"] else "add"
        said = str(first["msg"]).removeprefix("Value error, ")
        return {field: f"{said[:1].upper()}{said[1:]}."}
    return {}
