"""Links by which a customer reads a quote."""

import re
from datetime import timedelta
from typing import Annotated, Final
from urllib.parse import quote, urlsplit

from pydantic import Field

from cartui.model.frozen import Frozen, Moment
from cartui.model.text import Shown

LONGEST_LIFETIME: Final = timedelta(days=365)
"""For how long a link is good at most."""

Lifetime = Annotated[timedelta, Field(gt=timedelta(), le=LONGEST_LIFETIME)]
"""For how long a link is good."""

LINK_PLACES: Final = ("{number}", "{id}")
"""What stands in the address of the shop's own page of a cart for the cart's number, and for its id."""

_PLACE: Final = re.compile(r"\{[^{}]*\}|[{}]")


class SharedPage(Frozen):
    """A page of the server that shows one quote to whoever has its link."""

    id: int
    cart_id: str
    cart: Shown
    """That one's number."""
    url: str = ""
    """The link; it is told once, by what made it, and nobody can find it out later."""
    agent: Shown
    created_at: Moment
    expires_at: Moment
    revoked_at: Moment | None = None
    views: int = 0
    last_viewed_at: Moment | None = None


class Links(Frozen):
    """Where the customers of a backend find a quote; with both empty, nowhere."""

    pages: str = ""
    """The address at which customers reach the server's own pages; empty: it serves none."""
    template: str = ""
    """The address of a page of the shop's own website, with ``{number}`` or ``{id}`` in it."""


def checked_link(template: str) -> str:
    """The address of the shop's own page of a cart. Raises ``ValueError`` for what is no such address."""
    known = " and ".join(LINK_PLACES)
    for place in _PLACE.findall(template):
        if place not in LINK_PLACES:
            raise ValueError(f"has {place}, which is not known: there are {known}")
    if not any(place in template for place in LINK_PLACES):
        raise ValueError(f"leads to the same page for every cart: put {' or '.join(LINK_PLACES)} into it")
    if not template.isascii() or not template.isprintable() or " " in template:
        raise ValueError("must hold no blanks and no letters beyond ASCII's: write it as a browser copies it")
    parts = urlsplit(template)
    if parts.scheme not in {"https", "http"} or not parts.hostname or _PLACE.search(parts.netloc):
        raise ValueError("must be an address such as https://shop.example.com/quotes/{number}")
    if "@" in parts.netloc:
        raise ValueError("must not hold a name or password: it is sent to customers")
    return template


def link_of(template: str, number: str, cart_id: str) -> str:
    """The address of the shop's own page of that cart; empty without a template."""
    values = {"{number}": number, "{id}": cart_id}
    return _PLACE.sub(lambda found: quote(values[found[0]], safe=""), template)
