"""What can be done in the list of carts."""

from cartui.commands.command import Command, Group
from cartui.commands.navigation import EVERYWHERE, MOVES
from cartui.rules.permissions import Operation


class OpenCart(Command):
    """Open the cart at the cursor."""

    title = "Open the cart"
    keys = ("enter",)
    footer = "open"
    group = Group.LIST


class NewCart(Command):
    """Start a cart: choose its market (the usual one is chosen already), then find the customer."""

    title = "New cart"
    keys = ("n",)
    footer = "new"
    group = Group.LIST
    operation = Operation.CREATE_CART


class Query(Command):
    """Narrow the list by words and terms such as market:BD or state:locked; it follows as you type."""

    title = "Query"
    keys = ("/",)
    footer = "query"
    group = Group.LIST


class TogglePreview(Command):
    """Show the cart at the cursor beside the list, or hide it."""

    title = "Preview"
    keys = ("v",)
    footer = "preview"
    group = Group.LIST


class UndoCart(Command):
    """Undo the latest change of the cart at the cursor."""

    title = "Undo"
    keys = ("u",)
    footer = "undo"
    group = Group.CART
    operation = Operation.EDIT_CART


class DeleteCart(Command):
    """Put the cart at the cursor into the trash, after asking."""

    title = "Delete the cart"
    keys = ("D",)
    footer = "delete"
    group = Group.CART
    operation = Operation.DELETE_CART


class CopyNumber(Command):
    """Copy the number of the cart at the cursor to the clipboard of your own terminal, over SSH too."""

    title = "Copy the number"
    keys = ("y",)
    footer = "copy"
    group = Group.CART


class Refresh(Command):
    """Read again what is shown, and try now what waits. Changes of others are followed without it."""

    title = "Read again"
    keys = ("r",)
    group = Group.LIST


class QuitHome(Command):
    """Leave cartui. Everything that was changed is saved already."""

    title = "Quit"
    keys = ("q",)
    footer = "quit"
    in_palette = False


class ViewAll(Command):
    """Every open and locked cart."""

    title = "View: all"
    keys = ("1",)
    group = Group.LIST


class ViewLocked(Command):
    """Carts that wait for a payment's outcome."""

    title = "View: locked"
    keys = ("2",)
    group = Group.LIST


class ViewMine(Command):
    """Carts that are assigned to you."""

    title = "View: mine"
    keys = ("3",)
    group = Group.LIST


class ViewEmpty(Command):
    """Carts without a single line."""

    title = "View: empty"
    keys = ("4",)
    group = Group.LIST


class ViewGuests(Command):
    """Carts without a customer."""

    title = "View: guests"
    keys = ("5",)
    group = Group.LIST


VIEWS: tuple[type[Command], ...] = (ViewAll, ViewLocked, ViewMine, ViewEmpty, ViewGuests)
"""The views, in the order of their keys."""

CART_LIST: tuple[type[Command], ...] = (
    OpenCart,
    NewCart,
    Query,
    TogglePreview,
    CopyNumber,
    UndoCart,
    DeleteCart,
    *EVERYWHERE,
    QuitHome,
    Refresh,
    *VIEWS,
    *MOVES,
)
"""Everything that the list of carts offers."""
