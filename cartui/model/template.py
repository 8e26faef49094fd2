"""Texts with places for a few values: ``{name}``. They have no code in them, and are checked when loaded."""

import re
from collections.abc import Collection, Mapping
from typing import Final

PLACES: Final = {
    "name": "the customer's name",
    "cart": "the cart's number",
    "shop": "the shop's name",
    "total": "what the cart comes to, with its currency",
    "order": "the order's number",
    "link": "the address of a page that shows the cart",
}
"""What templates may name, with what stands there then; each knows some of them."""

LINK: Final = "{link}"
"""Stands in a message that is written until its link is made."""

OF_ANY: Final = ("name", "cart", "shop")
"""What every template may name."""

_BRACE: Final = re.compile(r"\{([^{}]*)\}|[{}]")
_PLACE: Final = re.compile(r"( ?)\{([a-z]+)\}")


def checked_template(text: str, places: Collection[str] = OF_ANY) -> str:
    """The template. Raises ``ValueError`` for a place that is none of its own, and for a lone brace."""
    for found in _BRACE.finditer(text):
        if found[1] is None:
            raise ValueError(f"has a {found[0]} without its other: only {_named(places)} stand in braces")
        if found[1] not in places:
            raise ValueError(f"has {found[0]}, which is not known: there are {_named(places)}")
    return text


def filled(template: str, values: Mapping[str, str]) -> str:
    """The text with the values in their places; an empty one takes the blank before it with it.

    A line with nothing but empty values goes, with the empty line before it. A value is put in as it is,
    whatever braces it has.
    """

    def put_in(found: re.Match[str]) -> str:
        value = values[found[2]]
        return f"{found[1]}{value}" if value else ""

    lines: list[str] = []
    for line in template.split("\n"):
        said = _PLACE.sub(put_in, line)
        if said.strip() or not line.strip():
            lines.append(said)
        elif lines and not lines[-1]:
            lines.pop()
    return "\n".join(lines)


def _named(places: Collection[str]) -> str:
    """All places, for people."""
    return ", ".join(f"{{{name}}}" for name in places)
