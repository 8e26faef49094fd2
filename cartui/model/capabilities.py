"""What a backend can do, so that the desk can show the rest as unavailable, with the reason."""

from cartui.model.frozen import Frozen
from cartui.model.query import SortKey


class Capabilities(Frozen):
    """What a backend can do, down to filters and sort keys."""

    backend: str
    """What it is, for people: ``local``."""
    actions: frozenset[str]
    """Names of the actions that ``carts.edit`` takes."""
    filters: frozenset[str]
    """Keys that a cart query may use."""
    order_filters: frozenset[str] = frozenset()
    """Keys that a query of orders may use."""
    sorts: frozenset[SortKey]
    writes: bool = True
    """Whether anything can be changed at all."""
    changes_feed: bool = True
    mail: bool = False
    """Whether messages can be sent; without a mail server of the backend they can be read and copied."""
    shared_pages: bool = False
    """Whether links to pages of quotes can be made: somebody said where customers reach the server."""
