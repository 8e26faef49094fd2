"""The built-in views of the list of carts, for the desk and the command line alike."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cartui.model.errors import Invalid

VIEWS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "All": "",
        "Locked": "state:locked",
        "Mine": "assigned:me",
        "Empty": "is:empty",
        "Guests": "is:guest",
    }
)
"""Their queries by name, in the order of their keys."""


def query_of_view(name: str) -> str:
    """The query of the view of that name, in any case. Raises ``Invalid`` with the names there are."""
    for view, query in VIEWS.items():
        if view.lower() == name.strip().lower():
            return query
    raise Invalid(f"there is no view {name!r}: choose from {', '.join(VIEWS)}")
