"""Names in paths: a cart, order, customer or agent is named by whatever people call it."""

from typing import Final
from urllib.parse import quote, unquote

VERSION: Final = "/v1"
"""What all paths of the API begin with."""

STOREFRONT: Final = f"{VERSION}/storefront"
"""What the paths begin with that shops use."""

SHOP_EVENTS: Final = f"{STOREFRONT}/events"
"""Where a shop tells what happened."""

WEBHOOKS: Final = f"{STOREFRONT}/webhooks/"
"""What the paths begin with at which providers of payments tell what became of them."""


def segment(ref: str) -> str:
    """One part of a path that says ``ref``, whatever characters it is made of.

    It is percent-encoded twice: proxies and routers decode a path before they split it, and a slash or a
    dot of a name must not stand there as itself even then. A number such as ``C-000123`` stays as it is.
    """
    inner = quote(ref, safe="@+ ", errors="surrogatepass")
    if not ref.strip("."):
        inner = inner.replace(".", "%2E")
    return quote(inner, safe="@")


def ref_of(part: str) -> str:
    """What a part of a path says, after the server has decoded it once."""
    return unquote(part, errors="replace")
