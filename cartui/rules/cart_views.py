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
        "High-value yesterday": "is:high-value updated:yesterday",
        "Untouched > 1 day": "touched:>1d",
        "Older than 30 days": "updated:>30d",
        "Empty": "is:empty",
        "Guests": "is:guest",
        "Trash": "state:deleted",
    }
)
"""Their queries by name, in the order of their keys, 1 to 9 (decision 5)."""

TO_CALL: Final = "is:promising"
"""The query of the call list, which has a screen of its own at the desk."""

NAMED_VIEWS: Final[Mapping[str, str]] = MappingProxyType({**VIEWS, "To call": TO_CALL})
"""The queries of all views that can be named on the command line."""


def query_of_view(name: str) -> str:
    """The query of the view of that name, in any case; its beginning is enough where only one has it.

    Raises ``Invalid`` with the names there are.
    """
    wanted = _folded(name)
    named = {_folded(view): query for view, query in NAMED_VIEWS.items()}
    if wanted in named:
        return named[wanted]
    begun = [query for view, query in named.items() if wanted and view.startswith(wanted)]
    if len(begun) == 1:
        return begun[0]
    raise Invalid(f"there is no view {name!r}: choose from {', '.join(NAMED_VIEWS)}")


def _folded(name: str) -> str:
    """A name in small letters, in which blanks and dashes are the same."""
    return " ".join(name.lower().replace("-", " ").split())
