"""The views of the list of carts: the built-in ones and the agent's own, each with a command and a query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cartui.commands.cart_list import (
    ViewAll,
    ViewEmpty,
    ViewGuests,
    ViewHighValue,
    ViewLocked,
    ViewMine,
    ViewOlder,
    ViewTrash,
    ViewUntouched,
)
from cartui.commands.command import CommandClass
from cartui.commands.own_views import ShowOwnView
from cartui.model.columns import ChosenColumn
from cartui.model.query import CartSort
from cartui.rules.cart_views import VIEWS
from cartui.settings.model import OwnView, View

SHORT: Final[Mapping[str, str]] = {
    "High-value yesterday": "High yesterday",
    "Untouched > 1 day": "Untouched",
    "Older than 30 days": "Older 30d",
}
"""Names for where there is little room."""


@dataclass(frozen=True, slots=True)
class CartView:
    """A view: what the query line says when it is chosen, and how the list is sorted and laid out then."""

    command: CommandClass
    name: str
    query: str
    sort: CartSort | None = None
    """``None``: as the agent has sorted the list."""
    columns: tuple[ChosenColumn, ...] = ()
    """None: those that the agent has chosen for the list."""
    own: OwnView | None = None
    """What the settings say of it, where it is the agent's own."""

    @property
    def short(self) -> str:
        """Its name in few characters."""
        return SHORT.get(self.name, self.name)


COMMANDS: Final[Mapping[str, CommandClass]] = {
    "All": ViewAll,
    "Locked": ViewLocked,
    "Mine": ViewMine,
    "High-value yesterday": ViewHighValue,
    "Untouched > 1 day": ViewUntouched,
    "Older than 30 days": ViewOlder,
    "Empty": ViewEmpty,
    "Guests": ViewGuests,
    "Trash": ViewTrash,
}
"""What shows each of the built-in views."""

BUILT_IN: Final = tuple(CartView(COMMANDS[name], name, query) for name, query in VIEWS.items())
"""The built-in views in the order of their keys."""


def own_cart_view(own: OwnView, command: type[ShowOwnView]) -> CartView:
    """A view of the agent's own. What its settings say was checked when they were read."""
    view = own.view
    return CartView(
        command,
        own.name,
        view.query,
        CartSort.parse(view.sort) if view.sort else None,
        tuple(ChosenColumn.parse(column) for column in view.columns),
        own,
    )


def view_of(query: str, views: Sequence[CartView], *, chosen: str = "") -> CartView | None:
    """The view that this query is, if it is one; of several the one that was ``chosen`` by its name."""
    words = query.split()
    same = [view for view in views if view.query.split() == words]
    return next((view for view in same if view.name == chosen), same[0] if same else None)


def settings_of(query: str, sort: CartSort, columns: Sequence[ChosenColumn], key: str) -> View:
    """A list as it is, as the settings say it."""
    return View(query=query, sort=str(sort), columns=tuple(map(str, columns)), key=key)
