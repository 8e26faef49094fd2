"""The built-in views of the list of carts: a name, a key and a query each."""

from dataclasses import dataclass
from typing import Final

from cartui.commands.cart_list import ViewAll, ViewEmpty, ViewGuests, ViewLocked, ViewMine
from cartui.commands.command import CommandClass
from cartui.rules.cart_views import VIEWS


@dataclass(frozen=True, slots=True)
class CartView:
    """A view: what the query line says when it is chosen."""

    command: CommandClass
    name: str
    query: str


CART_VIEWS: Final = (
    CartView(ViewAll, "All", VIEWS["All"]),
    CartView(ViewLocked, "Locked", VIEWS["Locked"]),
    CartView(ViewMine, "Mine", VIEWS["Mine"]),
    CartView(ViewEmpty, "Empty", VIEWS["Empty"]),
    CartView(ViewGuests, "Guests", VIEWS["Guests"]),
)
"""The views in the order of their keys."""


def view_of(query: str) -> CartView | None:
    """The view that this query is, if it is one."""
    words = query.split()
    return next((view for view in CART_VIEWS if view.query.split() == words), None)


def view_by(command: CommandClass) -> CartView:
    """The view that this command chooses; raises ``KeyError`` for one that chooses none."""
    return {view.command: view for view in CART_VIEWS}[command]
