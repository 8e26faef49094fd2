"""Texts with places for a few values: ``{name}``. They have no code in them, and are checked when loaded."""

import re
from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from cartui.model.text import Block, Name

PLACES: Final = {
    "name": "the customer's name",
    "cart": "the cart's number",
    "shop": "the shop's name",
}
"""What a template may name, with what stands there then."""

_BRACE: Final = re.compile(r"\{([^{}]*)\}|[{}]")
_PLACE: Final = re.compile(r"( ?)\{([a-z]+)\}")


def checked_template(text: str) -> str:
    """The template. Raises ``ValueError`` for an unknown place, and for a brace without its other."""
    for found in _BRACE.finditer(text):
        if found[1] is None:
            raise ValueError(f"has a {found[0]} without its other: only {_known()} stand in braces")
        if found[1] not in PLACES:
            raise ValueError(f"has {found[0]}, which is not known: there are {_known()}")
    return text


def filled(template: str, values: Mapping[str, str]) -> str:
    """The text with the values in their places; an empty one takes the blank before it with it.

    A value is put in as it is, whatever braces it has.
    """

    def put_in(found: re.Match[str]) -> str:
        value = values[found[2]]
        return f"{found[1]}{value}" if value else ""

    return _PLACE.sub(put_in, template)


def _known() -> str:
    """All places, for people."""
    return ", ".join(f"{{{name}}}" for name in PLACES)


LineTemplate = Annotated[Name, Field(max_length=300), AfterValidator(checked_template)]
"""A template of one line."""

BlockTemplate = Annotated[Block, Field(min_length=1, max_length=20_000), AfterValidator(checked_template)]
"""A template of several lines."""
